//! Links to the pages of a long list.

use super::number::count;
use leptos::prelude::*;

/// Where one is in a list, with links to the neighbouring pages; nothing when everything fits on one.
#[component]
pub fn Paging(
    /// This page, from 1.
    page: u32,
    /// Pages in all.
    pages: u32,
    /// Rows in all, and what one is called: (3646, "customers").
    found: (u32, &'static str),
    /// The address of a page.
    link: impl Fn(u32) -> String,
) -> impl IntoView {
    let page = page.max(1);
    let before = (page > 1).then(|| link(page - 1));
    let after = (page < pages).then(|| link(page + 1));
    let step = |path: Option<String>, words: &'static str, rel: &'static str| match path {
        Some(path) => view! {
            <a class="btn btn-sm" href=path rel=rel>
                {words}
            </a>
        }
        .into_any(),
        None => view! {
            <span class="btn btn-sm" aria-disabled="true">
                {words}
            </span>
        }
        .into_any(),
    };
    let (rows, what) = found;
    view! {
        <nav class="paging" aria-label="Pages">
            <p class="paging-place">
                {count(rows.into())} " " {what}
                {(pages > 1).then(|| format!(" · page {} of {}", count(page.into()), count(pages.into())))}
            </p>
            {(pages > 1)
                .then(|| {
                    view! {
                        <div class="join-links">
                            {step(before, "Previous", "prev")} {step(after, "Next", "next")}
                        </div>
                    }
                })}
        </nav>
    }
}
