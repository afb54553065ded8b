//! The newest imports and exports, a file to bring in, and rows to take away.

use super::{TransferBadge, size};
use crate::calls::Trouble;
use crate::calls::transfers::{BeginExport, read_transfers};
use crate::parts::live::moves_of_work;
use crate::parts::{Choice, Count, Empty, Field, Loaded, Moment, Objection, PageHeader, Panel, TableFrame, answer};
use domain::Refusal;
use domain::transfer::TransferKind;
use domain::view::{TransferList, TransferRow};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const LEAD: &str = "Files are checked before anything is changed, and go on while you are elsewhere.";

/// The page, live.
#[component]
pub fn TransfersPage() -> impl IntoView {
    let export = ServerAction::<BeginExport>::new();
    let moves = moves_of_work();
    let found = Resource::new(move || (moves.get(), export.version().get()), |_| read_transfers());
    view! {
        <PageHeader
            title="Imports and exports"
            up=("/control-room".to_owned(), "Control room".to_owned())
            lead=Some(LEAD.to_owned())
        />
        <div class="flow">
            <Problem />
            <BringIn found />
            <Panel title="Take away" id="export" note="Rows are gathered into a CSV file that is kept for seven days.">
                <TakeAway export />
            </Panel>
            <Panel title="Imports and exports" id="transfers">
                <Loaded of=found children=|found| view! { <Transfers rows=found.rows /> } />
            </Panel>
        </div>
    }
}

/// Why the file that was sent last wasn't taken, as the server has said in the address.
#[component]
fn Problem() -> impl IntoView {
    let query = use_query_map();
    let words = move || {
        query.with(|map| {
            Some(match map.get_str("problem")? {
                "empty" => "it is empty; choose a file",
                "large" => "it is larger than 200 MB; split it, or use `tributary import` on the server",
                "month" => "name the month that it is about",
                "rights" => "you may not bring files in",
                _ => "it didn't arrive as a whole; please try again",
            })
        })
    };
    move || words().map(|words| view! { <Objection refusal=Refusal::invalid("File", words) /> })
}

fn options(of: fn(TransferKind) -> bool) -> Vec<(String, String)> {
    let kinds = TransferKind::ALL.iter().filter(|kind| of(**kind));
    kinds.map(|kind| (kind.code().to_owned(), kind.label().to_owned())).collect()
}

#[component]
fn BringIn(found: Resource<Result<TransferList, Trouble>>) -> impl IntoView {
    let show = |found: TransferList| found.may_import.then(|| view! { <UploadForm largest=found.largest /> });
    view! { <crate::parts::LoadedOnce of=found children=show /> }
}

/// A plain form: a large file is sent by the browser itself, with or without WebAssembly.
#[component]
fn UploadForm(largest: i64) -> impl IntoView {
    // Customers are what is brought in where nothing is chosen.
    let others = options(|kind| kind.is_import() && kind != TransferKind::Customers);
    let note = format!("CSV up to {}. It is checked first, and you see what it would change.", size(largest));
    view! {
        <Panel title="Bring a file in" id="import" note=note>
            <form method="post" action="/imports/upload" enctype="multipart/form-data" class="short-form">
                <Choice label="What it holds" name="kind" nothing="Customers" options=others />
                <Field label="Month (resellers, billing export)" name="month" placeholder="2025-09" />
                <Field label="Derive bills through (customers)" name="bill_through" placeholder="2025-09" />
                <label class="check">
                    <input type="checkbox" name="create_partners" value="true" />
                    "Add resellers that aren't known"
                </label>
                <label class="check">
                    <input type="checkbox" name="at_once" value="true" />
                    "Take it in at once when every row is good"
                </label>
                <div class="field">
                    <label class="field-label" for="file">
                        "File"
                    </label>
                    <input class="input" id="file" name="file" type="file" accept=".csv,text/csv" required />
                </div>
                <button type="submit" class="btn btn-primary">
                    "Check it"
                </button>
            </form>
        </Panel>
    }
}

#[component]
fn TakeAway(export: ServerAction<BeginExport>) -> impl IntoView {
    let outcome = move || answer(export.value().get(), |_| "The file is being made.".to_owned());
    view! {
        {outcome}
        <ActionForm action=export attr:class="short-form">
            <div class="field">
                <label class="field-label" for="export-kind">
                    "What"
                </label>
                <select class="select" id="export-kind" name="kind">
                    {options(|kind| !kind.is_import())
                        .into_iter()
                        .map(|(code, label)| view! { <option value=code>{label}</option> })
                        .collect_view()}
                </select>
            </div>
            <div class="field">
                <label class="field-label" for="export-month">
                    "Month (lines of statements, journal)"
                </label>
                <input class="input" id="export-month" name="month" placeholder="2025-09" maxlength="7" />
            </div>
            <button type="submit" class="btn" disabled=move || export.pending().get()>
                "Make the file"
            </button>
        </ActionForm>
    }
}

#[component]
fn Transfers(rows: Vec<TransferRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Empty title="Nothing came in or went out yet">
                <p>"Files that are brought in here, and files to take away, are listed with how far they are."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(|row| {
        let TransferRow { id, kind, state, file_name, bytes, rows_done, created_by, created_at, .. } = row;
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=format!("/imports/{id}")>
                        {kind.label()}
                    </a>
                    {file_name.map(|name| view! { <span class="quiet">" " {name}</span> })}
                </th>
                <td data-label="State" class="cell-wide">
                    <TransferBadge state />
                </td>
                <td data-label="Rows done" class="num">
                    <Count of=rows_done />
                </td>
                <td data-label="Size" class="num figure">
                    {bytes.map_or_else(|| "–".to_owned(), size)}
                </td>
                <td data-label="Asked" class="cell-wide">
                    <Moment at=created_at />
                    {created_by.map(|by| view! { <span class="quiet">" by " {by}</span> })}
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Imports and exports, newest first">
            <thead>
                <tr>
                    <th scope="col">"What"</th>
                    <th scope="col">"State"</th>
                    <th scope="col" class="num">
                        "Rows done"
                    </th>
                    <th scope="col" class="num">
                        "Size"
                    </th>
                    <th scope="col">"Asked"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}
