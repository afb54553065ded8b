//! One batch: whom it pays, who must approve it, its file, and what came back.

use super::answers::Answers;
use super::badges::BatchBadge;
use super::table::{By, PayoutTable};
use crate::calls::Trouble;
use crate::calls::payouts::{ApprovePayouts, CancelPayouts, read_payout_batch};
use crate::parts::downloads::TABLE;
use crate::parts::time::{day, day_and_time};
use crate::parts::{Count, Downloads, Field, Glyph, Loaded, Money, Objection, PageHeader, Panel, Tile};
use domain::payout::BatchStatus;
use domain::view::{AchFileRow, PayoutBatchPage as Page, PayoutBatchRow};
use domain::{PayoutBatchId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The batch in the address.
#[component]
pub fn PayoutBatchPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<PayoutBatchId>().ok())));
    let approve = ServerAction::<ApprovePayouts>::new();
    let cancel = ServerAction::<CancelPayouts>::new();
    let found = Resource::new(move || (id.get(), approve.version().get(), cancel.version().get()), |(id, ..)| read(id));
    view! { <Loaded of=found children=move |found| view! { <Whole found approve cancel /> } /> }
}

async fn read(id: Option<PayoutBatchId>) -> Result<Page, Trouble> {
    match id {
        Some(id) => read_payout_batch(id).await,
        None => Err(Refusal::not_found("batch of payouts").into()),
    }
}

#[component]
fn Whole(found: Page, approve: ServerAction<ApprovePayouts>, cancel: ServerAction<CancelPayouts>) -> impl IntoView {
    let Page { batch, payouts, file, answers, doubts, may_approve, may_cancel, may_download } = found;
    let refused = approve.value().get_untracked().and_then(Result::err);
    let refused = refused.or_else(|| cancel.value().get_untracked().and_then(Result::err));
    let (id, status) = (batch.id, batch.status);
    let header = format!("Payouts {}", batch.name());
    let waits =
        (status == BatchStatus::Proposed).then(|| view! { <Approval id may_approve approve doubts=doubts.len() /> });
    view! {
        <PageHeader title=header up=("/payouts".to_owned(), "Payouts".to_owned())>
            <BatchBadge status />
            <Downloads what="Payouts" from=format!("/payouts/{id}/export") formats=TABLE />
        </PageHeader>
        <div class="flow">
            {refused.map(|Trouble(refusal)| view! { <Objection refusal /> })} <Sums batch=batch.clone() /> {waits}
            <Panel title="Resellers" id="payouts" note="Those left out stand last; what they are owed stays payable.">
                <PayoutTable payouts by=By::Reseller caption="Payouts of the batch" />
            </Panel>
            {file.map(|file| view! { <File id file may_download /> })}
            {(!answers.is_empty())
                .then(|| {
                    view! {
                        <Panel title="What came back" id="answers">
                            <Answers answers settle=None />
                        </Panel>
                    }
                })} <Course batch /> {may_cancel.then(|| view! { <GiveUp id cancel /> })}
        </div>
    }
}

#[component]
fn Sums(batch: PayoutBatchRow) -> impl IntoView {
    view! {
        <dl class="tiles">
            <Tile label="Pays" note=format!("commissions up to {}", batch.month.label())>
                <Money amount=batch.total />
            </Tile>
            <Tile label="Resellers" note="that it pays">
                <Count of=batch.payouts />
            </Tile>
            <Tile label="Held out" note="left for a later batch">
                <Count of=batch.held_out />
            </Tile>
            <Tile label="Came back" note="payable again">
                <Money amount=batch.returned_total />
            </Tile>
        </dl>
    }
}

