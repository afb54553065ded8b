//! The form that narrows the table of partners.

use super::ask::{link, unusual_order};
use crate::parts::{Choice, Field};
use domain::health::Band;
use domain::partner::Tier;
use domain::view::{PartnerSort, PortfolioQuery};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, HtmlFormElement};
use leptos_router::components::Form;

/// A form like any other: it works before, and without, WebAssembly. In a live page a choice acts at once.
#[component]
pub fn Filter(
    /// What the address asks for.
    query: Memo<PortfolioQuery>,
) -> impl IntoView {
    let bands: Vec<_> = Band::ALL.iter().map(|band| (band.code().to_owned(), band.label().to_owned())).collect();
    let tiers: Vec<_> = Tier::ALL.iter().map(|tier| (tier.code().to_owned(), tier.label().to_owned())).collect();
    let sorts = PartnerSort::ALL.iter().filter(|sort| **sort != PartnerSort::Score);
    let sorts: Vec<_> = sorts.map(|sort| (sort.code().to_owned(), sort.label().to_owned())).collect();
    let narrowed = move || query.with(|query| !query.text.is_empty() || query.band.is_some() || query.tier.is_some());
    let everything = move || {
        let sorted = query.with(|q| PortfolioQuery { sort: q.sort, descending: q.descending, ..PortfolioQuery::default() });
        link(&sorted)
    };
    let submit = |event: Event| {
        let chosen = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let form = chosen.and_then(|chosen| chosen.closest("form").ok().flatten());
        if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            // It can't refuse: nothing in the form is required.
            let _submitted = form.request_submit();
        }
    };
    view! {
        <Form method="GET" action="/manager" noscroll=true attr:class="filter-row" attr:role="search" on:change=submit>
            {move || {
                let query = query.get();
                let order = unusual_order(&query);
                let PortfolioQuery { text, band, tier, sort, .. } = query;
                view! {
                    <Field label="Search" name="q" kind="search" value=text placeholder="Name, code or territory" />
                    <Choice
                        label="Health"
                        name="band"
                        nothing="All bands"
                        options=bands.clone()
                        chosen=band.map_or("", Band::code)
                    />
                    <Choice
                        label="Tier"
                        name="tier"
                        nothing="All tiers"
                        options=tiers.clone()
                        chosen=tier.map_or("", Tier::code)
                    />
                    // Where the table has no head to sort it by.
                    <div class="only-phone">
                        <Choice
                            label="Sorted by"
                            name="sort"
                            nothing=PartnerSort::Score.label()
                            options=sorts.clone()
                            chosen=if sort == PartnerSort::Score { "" } else { sort.code() }
                        />
                    </div>
                    {order.map(|order| view! { <input type="hidden" name="order" value=order /> })}
                }
            }}
            <button type="submit" class="btn">
                "Show"
            </button>
            {move || {
                narrowed()
                    .then(|| {
                        view! {
                            <a class="btn btn-ghost" href=everything() data-noscroll="true">
                                "Show all"
                            </a>
                        }
                    })
            }}
        </Form>
    }
}
