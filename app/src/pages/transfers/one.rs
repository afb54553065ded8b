//! One import or export: what it would change, how far it is, and what came of it.

use super::{TransferBadge, size};
use crate::calls::Trouble;
use crate::calls::transfers::{GiveUpImport, LetImportGoOn, read_transfer};
use crate::parts::duration::left;
use crate::parts::live::moves_of_work;
use crate::parts::number::count;
use crate::parts::time::day_and_time;
use crate::parts::{Count, Loaded, Meter, Moment, Objection, PageHeader, Panel, TableFrame, Tile};
use domain::transfer::{Progress, RowProblem, TransferKind, TransferState};
use domain::view;
use domain::view::TransferRow;
use domain::{Refusal, TransferId, WorkId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The one in the address, live.
#[component]
pub fn TransferPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<TransferId>().ok())));
    let moves = moves_of_work();
    let hands = Hands { go_on: ServerAction::new(), give_up: ServerAction::new() };
    let source = move || (id.get(), moves.get(), hands.go_on.version().get(), hands.give_up.version().get());
    let found = Resource::new(source, |(id, ..)| read(id));
    view! { <Loaded of=found children=move |found| view! { <One found hands /> } /> }
}

async fn read(id: Option<TransferId>) -> Result<view::TransferPage, Trouble> {
    match id {
        Some(id) => read_transfer(id).await,
        None => Err(Refusal::not_found("import or export").into()),
    }
}

/// What a person can do to an import that waits.
#[derive(Clone, Copy)]
struct Hands {
    go_on: ServerAction<LetImportGoOn>,
    give_up: ServerAction<GiveUpImport>,
}

impl Hands {
    fn refusal(self) -> Option<Refusal> {
        let answers = [self.go_on.value().get(), self.give_up.value().get()];
        answers.into_iter().flatten().find_map(Result::err).map(|Trouble(refusal)| refusal)
    }
}

#[component]
fn One(found: view::TransferPage, hands: Hands) -> impl IntoView {
    let view::TransferPage { row, work, stuck, may_import, at } = found;
    let pace = pace(&row, at);
    let TransferRow { id, kind, state, progress, file_name, bytes, expires_at, report_id, problem, .. } = row.clone();
    let title = file_name.clone().unwrap_or_else(|| kind.label().to_owned());
    let can_be_taken = !kind.is_import() && state == TransferState::Done && row.file_id.is_some();
    let waits = state == TransferState::Waiting && may_import;
    view! {
        <PageHeader title=title up=("/imports".to_owned(), "Imports and exports".to_owned())>
            <TransferBadge state />
        </PageHeader>
        <div class="flow">
            {move || hands.refusal().map(|refusal| view! { <Objection refusal /> })}
            {problem.map(|problem| view! { <Objection refusal=Refusal::NotNow { reason: problem } /> })}
            {stuck.map(|why| view! { <Stuck why work /> })}
            <p>
                {kind.label()} {bytes.map(|bytes| format!(", {}", size(bytes)))} ", asked for " <Moment at=row.created_at />
                {row.created_by.clone().map(|by| format!(" by {by}"))} "."
                {work
                    .map(|work| {
                        view! {
                            " "
                            <a class="text-link" href=format!("/control-room/{work}")>
                                "Its steps"
                            </a>
                        }
                    })}
            </p>
            <Figures kind state progress=progress.clone() row />
            {pace}
            {can_be_taken
                .then(|| {
                    view! {
                        <p>
                            // Not a page of this application, so the router must leave it to the browser.
                            <a class="btn btn-primary" href=format!("/imports/{id}/file") rel="external" download>
                                "Take the file away"
                            </a>
                            {expires_at.map(|at| format!(" It is kept until {}.", day_and_time(at)))}
                        </p>
                    }
                })}
            {waits.then(|| view! { <Decide id kind refused=progress.refused hands /> })}
            {(progress.refused > 0 || report_id.is_some())
                .then(|| view! { <Refused id progress has_report=report_id.is_some() /> })}
        </div>
    }
}

/// What a person can do about one that doesn't go on by itself.
#[component]
fn Stuck(why: String, work: Option<WorkId>) -> impl IntoView {
    let note = "It doesn't go on by itself. What is in stays; tried again, it goes on from there.";
    view! {
        <Panel title="Stuck" id="stuck" note>
            <p>{format!("It said: {why}.")}</p>
            {work
                .map(|work| {
                    view! {
                        <p>
                            <a class="btn" href=format!("/control-room/{work}")>
                                "Try it again or cancel it"
                            </a>
                        </p>
                    }
                })}
        </Panel>
    }
}

