//! Everything about one customer.

use super::ask::Ask;
use super::contacts::{ContactForm, Contacts};
use super::history::{Bills, Timeline};
use super::moves::MoveForm;
use crate::calls::customers::{LogInteraction, MoveCustomer, read_customer};
use crate::parts::number::Nothing;
use crate::parts::{Day, Loaded, Money, PageHeader, Panel, StageBadge};
use domain::customer::Customer;
use domain::view::CustomerPage as Page;
use domain::{CustomerId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// One customer: facts, moves, bills, and the form that moves it.
#[component]
pub fn CustomerPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<CustomerId>().ok())));
    let moving = ServerAction::<MoveCustomer>::new();
    let logging = ServerAction::<LogInteraction>::new();
    // Read again after each call, refused ones too: then somebody else may have changed it.
    let page = Resource::new(
        move || (id.get(), moving.version().get(), logging.version().get()),
        |(id, ..)| async move {
            match id {
                Some(id) => read_customer(id).await,
                None => Err(Refusal::not_found("customer").into()),
            }
        },
    );
    view! { <Loaded of=page children=move |page| view! { <Whole page moving logging /> } /> }
}

#[component]
fn Whole(page: Page, moving: ServerAction<MoveCustomer>, logging: ServerAction<LogInteraction>) -> impl IntoView {
    let Page { customer, partner, events, bills, interactions, may_move, may_log } = page;
    let board = Ask { partner: Some(partner.id), ..Ask::default() }.link();
    let (id, stage, revision) = (customer.id, customer.stage, customer.revision);
    view! {
        <PageHeader title=customer.code.clone() up=(board, format!("Customers of {}", partner.name)) lead=place(&customer)>
            <StageBadge stage />
        </PageHeader>
        <div class="customer-page">
            <div>
                <Facts customer />
                <Panel title="Bills" id="bills">
                    <Bills bills />
                </Panel>
            </div>
            <div>
                {may_move
                    .then(|| {
                        view! {
                            <Panel title="Move" id="move" note="Only stages that may follow are offered.">
                                <MoveForm id stage revision moving />
                            </Panel>
                        }
                    })}
                <Panel title="Contacts" id="contacts">
                    <Contacts interactions />
                    {may_log
                        .then(|| {
                            view! {
                                <details class="fold">
                                    <summary>"Log a contact"</summary>
                                    <ContactForm id logging />
                                </details>
                            }
                        })}
                </Panel>
                <Panel title="History" id="history">
                    <Timeline events />
                </Panel>
            </div>
        </div>
    }
}

/// Where it is: "Los Angeles 90001".
fn place(customer: &Customer) -> Option<String> {
    let parts: Vec<_> = [&customer.city, &customer.postcode].into_iter().flatten().cloned().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

#[component]
fn Facts(customer: Customer) -> impl IntoView {
    let segment = customer.segment().label();
    let services: Vec<_> = customer.services.split(',').map(|word| word.trim().replace('_', " ")).collect();
    let services = services.into_iter().filter(|word| !word.is_empty()).map(|word| view! { <li>{word}</li> });
    let services = services.collect_view();
    let none = || view! { <Nothing say="unknown" /> }.into_any();
    view! {
        <Panel title="Facts" id="facts">
            <dl class="facts">
                <div>
                    <dt>"Monthly recurring revenue"</dt>
                    <dd>
                        <Money amount=customer.mrr />
                        " · "
                        {segment}
                    </dd>
                </div>
                <div>
                    <dt>"Contract"</dt>
                    <dd>{customer.contract.map_or_else(none, |contract| contract.label().into_any())}</dd>
                </div>
                <div>
                    <dt>"In service since"</dt>
                    <dd>{customer.activated_on.map_or_else(none, |of| view! { <Day of /> }.into_any())}</dd>
                </div>
                {customer
                    .churned_on
                    .map(|of| {
                        view! {
                            <div>
                                <dt>"Left on"</dt>
                                <dd>
                                    <Day of />
                                    {customer.churn_reason.map(|reason| format!(" · {}", reason.label()))}
                                </dd>
                            </div>
                        }
                    })}
                <div>
                    <dt>"Billed to date"</dt>
                    <dd>{customer.billed_to_date.map_or_else(none, |amount| view! { <Money amount /> }.into_any())}</dd>
                </div>
                <div>
                    <dt>"Satisfaction"</dt>
                    <dd>{customer.satisfaction.map_or_else(none, |points| format!("{points} of 5").into_any())}</dd>
                </div>
                <div class="facts-wide">
                    <dt>"Services"</dt>
                    <dd>
                        <ul class="words">{services}</ul>
                    </dd>
                </div>
            </dl>
        </Panel>
    }
}
