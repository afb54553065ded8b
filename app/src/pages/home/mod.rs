//! The first page: a reseller's own, or for the operator's people the portfolio.

use crate::calls::portfolio::read_partner;
use crate::layout::viewer;
use crate::pages::partner::{
    HealthPanel, MoneyPanel, PlanPanel, StagesPanel, StatementsPanel, TrendPanel, customers_link, statement_link,
};
use crate::parts::{Count, Loaded, Money, PageHeader, Score, StatusBadge, TierBadge, Tile};
use domain::Cents;
use domain::view::{HealthView, PartnerPage, StageCount, StatementRow};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::components::Redirect;

/// Where everyone begins.
#[component]
pub fn HomePage() -> impl IntoView {
    if viewer().role.is_partner() {
        Either::Left(view! { <Own /> })
    } else {
        Either::Right(view! { <Redirect path="/manager" /> })
    }
}

/// A reseller's own page.
#[component]
fn Own() -> impl IntoView {
    let page = Resource::new(|| (), |()| read_partner(None));
    view! { <Loaded of=page children=|page| view! { <Whole page /> } /> }
}

#[component]
fn Whole(page: PartnerPage) -> impl IntoView {
    let PartnerPage { partner, health, trend, months, stages, statements, plan, .. } = page;
    let id = partner.id;
    let place: Vec<_> = [Some(partner.code), partner.territory].into_iter().flatten().collect();
    view! {
        <PageHeader title=partner.name lead=place.join(" · ")>
            <TierBadge tier=partner.tier />
            <StatusBadge status=partner.status />
            <a class="btn btn-sm" href="/health">
                "What to do next"
            </a>
            <a class="btn btn-sm" href="/review">
                "My quarter"
            </a>
            <a class="btn btn-sm btn-primary" href=customers_link(id)>
                "Open the board"
            </a>
        </PageHeader>
        <div class="partner-page">
            <Sums health=health.clone() latest=statements.first().cloned() stages=stages.clone() />
            <HealthPanel health />
            <MoneyPanel months />
            <TrendPanel trend />
            <StagesPanel stages partner=id />
            <StatementsPanel statements />
            <PlanPanel plan />
        </div>
    }
}

/// How am I doing, what do I earn, what for.
#[component]
fn Sums(health: Option<HealthView>, latest: Option<StatementRow>, stages: Vec<StageCount>) -> impl IntoView {
    let (customers, mrr) = in_service(&stages);
    let score = health.and_then(|health| health.score.score);
    let statement = latest.map(|row| {
        let month = row.month.label();
        let link = statement_link(row.month, row.partner.id);
        view! {
            <Tile label=format!("Earned in {month}") note=format!("{} lines, {}", row.lines, row.plan)>
                <a class="text-link" href=link>
                    <Money amount=row.commission />
                </a>
            </Tile>
            <Tile label=format!("Billed in {month}")>
                <Money amount=row.billed />
            </Tile>
        }
    });
    view! {
        <dl class="tiles">
            <Tile label="Health">
                <Score of=score />
            </Tile>
            {statement}
            <Tile label="Customers in service">
                <Count of=customers />
            </Tile>
            <Tile label="Monthly recurring revenue">
                <Money amount=mrr />
            </Tile>
        </dl>
    }
}

/// Customers that are billed, and their monthly recurring revenue.
fn in_service(stages: &[StageCount]) -> (i64, Cents) {
    let billed = stages.iter().filter(|stage| stage.stage.is_in_service());
    billed.fold((0, Cents::ZERO), |(customers, mrr), stage| (customers + stage.customers, mrr + stage.mrr))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::lifecycle::Stage;

    #[test]
    fn only_customers_in_service_count() {
        let stage = |stage, customers, mrr| StageCount { stage, customers, mrr: Cents(mrr) };
        let stages = [stage(Stage::Lead, 5, 0), stage(Stage::Active, 3, 900), stage(Stage::AtRisk, 1, 100)];
        assert_eq!(in_service(&stages), (4, Cents(1_000)));
    }
}
