//! A bank's file: chosen, looked at, and taken in once a person has seen what is in it.

use crate::calls::Trouble;
use crate::calls::reconciliation::ReadStatementFile;
use crate::parts::time::day;
use crate::parts::{Count, Done, Money, Objection, TableFrame, Tile};
use domain::view::{PreviewLine, StatementPreview, StatementsTakenIn};
use domain::{Cents, Refusal};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;
use wasm_bindgen_futures::JsFuture;

/// Larger files go by the command line: on its way a file takes up to three times its size, and a request may be a
/// megabyte.
const BYTES_MAX: f64 = 320_000.0;

/// A file that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Chosen {
    name: String,
    content: String,
}

/// The form that takes a bank's file in.
#[component]
pub fn Upload(
    /// Reads or takes in.
    file: ServerAction<ReadStatementFile>,
) -> impl IntoView {
    let chosen = RwSignal::new(None::<Chosen>);
    let problem = RwSignal::new(None::<Refusal>);
    let ask = move |file_chosen: Chosen, keep: bool| {
        let Chosen { name, content } = file_chosen;
        file.dispatch(ReadStatementFile { name, content, keep });
    };
    let choose = move |event: Event| {
        let picked = event.target().and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
        let Some(picked) = picked.and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
        chosen.set(None);
        file.clear();
        if picked.size() > BYTES_MAX {
            let command = "it is larger than 320 kB; use `tributary reconcile bank FILE` on the server";
            problem.set(Some(Refusal::invalid(picked.name(), command)));
            return;
        }
        problem.set(None);
        spawn_local(async move {
            let name = picked.name();
            match JsFuture::from(picked.text()).await.ok().and_then(|text| text.as_string()) {
                Some(content) => {
                    let read = Chosen { name, content };
                    ask(read.clone(), false);
                    chosen.set(Some(read));
                }
                None => problem.set(Some(Refusal::invalid(name, "the browser can't read it"))),
            }
        });
    };
    let keep = move |_| {
        if let Some(read) = chosen.get_untracked() {
            ask(read, true);
        }
    };
    let is_to_keep = move || {
        let seen = file.value().with(|answer| matches!(answer, Some(Ok(taken)) if !taken.kept && taken.note.is_none()));
        seen && chosen.with(Option::is_some)
    };
    view! {
        <div class="short-form">
            <div class="field">
                <label class="field-label" for="bank-file">
                    "Bank statement"
                </label>
                <input class="input" id="bank-file" type="file" accept=".csv,.txt,.bai,.bai2,.xml" on:change=choose />
            </div>
            <Show when=is_to_keep>
                <button type="button" class="btn btn-primary" on:click=keep disabled=move || file.pending().get()>
                    "Take it in"
                </button>
            </Show>
        </div>
        <noscript>
            <p class="quiet">
                "To take a file in here, the page needs WebAssembly. On the server: " <code>"tributary reconcile bank FILE"</code>
            </p>
        </noscript>
        {move || problem.get().map(|refusal| view! { <Objection refusal /> })}
        {move || {
            file.value()
                .get()
                .map(|answer| match answer {
                    Ok(taken) => view! { <Answer taken /> }.into_any(),
                    Err(Trouble(refusal)) => view! { <Objection refusal /> }.into_any(),
                })
        }}
    }
}

#[component]
fn Answer(taken: StatementsTakenIn) -> impl IntoView {
    let StatementsTakenIn { statements, kept, note } = taken;
    if kept {
        return view! { <Done words="The statement was taken in, and its months were compared.".to_owned() /> }
            .into_any();
    }
    let previews = statements.into_iter().map(|one| view! { <Preview one /> }).collect_view();
    view! {
        {note.map(|words| view! { <Done words /> })}
        {previews}
    }
    .into_any()
}

#[component]
fn Preview(one: StatementPreview) -> impl IntoView {
    let StatementPreview { account, days, balances, lines, sums, first } = one;
    let more = lines.saturating_sub(first.len());
    let balance = |label: &'static str, amount: Option<Cents>| {
        let amount = amount?;
        Some(view! {
            <Tile label=label>
                <Money amount />
            </Tile>
        })
    };
    let rows = first.into_iter().map(|line| view! { <Line line /> }).collect_view();
    view! {
        <h3>
            {account.map_or_else(|| "Account not named".to_owned(), |account| format!("Account {account}"))} ", "
            {day(days.0)} " to " {day(days.1)}
        </h3>
        <dl class="tiles">
            {balance("Opening", balances.0)} {balance("Closing", balances.1)}
            <Tile label="Lines">
                <Count of=i64::try_from(lines).unwrap_or(i64::MAX) />
            </Tile>
            <Tile label="In">
                <Money amount=sums.0 />
            </Tile>
            <Tile label="Out">
                <Money amount=sums.1 />
            </Tile>
        </dl>
        <TableFrame caption="The first lines of the statement">
            <thead>
                <tr>
                    <th scope="col">"Day"</th>
                    <th scope="col">"Text"</th>
                    <th scope="col">"Reference"</th>
                    <th scope="col" class="num">
                        "Amount"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
        {(more > 0).then(|| view! { <p class="quiet">{format!("… and {more} more lines.")}</p> })}
    }
}

#[component]
fn Line(line: PreviewLine) -> impl IntoView {
    let reason = line.return_reason.map(|reason| format!(" (returned {reason})"));
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {day(line.day)}
            </th>
            <td data-label="Text" class="cell-wide">
                {line.text}
                {reason}
            </td>
            <td data-label="Reference" class="cell-wide">
                {line.reference}
            </td>
            <td data-label="Amount" class="num">
                <Money amount=line.amount />
            </td>
        </tr>
    }
}
