//! The form that narrows the analytics.

use super::ask::{SCORE, shown};
use crate::parts::{Choice, FilterForm};
use domain::health::Component;
use domain::partner::{PartnerKind, Tier};
use domain::view::InsightQuery;
use leptos::prelude::*;

/// Times to compare with, in days.
const TIMES: [(u32, &str); 3] = [(7, "A week before"), (91, "A quarter before"), (365, "A year before")];

/// What the heat map shows; tier, type and territory; and since when movers are told.
#[component]
pub fn Filter(
    /// What the address asks for.
    query: InsightQuery,
    /// Territories that there are.
    territories: Vec<String>,
) -> impl IntoView {
    let pair = |code: &str, words: &str| (code.to_owned(), words.to_owned());
    let shows = Component::ALL.iter().map(|of| (of.code().to_owned(), format!("{} by month", of.label())));
    let shows: Vec<_> = [pair(SCORE, "Score by month")].into_iter().chain(shows).collect();
    let places: Vec<_> = territories.into_iter().map(|name| (name.clone(), name)).collect();
    let times: Vec<_> = TIMES.iter().map(|(days, words)| (days.to_string(), (*words).to_owned())).collect();
    let since = query.since.map(|days| days.to_string()).unwrap_or_default();
    view! {
        <FilterForm action="/manager/insight">
            <Choice label="Show" name="show" nothing="Components today" options=shows chosen=shown(&query) />
            <Choice
                label="Tier"
                name="tier"
                nothing="All tiers"
                options=Tier::options()
                chosen=query.tier.map_or("", Tier::code)
            />
            <Choice
                label="Type"
                name="type"
                nothing="All types"
                options=PartnerKind::options()
                chosen=query.kind.map_or("", PartnerKind::code)
            />
            <Choice
                label="Territory"
                name="territory"
                nothing="All territories"
                options=places
                chosen=query.territory
            />
            <Choice label="Compared with" name="since" nothing="Four weeks before" options=times chosen=since />
            <button type="submit" class="btn">
                "Show"
            </button>
        </FilterForm>
    }
}
