//! One partner's health: why it is what it is, what to do next, where it is going, beside whom it stands.

use super::components::{ComponentMonths, Why};
use super::next::NextSteps;
use super::outlook::OutlookPanel;
use super::peers::Peers;
use super::risks::Risks;
use crate::calls::insight::read_partner_health;
use crate::layout::viewer;
use crate::parts::time::day;
use crate::parts::{Empty, Loaded, PageHeader, Panel, TierBadge};
use domain::view::{HealthInsight, PartnerHealthPage as Page};
use domain::{PartnerId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The health of the partner that the address names.
#[component]
pub fn PartnerHealthPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<PartnerId>().ok())));
    let page = Resource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => read_partner_health(Some(id)).await,
                None => Err(Refusal::not_found("partner").into()),
            }
        },
    );
    view! { <Loaded of=page children=|page| view! { <Whole page /> } /> }
}

/// A reseller's own health.
#[component]
pub fn OwnHealthPage() -> impl IntoView {
    let page = Resource::new(|| (), |()| read_partner_health(None));
    view! { <Loaded of=page children=|page| view! { <Whole page /> } /> }
}

#[component]
fn Whole(page: Page) -> impl IntoView {
    let Page { partner, tier, kind, insight } = page;
    let own = viewer().role.is_partner();
    let (title, up) = if own {
        ("Your health".to_owned(), ("/".to_owned(), "Home".to_owned()))
    } else {
        (format!("Health of {}", partner.name), (format!("/manager/partners/{}", partner.id), partner.name.clone()))
    };
    let scored = insight.as_ref().map(|insight| {
        let computed = insight.computed_on.map(|on| format!(", unchanged since {}", day(on))).unwrap_or_default();
        format!("scored on {}{computed} · rules version {}", day(insight.day), insight.rules_version)
    });
    let lead = [Some(partner.code), Some(kind.label().to_owned()), scored].into_iter().flatten().collect::<Vec<_>>();
    view! {
        <PageHeader title up lead=lead.join(" · ")>
            <TierBadge tier />
        </PageHeader>
        {match insight {
            Some(insight) => view! { <Insight insight=*insight own /> }.into_any(),
            None => {
                view! {
                    <Panel title="Health" id="health">
                        <Empty title="Not scored yet" icon=icondata_lu::LuActivity>
                            <p>"Active partners are scored every day once a month is billed."</p>
                        </Empty>
                    </Panel>
                }
                    .into_any()
            }
        }}
    }
}

#[component]
fn Insight(insight: HealthInsight, own: bool) -> impl IntoView {
    let HealthInsight { score, mappings, explanation, history, months, trend, forecast, benchmark, risks, .. } =
        insight;
    view! {
        <div class="partner-page">
            <Why score=score.clone() mappings />
            <NextSteps explanation score=score.clone() />
            <Risks risks own />
            <OutlookPanel history trend forecast />
            <Peers benchmark score />
            <ComponentMonths months />
        </div>
    }
}
