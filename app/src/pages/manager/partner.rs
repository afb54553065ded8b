//! One partner, as the operator's people see it.

use super::looked_after::LookedAfterPanel;
use crate::calls::managers::AssignManager;
use crate::calls::portfolio::read_partner;
use crate::pages::partner::{
    HealthPanel, MoneyPanel, PlanPanel, StagesPanel, StatementsPanel, TrendPanel, customers_link,
};
use crate::parts::{Loaded, PageHeader, StatusBadge, TierBadge};
use domain::view::PartnerPage as Page;
use domain::{PartnerId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Health with its reasons, money, customers, statements.
#[component]
pub fn PartnerPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<PartnerId>().ok())));
    let assign = ServerAction::<AssignManager>::new();
    let page = Resource::new(
        move || (id.get(), assign.version().get()),
        |(id, _)| async move {
            match id {
                Some(id) => read_partner(Some(id)).await,
                None => Err(Refusal::not_found("partner").into()),
            }
        },
    );
    view! { <Loaded of=page children=move |page| view! { <Whole page assign /> } /> }
}

#[component]
fn Whole(page: Page, assign: ServerAction<AssignManager>) -> impl IntoView {
    let Page { partner, parent, looked_after, health, trend, months, stages, statements, plan } = page;
    let place: Vec<_> =
        [Some(partner.code), Some(partner.kind.label().to_owned()), partner.territory].into_iter().flatten().collect();
    let id = partner.id;
    view! {
        <PageHeader title=partner.name up=("/manager".to_owned(), "Portfolio".to_owned()) lead=place.join(" · ")>
            {parent
                .map(|parent| {
                    view! {
                        <span class="quiet">
                            "Under "
                            <a class="text-link" href=format!("/manager/partners/{}", parent.id)>
                                {parent.name}
                            </a>
                        </span>
                    }
                })}
            <TierBadge tier=partner.tier />
            <StatusBadge status=partner.status />
            <a class="btn btn-sm" href=format!("/manager/partners/{id}/health")>
                "Health explained"
            </a>
            <a class="btn btn-sm" href=format!("/manager/partners/{id}/help")>
                "Help"
            </a>
            <a class="btn btn-sm" href=format!("/manager/partners/{id}/review")>
                "Business review"
            </a>
            <a class="btn btn-sm" href=format!("/manager/surveys?partner={id}")>
                "Surveys"
            </a>
            <a class="btn btn-sm" href=format!("/manager/partners/{id}/learning")>
                "Learning"
            </a>
            <a class="btn btn-sm" href=customers_link(id)>
                "Customers"
            </a>
        </PageHeader>
        <div class="partner-page">
            <HealthPanel health />
            <TrendPanel trend />
            <MoneyPanel months />
            <StagesPanel stages partner=id />
            <StatementsPanel statements />
            <PlanPanel plan />
            {looked_after.map(|of| view! { <LookedAfterPanel of partner=id assign /> })}
        </div>
    }
}
