//! The form that narrows the table of partners.

use super::ask::{link, unusual_order};
use crate::parts::{Choice, Field, FilterForm};
use domain::health::Band;
use domain::partner::Tier;
use domain::view::{PartnerSort, PortfolioQuery};
use leptos::prelude::*;

/// Search, band and tier; on a phone also the order.
#[component]
pub fn Filter(
    /// What the address asks for.
    query: Memo<PortfolioQuery>,
) -> impl IntoView {
    let sorts = PartnerSort::ALL.iter().filter(|sort| **sort != PartnerSort::Score);
    let sorts: Vec<_> = sorts.map(|sort| (sort.code().to_owned(), sort.label().to_owned())).collect();
    let narrowed = move || query.with(|query| !query.text.is_empty() || query.band.is_some() || query.tier.is_some());
    let everything = move || {
        let sorted =
            query.with(|q| PortfolioQuery { sort: q.sort, descending: q.descending, ..PortfolioQuery::default() });
        link(&sorted)
    };
    view! {
        <FilterForm action="/manager">
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
                        options=Band::options()
                        chosen=band.map_or("", Band::code)
                    />
                    <Choice
                        label="Tier"
                        name="tier"
                        nothing="All tiers"
                        options=Tier::options()
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
        </FilterForm>
    }
}
