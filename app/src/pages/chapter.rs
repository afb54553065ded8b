//! Chapters: pages whose code the browser fetches together, and only when one of them is opened.
//!
//! What only one chapter uses is in that chapter's file, what several use in a file for just those, and the rest in
//! the file that every page loads. So a page of its own costs the others nothing; a *chapter* of its own costs up to
//! as many files as there are combinations with the others, so there are few.

/// Defines a chapter: an enum with a variant per page, which a route takes as its `view`.
macro_rules! chapter {
    ($(#[$about:meta])* $chapter:ident as $file:ident, $preload:ident: $($page:ident => $component:path),+ $(,)?) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        pub enum $chapter {
            $(
                #[doc = concat!("Shows `", stringify!($component), "`.")]
                $page,
            )+
        }

        #[::leptos::prelude::lazy]
        fn $file(page: $chapter) -> ::leptos::prelude::AnyView {
            match page {
                $($chapter::$page => ::leptos::prelude::IntoAny::into_any($component()),)+
            }
        }

        impl ::leptos_router::ChooseView for $chapter {
            async fn choose(self) -> ::leptos::prelude::AnyView {
                $file(self).await
            }

            async fn preload(&self) {
                #[cfg(feature = "hydrate")]
                $preload().await;
            }
        }
    };
}

pub(crate) use chapter;
