//! Vacations of managers: who covers from when until when. A cover begins and ends by its days.

use crate::calls::managers::{EndCover, SaveCover, read_covers};
use crate::parts::{Choice, Day, Empty, Loaded, PageHeader, Panel, TableFrame, answer, successes};
use domain::UserId;
use domain::view::{CoverRow, CoversPage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const PATH: &str = "/manager/cover";
/// What the page is for.
const LEAD: &str =
    "On these days the cover sees the manager's partners, acts for them, and gets their alerts and mail.";

/// What may be done.
#[derive(Clone, Copy)]
struct Hands {
    save: ServerAction<SaveCover>,
    end: ServerAction<EndCover>,
}

/// Vacations that aren't over, and the form that enters one or changes the one in the address.
#[component]
pub fn CoverPage() -> impl IntoView {
    let map = use_query_map();
    let chosen = Memo::new(move |_| map.with(|map| map.get_str("change").unwrap_or_default().to_owned()));
    let hands = Hands { save: ServerAction::new(), end: ServerAction::new() };
    let (saved, ended) = (successes(move || hands.save.value().get()), successes(move || hands.end.value().get()));
    let found = Resource::new(move || (saved.get(), ended.get()), |_| read_covers());
    let outcome = move || {
        let saved = answer(hands.save.value().get(), |_| "The vacation is kept.".to_owned());
        saved.or_else(|| answer(hands.end.value().get(), |()| "The cover has ended.".to_owned()))
    };
    view! {
        <PageHeader title="Vacations" lead=Some(LEAD.to_owned()) />
        <div class="flow">
            {outcome} <Loaded of=found children=move |page| view! { <Whole page chosen hands /> } />
        </div>
    }
}

#[component]
fn Whole(page: CoversPage, chosen: Memo<String>, hands: Hands) -> impl IntoView {
    let CoversPage { rows, away, covering, today } = page;
    let there = rows.clone();
    view! {
        <Panel title="Who is away" id="covers">
            <Rows rows today hands />
        </Panel>
        {move || {
            let changed = there.iter().find(|row| row.may_edit && row.id.to_string() == chosen.get()).cloned();
            view! { <Form changed away=away.clone() covering=covering.clone() hands /> }
        }}
    }
}

#[component]
fn Rows(rows: Vec<CoverRow>, today: chrono::NaiveDate, hands: Hands) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Empty title="Nobody is away" icon=icondata_lu::LuCalendar>
                <p>"Enter a vacation below; it is covered from its first day until the end of its last."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(|row| view! { <Row row today hands /> }).collect_view();
    view! {
        <TableFrame caption="Vacations, the next first">
            <thead>
                <tr>
                    <th scope="col">"Away"</th>
                    <th scope="col">"From"</th>
                    <th scope="col">"Until"</th>
                    <th scope="col">"Covered by"</th>
                    <th scope="col">
                        <span class="sr-only">"Action"</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
    .into_any()
}

#[component]
fn Row(row: CoverRow, today: chrono::NaiveDate, hands: Hands) -> impl IntoView {
    let CoverRow { id, manager: (_, away), cover: (_, cover), first_day, last_day, may_edit } = row;
    let begun = first_day <= today;
    let word = if begun { "End now" } else { "Take back" };
    let (change, end) = (format!("Change {away}'s vacation"), format!("{word}: {away}'s vacation"));
    let actions = may_edit.then(|| {
        view! {
            <div class="button-row">
                <a class="btn btn-sm" href=format!("{PATH}?change={id}#enter") aria-label=change>
                    "Change"
                </a>
                <ActionForm action=hands.end>
                    <input type="hidden" name="id" value=id.to_string() />
                    <button type="submit" class="btn btn-sm" aria-label=end>
                        {word}
                    </button>
                </ActionForm>
            </div>
        }
    });
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {away}
                {begun.then(|| view! { <span class="cell-sub">"Away now"</span> })}
            </th>
            <td data-label="From">
                <Day of=first_day />
            </td>
            <td data-label="Until">
                <Day of=last_day />
            </td>
            <td data-label="Covered by">{cover}</td>
            <td class="cell-wide">{actions}</td>
        </tr>
    }
}

/// Enters a vacation, or changes one.
#[component]
fn Form(
    changed: Option<CoverRow>,
    away: Vec<(UserId, String)>,
    covering: Vec<(UserId, String)>,
    hands: Hands,
) -> impl IntoView {
    let title = if changed.is_some() { "Change the vacation" } else { "Enter a vacation" };
    // Whoever can enter their own alone needn't choose.
    let only = away.first().filter(|_| away.len() == 1).map(|(id, _)| id.to_string()).unwrap_or_default();
    let new = (String::new(), only, String::new(), String::new(), String::new());
    let (id, who, by, first, last) = changed.as_ref().map_or(new, |row| {
        let CoverRow { id, manager, cover, first_day, last_day, .. } = row;
        (id.to_string(), manager.0.to_string(), cover.0.to_string(), first_day.to_string(), last_day.to_string())
    });
    let named = |people: Vec<(UserId, String)>| people.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let day = |label: &'static str, name: &'static str, value: String| {
        view! {
            <div class="field">
                <label class="field-label" for=name>
                    {label}
                </label>
                <input class="input" type="date" id=name name=name value=value required />
            </div>
        }
    };
    view! {
        <Panel title id="enter">
            <ActionForm action=hands.save attr:class="flow">
                <input type="hidden" name="form[id]" value=id />
                <div class="figure-fields">
                    <Choice label="Away" name="form[away]" nothing="Choose …" options=named(away) chosen=who />
                    {day("From", "form[first]", first)} {day("Until", "form[last]", last)}
                    <Choice label="Covered by" name="form[covering]" nothing="Choose …" options=named(covering) chosen=by />
                </div>
                <div class="button-row">
                    <button type="submit" class="btn btn-primary" disabled=move || hands.save.pending().get()>
                        "Keep"
                    </button>
                    {changed
                        .is_some()
                        .then(|| {
                            view! {
                                <a class="btn" href=PATH>
                                    "Leave it"
                                </a>
                            }
                        })}
                </div>
            </ActionForm>
        </Panel>
    }
}
