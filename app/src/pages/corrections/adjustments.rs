//! Adjustments: proposed by one person, decided by another.

use super::page_in;
use super::propose::Propose;
use crate::calls::Trouble;
use crate::calls::corrections::{DecideAdjustment, ProposeAdjustment, read_adjustments};
use crate::parts::{
    Count, Done, Empty, Loaded, Moment, Money, Objection, PageHeader, Paging, Panel, TableFrame, Tile, successes,
};
use domain::correction::{AdjustmentRow, AdjustmentStatus};
use domain::view::AdjustmentsPage as Page;
use domain::{AdjustmentId, UserId};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the page is for.
const LEAD: &str = "Corrections of months that are closed: one person proposes, a second one agrees.";

/// The adjustments, and a form to propose one.
#[component]
pub fn AdjustmentsPage() -> impl IntoView {
    let query = use_query_map();
    let page = Memo::new(move |_| query.with(page_in));
    let propose = ServerAction::<ProposeAdjustment>::new();
    let decide = ServerAction::<DecideAdjustment>::new();
    let proposed = successes(move || propose.value().get());
    let source = move || (page.get(), proposed.get(), decide.version().get());
    let found = Resource::new(source, |(page, ..)| read_adjustments(page));
    let outcome = move || match (decide.value().get(), propose.value().get()) {
        (Some(Err(Trouble(refusal))), _) | (_, Some(Err(Trouble(refusal)))) => {
            Some(view! { <Objection refusal /> }.into_any())
        }
        (Some(Ok(row)), _) => {
            let words = match row.status {
                AdjustmentStatus::Approved => format!("Agreed: it takes effect from {} on.", row.month.label()),
                _ => "Rejected. Nothing is adjusted.".to_owned(),
            };
            Some(view! { <Done words /> }.into_any())
        }
        (None, Some(Ok(_))) => {
            let words = "Proposed. It waits for a second person.".to_owned();
            Some(view! { <Done words /> }.into_any())
        }
        (None, None) => None,
    };
    view! {
        <PageHeader title="Adjustments" lead=Some(LEAD.to_owned()) />
        <div class="flow">
            {outcome}
            <Loaded
                of=found
                children=move |found| view! { <Whole found page=page.get_untracked() propose decide /> }
            />
        </div>
    }
}

#[component]
fn Whole(
    found: Page,
    page: u32,
    propose: ServerAction<ProposeAdjustment>,
    decide: ServerAction<DecideAdjustment>,
) -> impl IntoView {
    let Page { rows, found, pages, waiting, viewer, may_adjust } = found;
    let list = if rows.is_empty() {
        view! {
            <Empty icon=icondata_lu::LuReceipt title="No adjustments yet">
                <p>"What is wrong in a month that is closed is put right here, in the next month."</p>
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <Rows rows deciding=may_adjust.then_some((viewer, decide)) />
            <Paging page pages found=(found, "adjustments") link=|page| format!("/adjustments?page={page}") />
        }
        .into_any()
    };
    view! {
        <dl class="tiles">
            <Tile label="To decide" note="they wait for a second person">
                <Count of=waiting />
            </Tile>
            <Tile label="Adjustments">
                <Count of=found />
            </Tile>
        </dl>
        <Panel title="Adjustments" id="adjustments" note="Newest first.">
            {list}
        </Panel>
        {may_adjust.then(|| view! { <Propose propose /> })}
    }
}

/// Who decides, and by which call; nothing for who only looks.
type Deciding = Option<(UserId, ServerAction<DecideAdjustment>)>;

#[component]
fn Rows(rows: Vec<AdjustmentRow>, deciding: Deciding) -> impl IntoView {
    let rows = rows.into_iter().map(move |row| view! { <Row row deciding /> });
    view! {
        <TableFrame caption="Adjustments, newest first">
            <thead>
                <tr>
                    <th scope="col">"Reseller"</th>
                    <th scope="col">"Why"</th>
                    <th scope="col">"Proposed"</th>
                    <th scope="col">"State"</th>
                    <th scope="col" class="num">
                        "Amount"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
}

#[component]
fn Row(row: AdjustmentRow, deciding: Deciding) -> impl IntoView {
    let effect = match (row.status, row.applied_month) {
        (_, Some(month)) => {
            let link = format!("/statements/{month}?partner={}", row.partner.id);
            view! {
                "on the "
                <a class="text-link" href=link>
                    {format!("statement of {}", month.label())}
                </a>
            }
            .into_any()
        }
        (AdjustmentStatus::Rejected, None) => "takes no effect".into_any(),
        (_, None) => format!("takes effect from {} on", row.month.label()).into_any(),
    };
    let decided = row.decider.zip(row.decided_at).map(|(name, at)| {
        view! {
            <p class="quiet">
                {format!("by {name}, ")} <Moment at />
            </p>
        }
    });
    let hand = (row.status == AdjustmentStatus::Proposed).then_some(deciding).flatten().map(|(viewer, decide)| {
        if row.proposed_by == viewer {
            view! { <p class="quiet">"Yours: a second person decides."</p> }.into_any()
        } else {
            view! { <Decide id=row.id decide /> }.into_any()
        }
    });
    let customer = row.customer.map(|code| view! { <p class="quiet">{format!("Customer {code}")}</p> });
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {row.partner.name}
                <span class="quiet">{format!(" {}", row.partner.code)}</span>
            </th>
            <td data-label="Why" class="cell-wide">
                {row.reason}
                {customer}
            </td>
            <td data-label="Proposed" class="cell-wide">
                <Moment at=row.proposed_at />
                <p class="quiet">{format!("by {}", row.proposer)}</p>
            </td>
            <td data-label="State" class="cell-wide">
                <StatusBadge status=row.status />
                <p class="quiet">{effect}</p>
                {decided}
                {hand}
            </td>
            <td data-label="Amount" class="num">
                <Money amount=row.amount />
            </td>
        </tr>
    }
}

#[component]
fn Decide(id: AdjustmentId, decide: ServerAction<DecideAdjustment>) -> impl IntoView {
    view! {
        <ActionForm action=decide attr:class="button-row">
            <input type="hidden" name="id" value=id.to_string() />
            <button
                type="submit"
                class="btn btn-primary"
                name="agree"
                value="true"
                disabled=move || decide.pending().get()
            >
                "Agree"
            </button>
            <button type="submit" class="btn" name="agree" value="false" disabled=move || decide.pending().get()>
                "Reject"
            </button>
        </ActionForm>
    }
}

#[component]
fn StatusBadge(status: AdjustmentStatus) -> impl IntoView {
    let tone = match status {
        AdjustmentStatus::Proposed => "warning",
        AdjustmentStatus::Approved => "good",
        AdjustmentStatus::Rejected => "neutral",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {status.label()}
        </span>
    }
}
