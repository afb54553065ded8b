//! One finding: both sides beside each other, where each can be looked at, and what is done about it.

use super::{SeverityBadge, StateBadge};
use crate::calls::Trouble;
use crate::calls::reconciliation::{SettleFinding, read_finding};
use crate::parts::number::Nothing;
use crate::parts::{Loaded, Moment, Money, Objection, PageHeader, Panel, ReasonField, TableFrame, Tile};
use domain::reconciliation::{Area, FindingState, Side};
use domain::view::{FindingPage as Found, FindingRow};
use domain::{Cents, FindingId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The finding in the address.
#[component]
pub fn FindingPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<FindingId>().ok())));
    let settle = ServerAction::<SettleFinding>::new();
    let found = Resource::new(move || (id.get(), settle.version().get()), |(id, _)| read(id));
    view! { <Loaded of=found children=move |found| view! { <Whole found settle /> } /> }
}

async fn read(id: Option<FindingId>) -> Result<Found, Trouble> {
    match id {
        Some(id) => read_finding(id).await,
        None => Err(Refusal::not_found("finding").into()),
    }
}

#[component]
fn Whole(found: Found, settle: ServerAction<SettleFinding>) -> impl IntoView {
    let Found { row, resolution, settled_by, settled_at, may_resolve, .. } = found;
    let (kind, state, id) = (row.kind, row.state, row.id);
    let (first, last) = row.found_at;
    let refusal = move || settle.value().get().and_then(Result::err).map(|Trouble(refusal)| refusal);
    view! {
        <PageHeader
            title=kind.label()
            up=("/reconciliation".to_owned(), "Reconciliation".to_owned())
            lead=Some(row.month.label())
        >
            <SeverityBadge severity=row.severity />
            <StateBadge state />
        </PageHeader>
        <div class="flow">
            {move || refusal().map(|refusal| view! { <Objection refusal /> })}
            <dl class="tiles">
                <Tile label="Difference" note="what is, less what should be">
                    <Money amount=row.difference />
                </Tile>
            </dl>
            <p>"Found first " <Moment at=first /> ", last " <Moment at=last /> "."</p>
            <Panel title="Both sides" id="evidence">
                <Evidence expected=row.expected.clone() found=row.found.clone() />
                <Links row />
            </Panel>
            <Panel title="What to do" id="advice">
                <p>{kind.suggestion()}</p>
            </Panel>
            <Panel title="What was done" id="resolution">
                <Story state resolution settled_by />
                {settled_at.map(|at| view! { <p class="quiet"><Moment at /></p> })}
                {may_resolve.then(|| view! { <Hand id state settle /> })}
            </Panel>
        </div>
    }
}

#[component]
fn Evidence(expected: Side, found: Side) -> impl IntoView {
    let amount = |amount: Option<Cents>| match amount {
        Some(amount) => view! { <Money amount /> }.into_any(),
        None => view! { <Nothing say="nothing" /> }.into_any(),
    };
    let row = move |name: &'static str, side: Side| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {name}
                </th>
                <td data-label="Where" class="cell-wide">
                    {side.what}
                    {side.month.map(|month| format!(" ({})", month.label()))}
                </td>
                <td data-label="Base" class="num">
                    {amount(side.base)}
                </td>
                <td data-label="Rate" class="num figure">
                    {match side.rate {
                        Some(rate) => rate.to_string().into_any(),
                        None => view! { <Nothing say="no rate" /> }.into_any(),
                    }}
                </td>
                <td data-label="Amount" class="num">
                    {amount(side.amount)}
                </td>
            </tr>
        }
    };
    view! {
        <TableFrame caption="What should be, and what is">
            <thead>
                <tr>
                    <th scope="col">"Side"</th>
                    <th scope="col">"Where"</th>
                    <th scope="col" class="num">
                        "Base"
                    </th>
                    <th scope="col" class="num">
                        "Rate"
                    </th>
                    <th scope="col" class="num">
                        "Amount"
                    </th>
                </tr>
            </thead>
            <tbody>{row("Should be", expected)} {row("Is", found)}</tbody>
        </TableFrame>
    }
}

/// Where each side can be looked at.
#[component]
fn Links(row: FindingRow) -> impl IntoView {
    let FindingRow { kind, month, partner, customer, .. } = row;
    let mut links = Vec::new();
    if let Some(partner) = partner {
        if matches!(kind.area(), Area::Commissions | Area::Ledger) {
            links.push((
                format!("/statements/{month}?partner={}", partner.id),
                format!("Statement of {}", partner.name),
            ));
        }
        links.push((format!("/manager/partners/{}", partner.id), partner.name));
    }
    links.extend(customer.map(|(id, code)| (format!("/customers/{id}"), format!("Customer {code} and its bills"))));
    if links.is_empty() {
        return ().into_any();
    }
    let links = links.into_iter().map(|(href, words)| {
        view! {
            <li>
                <a class="text-link" href=href>
                    {words}
                </a>
            </li>
        }
    });
    view! { <ul>{links.collect_view()}</ul> }.into_any()
}

#[component]
fn Story(state: FindingState, resolution: Option<String>, settled_by: Option<String>) -> impl IntoView {
    let who = settled_by.map_or_else(String::new, |name| format!(" by {name}"));
    let said = match (state, resolution) {
        (FindingState::Open, _) => "Nobody has looked at it yet.".to_owned(),
        (FindingState::Cleared, _) => "It is gone: the newest comparison doesn't find it any more.".to_owned(),
        (state, Some(text)) => format!("{}{who}: {text}", state.label()),
        (state, None) => format!("{}{who}.", state.label()),
    };
    view! { <p>{said}</p> }
}

/// What a person may make of it.
#[component]
fn Hand(id: FindingId, state: FindingState, settle: ServerAction<SettleFinding>) -> impl IntoView {
    let may = |to: FindingState| state.may_become(to);
    let simple = [(FindingState::Acknowledged, "I am on it"), (FindingState::Open, "Open it again")];
    let simple = simple.into_iter().filter(|(to, _)| may(*to)).map(|(to, words)| {
        view! {
            <ActionForm action=settle attr:class="short-form">
                <input type="hidden" name="finding" value=id.to_string() />
                <input type="hidden" name="to" value=to.code() />
                <input type="hidden" name="reason" value="" />
                <button type="submit" class="btn">
                    {words}
                </button>
            </ActionForm>
        }
    });
    let is_open = may(FindingState::Resolved);
    view! {
        {is_open
            .then(|| {
                view! {
                    <ActionForm action=settle attr:class="short-form">
                        <input type="hidden" name="finding" value=id.to_string() />
                        <ReasonField label="What was done, or why nothing need be done" id="finding-reason" />
                        <button type="submit" class="btn btn-primary" name="to" value=FindingState::Resolved.code()>
                            "Resolve"
                        </button>
                        <button type="submit" class="btn" name="to" value=FindingState::Dismissed.code()>
                            "Dismiss"
                        </button>
                    </ActionForm>
                }
            })}
        {simple.collect_view()}
    }
}
