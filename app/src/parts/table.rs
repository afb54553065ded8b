//! Tables that turn into cards where there is no room for columns.

use leptos::prelude::*;

/// The frame of a table, which may scroll sideways within itself but never moves the page.
///
/// Cells carry `data-label` with their column's name: on a phone each row is a card that shows it. A cell with the
/// class `cell-title` heads the card. Cells and headers with the class `num` are figures.
#[component]
pub fn TableFrame(
    /// What the table lists, for who doesn't see it.
    #[prop(into)]
    caption: String,
    /// Whether it stays a table on a phone: for a few narrow columns.
    #[prop(optional)]
    stays: bool,
    /// `<thead>` and `<tbody>`.
    children: Children,
) -> impl IntoView {
    view! {
        // Keys reach it: a wide table scrolls inside it.
        <div class="table-frame" tabindex="0">
            <table class="data-table" class:stays-table=stays>
                <caption class="sr-only">{caption}</caption>
                {children()}
            </table>
        </div>
    }
}

/// The head of a column that a table can be sorted by: a link that sorts, or turns the order around.
#[component]
pub fn SortHeader(
    /// The column's name.
    label: &'static str,
    /// The address of the table sorted by it.
    href: String,
    /// Whether it is sorted by this column now, and if so whether the highest come first.
    #[prop(into)]
    descending: Option<bool>,
    /// Whether the column holds figures.
    #[prop(optional)]
    num: bool,
) -> impl IntoView {
    let (order, arrow) = match descending {
        Some(true) => (Some("descending"), "↓"),
        Some(false) => (Some("ascending"), "↑"),
        None => (None, "↕"),
    };
    view! {
        <th scope="col" class:num=num aria-sort=order>
            <a class="sort-link" href=href data-noscroll="true">
                {label}
                <span class="sort-arrow" aria-hidden="true" data-on=descending.is_some().then_some("")>
                    {arrow}
                </span>
            </a>
        </th>
    }
}
