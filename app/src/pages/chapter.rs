//! Chapters: pages whose code the browser fetches together, and only when one of them is opened.
//!
//! What only one chapter uses is in that chapter's file, what several use in one that they share, and the rest, with the
//! dashboard, in the file that every page loads. So another page in a chapter costs the other chapters next to nothing,
//! while another chapter makes what is shared larger for all: there are few, by who opens their pages together.

/// Defines a chapter: an enum with a variant per page, which a route takes as its `view`. `$preload` is the name that
/// `#[lazy]` gives to what fetches the file: `__preload_` and that of `$file`.
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
