//! The portfolio's analytics: partners beside each other, who moved, how revenue is spread.

mod ask;
mod filter;
mod map;
mod moved;
mod pace;
mod spread;
mod sums;

use crate::calls::insight::read_insight;
use crate::parts::time::day;
use crate::parts::{Loaded, PageHeader};
use ask::read_ask;
use domain::view::{InsightPage as Page, InsightQuery};
use filter::Filter;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use map::Map;
use moved::MovedPanel;
use pace::Paces;
use spread::SpreadPanel;
use sums::{Areas, Cohorts};

/// Heat map, movers, concentration, territories and cohorts of the partners that the address asks for.
#[component]
pub fn InsightPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(read_ask));
    let page = Resource::new(move || query.get(), read_insight);
    view! { <Loaded of=page children=move |page| view! { <Whole page query=query.get_untracked() /> } /> }
}

#[component]
fn Whole(page: Page, query: InsightQuery) -> impl IntoView {
    let Page { day: on, month, territories, partners, heat, moved, concentration, areas, paces, cohorts } = page;
    let scored = on.map_or_else(|| "No scores yet".to_owned(), |on| format!("Health scored on {}", day(on)));
    let billed = month.map(|month| format!("billed through {}", month.label()));
    let lead: Vec<_> = [Some(scored), billed].into_iter().flatten().collect();
    let up = ("/manager".to_owned(), "Portfolio".to_owned());
    view! {
        <PageHeader title="Analytics" up lead=lead.join(" · ") />
        <div class="partner-page">
            <Map heat query=query.clone() partners filter=view! { <Filter query territories /> }.into_any() />
            <MovedPanel moved />
            <SpreadPanel concentration month />
            <Areas areas />
            <Paces paces />
            <Cohorts cohorts />
        </div>
    }
}
