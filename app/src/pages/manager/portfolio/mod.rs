//! The portfolio: every partner side by side, those in need first.

mod ask;
mod bands;
mod filter;
mod movers;
mod table;

use crate::calls::portfolio::read_portfolio;
use crate::pages::partner::MoneyPanel;
use crate::parts::time::day;
use crate::parts::{Count, Loaded, LoadedOnce, Money, PageHeader, Panel, Tile};
use ask::read_ask;
use bands::Bands;
use domain::view::{Portfolio, Totals};
use domain::{Cents, Month};
use filter::Filter;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
pub use movers::Movers;
use table::PartnerTable;

/// Totals, bands, movers, money by month, and the table of partners that the address asks for.
#[component]
pub fn PortfolioPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(read_ask));
    let portfolio = Resource::new(move || query.get(), read_portfolio);
    // What the query doesn't change is drawn once: charts stay still while the table is sorted and narrowed.
    view! {
        <LoadedOnce
            of=portfolio
            children=move |first| {
                view! {
                    <Overview portfolio=first />
                    <Panel title="Partners" id="partners">
                        <Filter query />
                        <Loaded
                            of=portfolio
                            children=move |portfolio| view! { <PartnerTable portfolio query=query.get_untracked() /> }
                        />
                    </Panel>
                }
            }
        />
    }
}

#[component]
fn Overview(portfolio: Portfolio) -> impl IntoView {
    let Portfolio { month, scored_on, totals, bands, months, risers, fallers, .. } = portfolio;
    let scored = scored_on.map_or_else(|| "No scores yet".to_owned(), |on| format!("Health scored on {}", day(on)));
    let billed = month.map(|month| format!("billed through {}", month.label()));
    let lead: Vec<_> = [Some(scored), billed].into_iter().flatten().collect();
    view! {
        <PageHeader title="Portfolio" lead=lead.join(" · ") />
        <div class="portfolio">
            <Sums totals month />
            <Panel title="Health" id="health">
                <Bands bands />
            </Panel>
            <Panel title="Movers" id="movers" note="In four weeks">
                <Movers risers fallers />
            </Panel>
            <MoneyPanel months />
        </div>
    }
}

/// What all partners together come to.
#[component]
fn Sums(totals: Totals, month: Option<Month>) -> impl IntoView {
    let Totals { partners, customers, mrr, billed, commission } = totals;
    let of_month = |what: &str| month.map_or_else(|| what.to_owned(), |month| format!("{what}, {}", month.label()));
    view! {
        <dl class="tiles">
            <Tile label="Active partners">
                <Count of=i64::from(partners) />
            </Tile>
            <Tile label="Customers in service">
                <Count of=customers />
            </Tile>
            <Tile label="Monthly recurring revenue">
                <Money amount=mrr />
            </Tile>
            <Tile label=of_month("Billed")>
                <Money amount=billed />
            </Tile>
            <Tile label=of_month("Commission") note=share(commission, billed)>
                {match commission {
                    Some(amount) => view! { <Money amount /> }.into_any(),
                    None => view! { <span class="quiet">"Open"</span> }.into_any(),
                }}
            </Tile>
        </dl>
    }
}

/// What to add to a month's commission: its share of what was billed, or why there is none.
fn share(commission: Option<Cents>, billed: Cents) -> String {
    match commission {
        Some(commission) if billed.0 > 0 => {
            let thousandths = commission.0.saturating_mul(1000) / billed.0;
            format!("{}.{} % of billed", thousandths / 10, thousandths % 10)
        }
        Some(_) => "Nothing was billed".to_owned(),
        None => "Not calculated yet".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commissions_share_of_nothing_billed_is_told_in_words() {
        assert_eq!(share(Some(Cents(1_055)), Cents(10_000)), "10.5 % of billed");
        assert_eq!(share(Some(Cents(0)), Cents(0)), "Nothing was billed");
        assert_eq!(share(None, Cents(10_000)), "Not calculated yet");
    }
}