/// How far it is and how fast it goes, while it is under way.
fn pace(row: &TransferRow, now: chrono::DateTime<chrono::Utc>) -> Option<AnyView> {
    let begun = row.begun_at.filter(|_| row.state == TransferState::Running)?;
    #[expect(clippy::cast_precision_loss, reason = "rows of a file")]
    let (done, total) = (row.rows_done as f64, row.rows_total.map(|total| total as f64));
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of some hours")]
    let seconds = (now - begun).num_milliseconds().max(1) as f64 / 1000.0;
    let rate = done / seconds;
    let left = total.filter(|_| done > 0.0).map(|total| format!(", about {} left", left((total - done) / rate)));
    #[expect(clippy::cast_possible_truncation, reason = "rows in a second")]
    let words = format!("{} rows a second", count(rate.round() as i64));
    let share = total.map_or(0.0, |total| done / total.max(1.0));
    let of = row.rows_total.map(|total| format!(" of {}", count(total))).unwrap_or_default();
    let words = format!("{}{of} rows, {words}{}.", count(row.rows_done), left.unwrap_or_default());
    let panel = view! {
        <Panel title="Under way" id="progress" note="You can leave this page; it goes on.">
            <Meter share />
            <p role="status">{words}</p>
        </Panel>
    };
    Some(panel.into_any())
}

#[component]
fn Figures(kind: TransferKind, state: TransferState, progress: Progress, row: TransferRow) -> impl IntoView {
    let number = |of: u64| i64::try_from(of).unwrap_or(i64::MAX);
    // Given up midway, its rows are in.
    let would = matches!(state, TransferState::Waiting | TransferState::GivenUp) && row.begun_at.is_none();
    let note = if would { "would be" } else { "are" };
    let tile = move |label: &'static str, of: u64| {
        (of > 0).then(|| view! { <Tile label note=note><Count of=number(of) /></Tile> })
    };
    let rows = row.rows_total.unwrap_or(row.rows_done);
    let is_import = kind.is_import();
    let added = if kind == TransferKind::BillingExport { "New findings" } else { "New" };
    view! {
        <dl class="tiles">
            <Tile label="Rows">
                <Count of=rows />
            </Tile>
            {is_import
                .then(|| {
                    view! {
                        {tile(added, progress.added)}
                        {tile("Changed", progress.changed)}
                        {tile("As before", progress.unchanged)}
                        {tile("Resellers added", progress.partners_added)}
                        {tile("Bills new or changed", progress.bills)}
                        {(progress.refused > 0)
                            .then(|| {
                                view! {
                                    <Tile label="Bad rows" note="can't be taken in">
                                        <Count of=number(progress.refused) />
                                    </Tile>
                                }
                            })}
                    }
                })}
        </dl>
    }
}

#[component]
fn Decide(id: TransferId, kind: TransferKind, refused: u64, hands: Hands) -> impl IntoView {
    let words = match (refused, kind) {
        (0, TransferKind::BillingExport) => "The file can be read. Nothing was compared yet.",
        (0, _) => "Every row can be taken in. Nothing was changed yet.",
        _ => "Some rows can't be taken in. Mend them and bring the file in again, or take in the good rows alone.",
    };
    let go = if refused == 0 { "Take it in" } else { "Take in the good rows" };
    view! {
        <Panel title="Go on?" id="decide" note=words>
            <div class="button-row">
                <ActionForm action=hands.go_on>
                    <input type="hidden" name="transfer" value=id.to_string() />
                    <input type="hidden" name="keep_good" value=(refused > 0).to_string() />
                    <button type="submit" class="btn btn-primary" disabled=move || hands.go_on.pending().get()>
                        {go}
                    </button>
                </ActionForm>
                <ActionForm action=hands.give_up>
                    <input type="hidden" name="transfer" value=id.to_string() />
                    <button type="submit" class="btn" disabled=move || hands.give_up.pending().get()>
                        "Give it up"
                    </button>
                </ActionForm>
            </div>
        </Panel>
    }
}

#[component]
fn Refused(id: TransferId, progress: Progress, has_report: bool) -> impl IntoView {
    let shown = progress.problems.len() as u64;
    let more = progress.refused.saturating_sub(shown);
    let rows = progress.problems.into_iter().map(|RowProblem { line, field, reason, value }| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    "Line " {line}
                </th>
                <td data-label="Field">{field}</td>
                <td data-label="Says" class="cell-wide">
                    {value}
                </td>
                <td data-label="Why not" class="cell-wide">
                    {reason}
                </td>
            </tr>
        }
    });
    view! {
        <Panel title="Bad rows" id="bad-rows">
            <TableFrame caption="Rows that can't be taken in">
                <thead>
                    <tr>
                        <th scope="col">"Line"</th>
                        <th scope="col">"Field"</th>
                        <th scope="col">"Says"</th>
                        <th scope="col">"Why not"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </TableFrame>
            {(more > 0).then(|| view! { <p class="quiet">{format!("… and {more} more.")}</p> })}
            {has_report
                .then(|| {
                    view! {
                        <p>
                            <a class="text-link" href=format!("/imports/{id}/refused") rel="external" download>
                                "All of them as CSV"
                            </a>
                        </p>
                    }
                })}
        </Panel>
    }
}
