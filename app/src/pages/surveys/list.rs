//! What surveys came to, for the operator: of all partners, or of one.

use super::rows::{Figures, Sent, Voices};
use crate::calls::surveys::read_surveys;
use crate::parts::{Loaded, PageHeader, Panel};
use domain::view::SurveysPage as Page;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Response rate, what was said, and the latest surveys.
#[component]
pub fn SurveysPage() -> impl IntoView {
    let map = use_query_map();
    let partner = Memo::new(move |_| map.with(|map| map.get_str("partner").and_then(|id| id.parse().ok())));
    let found = Resource::new(move || partner.get(), read_surveys);
    view! { <Loaded of=found children=|page| view! { <Whole page /> } /> }
}

#[component]
fn Whole(page: Page) -> impl IntoView {
    let Page { partner, rows, counts, net_promoter, heard, voices, weight, today, asks, .. } = page;
    let up = partner.as_ref().map_or_else(
        || ("/manager".to_owned(), "Portfolio".to_owned()),
        |partner| (format!("/manager/partners/{}", partner.id), partner.name.clone()),
    );
    let title = partner.as_ref().map_or_else(|| "Surveys".to_owned(), |partner| format!("Surveys of {}", partner.name));
    let lead = if asks {
        "Owners are asked by letter, and answer through a private link."
    } else {
        "Nobody is asked at present."
    };
    let all = partner.is_none();
    view! {
        <PageHeader title up lead=Some(lead.to_owned())>
            {(!all)
                .then(|| {
                    view! {
                        <a class="btn btn-sm" href="/manager/surveys">
                            "Of all partners"
                        </a>
                    }
                })}
            <a class="btn btn-sm" href="/manager/surveys/settings">
                "When and what is asked"
            </a>
        </PageHeader>
        <div class="flow">
            <Figures counts net_promoter heard today />
            <Voices voices weight today />
            <Panel title="Surveys" id="sent" note="The latest 100 of the last 365 days">
                <Sent
                    rows
                    names=all
                    nothing="The workflow “Surveys” looks every day whom to ask, once asking is switched on in the settings."
                />
            </Panel>
        </div>
    }
}
