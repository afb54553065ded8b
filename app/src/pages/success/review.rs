//! A partner's quarter, for the talk about it: on the screen, on paper, and as PDF.

use super::review_done::Interventions;
use super::review_parts::{Alerts, Customers, Health, MonthByMonth, Outlook, Service};
use crate::calls::Trouble;
use crate::calls::success::read_review;
use crate::layout::viewer;
use crate::parts::{Choice, Downloads, FilterForm, Loaded, Money, PageHeader, Score, TierBadge, Tile};
use domain::view::{NoCustomers, QuarterReview};
use domain::{FileFormat, PartnerId, Quarter, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The review of the partner in the address, and of the quarter that it names.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<PartnerId>().ok())));
    let quarter = asked_quarter();
    let found = Resource::new(
        move || (id.get(), quarter.get()),
        |(id, quarter)| async move {
            match id {
                Some(id) => read_review(Some(id), quarter).await,
                None => Err(Trouble::from(Refusal::not_found("partner"))),
            }
        },
    );
    view! { <Loaded of=found children=|review| view! { <Whole review /> } /> }
}

/// The viewer's own partner's review.
#[component]
pub fn OwnReviewPage() -> impl IntoView {
    let quarter = asked_quarter();
    let found = Resource::new(move || quarter.get(), |quarter| read_review(None, quarter));
    view! { <Loaded of=found children=|review| view! { <Whole review /> } /> }
}

fn asked_quarter() -> Memo<Option<Quarter>> {
    let map = use_query_map();
    Memo::new(move |_| map.with(|map| map.get_str("quarter").and_then(|quarter| quarter.parse().ok())))
}

/// `July to September 2025`.
fn span(quarter: Quarter) -> String {
    format!("{} to {}", quarter.first().label(), quarter.last().label())
}

#[component]
fn Whole(review: QuarterReview) -> impl IntoView {
    let own = viewer().role.is_partner();
    let QuarterReview { partner, tier, quarter, complete, quarters, billed_before, sees_commission, .. } =
        review.clone();
    let (action, up, file) = if own {
        ("/review".to_owned(), ("/".to_owned(), "Home".to_owned()), format!("/review/{quarter}/file"))
    } else {
        let page = format!("/manager/partners/{}", partner.id);
        let file = format!("/review/{quarter}/file?partner={}", partner.id);
        (format!("{page}/review"), (page, partner.name.clone()), file)
    };
    let (billed, commission) = (review.billed(), review.commission());
    let health = review.health.clone();
    let score = health.as_ref().map(|health| health.now.1);
    let choices = quarters.into_iter().map(|of| (of.to_string(), span(of))).collect();
    view! {
        <PageHeader title=format!("Business review of {}", partner.name) up lead=Some(span(quarter))>
            <TierBadge tier />
            <Downloads what="Review" from=file formats=&[FileFormat::Pdf] />
        </PageHeader>
        <div class="flow review">
            <FilterForm action>
                <Choice label="Quarter" name="quarter" nothing="The latest whole one" options=choices chosen=quarter.to_string() />
                <button type="submit" class="btn">
                    "Show"
                </button>
            </FilterForm>
            {(!complete)
                .then(|| {
                    view! { <p class="quiet">"This quarter isn't over, or isn't billed whole; its figures may still change."</p> }
                })}
            <dl class="tiles">
                <Tile label="Billed revenue">
                    <Money amount=billed />
                </Tile>
                {billed_before
                    .map(|before| {
                        view! {
                            <Tile label="In the quarter before">
                                <Money amount=before />
                            </Tile>
                        }
                    })}
                {sees_commission
                    .then(|| {
                        view! {
                            <Tile label="Commission">
                                {match commission {
                                    Some(amount) => view! { <Money amount /> }.into_any(),
                                    None => view! { <span class="tile-words">"not all released"</span> }.into_any(),
                                }}
                            </Tile>
                        }
                    })}
                <Tile label="Health at its end">
                    <Score of=score />
                </Tile>
            </dl>
            <MonthByMonth months=review.months sees_commission />
            <Health health />
            <CustomersOrWhyNot customers=review.customers />
            <Service tickets=review.tickets installations=review.installations />
            <Alerts alerts=review.alerts own />
            {review.interventions.map(|interventions| view! { <Interventions interventions /> })}
            <Outlook outlook=review.outlook />
        </div>
    }
}

#[component]
fn CustomersOrWhyNot(customers: Result<domain::view::CustomersThenNow, NoCustomers>) -> impl IntoView {
    match customers {
        Ok(customers) => view! { <Customers customers /> }.into_any(),
        Err(why) => view! {
            <crate::parts::Panel title="Customers" id="customers">
                <p class="quiet">{format!("Not told: {why}.")}</p>
            </crate::parts::Panel>
        }
        .into_any(),
    }
}