#[component]
fn Approval(
    id: PayoutBatchId,
    may_approve: bool,
    approve: ServerAction<ApprovePayouts>,
    doubts: usize,
) -> impl IntoView {
    let action = if may_approve {
        view! {
            <ActionForm action=approve>
                <input type="hidden" name="id" value=id.to_string() />
                <button type="submit" class="btn btn-primary" disabled=move || approve.pending().get()>
                    "Approve and send"
                </button>
            </ActionForm>
        }
        .into_any()
    } else {
        view! {
            <p class="quiet">"It waits for a second person: whoever proposed the batch can’t approve it."</p>
        }
        .into_any()
    };
    let doubt = (doubts > 0).then(|| {
        let who = if doubts == 1 { "One reseller".to_owned() } else { format!("{doubts} resellers") };
        view! { <p>{format!("{who} can’t be paid any more as things are now, and would be left out of the file.")}</p> }
    });
    view! {
        <Panel title="Approval" id="approval">
            <p>"Compare the amounts with the statements. Once approved, the file is written and handed to the bank."</p>
            {doubt} {action}
        </Panel>
    }
}

#[component]
fn File(id: PayoutBatchId, file: AchFileRow, may_download: bool) -> impl IntoView {
    let download = may_download.then(|| {
        view! {
            <p>
                <a class="btn" href=format!("/payouts/{id}/file") rel="external" download>
                    <Glyph icon=icondata_lu::LuDownload />
                    "Download the file"
                </a>
                <span class="quiet">" It has account numbers; that you took it is noted."</span>
            </p>
        }
    });
    let handed = file.submitted_at.map_or_else(|| "not yet".to_owned(), day_and_time);
    view! {
        <Panel title="File for the bank" id="file">
            <dl class="facts">
                <div><dt>"Name"</dt><dd class="figure">{file.name}</dd></div>
                <div><dt>"Entries"</dt><dd>
                    <Count of=file.entries />
                </dd></div>
                <div><dt>"Credits"</dt><dd>
                    <Money amount=file.credits />
                </dd></div>
                <div><dt>"Debits"</dt><dd>
                    <Money amount=file.debits />
                </dd></div>
                <div><dt>"Entry hash"</dt><dd class="figure">{format!("{:010}", file.entry_hash)}</dd></div>
                <div><dt>"Money moves on"</dt><dd>{day(file.effective)}</dd></div>
                <div><dt>"Written"</dt><dd>{day_and_time(file.written_at)}</dd></div>
                <div><dt>"Handed over"</dt><dd>{handed}</dd></div>
                <div class="facts-wide"><dt>"SHA-256"</dt><dd class="figure hash">{file.content_hash}</dd></div>
            </dl>
            {download}
        </Panel>
    }
}

/// Who did what, and when.
#[component]
fn Course(batch: PayoutBatchRow) -> impl IntoView {
    let by = |name: Option<String>| name.unwrap_or_else(|| "the schedule".to_owned());
    let because = |reason: Option<String>| reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let mut steps = vec![format!(
        "Proposed on {} by {}{}",
        day_and_time(batch.proposed_at),
        by(batch.proposed_by),
        because(batch.reason)
    )];
    steps.extend(batch.approved_at.map(|at| format!("Approved on {} by {}", day_and_time(at), by(batch.approved_by))));
    steps.extend(batch.submitted_at.map(|at| format!("Handed to the bank on {}", day_and_time(at))));
    let given_up = |at| {
        let who = batch.cancelled_by.unwrap_or_else(|| "Tributary".to_owned());
        format!("Given up on {} by {who}{}", day_and_time(at), because(batch.cancel_reason))
    };
    steps.extend(batch.cancelled_at.map(given_up));
    view! {
        <Panel title="Course" id="course">
            <ol class="rules">{steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view()}</ol>
        </Panel>
    }
}

#[component]
fn GiveUp(id: PayoutBatchId, cancel: ServerAction<CancelPayouts>) -> impl IntoView {
    view! {
        <Panel title="Give up" id="cancel" note="Possible until the bank has the file; what it would pay stays payable.">
            <ActionForm action=cancel attr:class="short-form">
                <input type="hidden" name="id" value=id.to_string() />
                <Field label="Why the batch is given up" name="reason" required=true />
                <button type="submit" class="btn" disabled=move || cancel.pending().get()>
                    "Give the batch up"
                </button>
            </ActionForm>
        </Panel>
    }
}
