//! One playbook: its steps, to be changed by who may, and the versions before.

use super::editor::Editor;
use super::summary;
use crate::calls::interventions::read_playbook;
use crate::parts::{LoadedOnce, Moment, PageHeader, Panel, TableFrame};
use domain::Refusal;
use domain::health::intervention::{InterventionKind, PlayStep};
use domain::view::{PlaybookPage as Page, PlaybookVersion, Posted};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The playbook in the address.
#[component]
pub fn PlaybookPage() -> impl IntoView {
    let params = use_params_map();
    let kind = Memo::new(move |_| {
        params.with(|map| map.get_str("kind").and_then(|code| code.parse::<InterventionKind>().ok()))
    });
    // Saved, the page is drawn anew with the new version.
    let saved = RwSignal::new(0);
    let found = Resource::new(
        move || (kind.get(), saved.get()),
        |(kind, _)| async move { read_playbook(kind.ok_or_else(|| Refusal::not_found("playbook"))?).await },
    );
    move || {
        saved.track();
        view! { <LoadedOnce of=found children=move |(page, posted)| view! { <Whole page posted saved /> } /> }
    }
}

#[component]
fn Whole(page: Page, posted: Option<Posted>, saved: RwSignal<i32>) -> impl IntoView {
    let Page { row, versions } = page;
    let kind = row.playbook.kind;
    let lead = match row.version {
        0 => "The product’s own steps. Changed, they are yours; what is planned already keeps its steps.".to_owned(),
        version => format!("Version {version}. What is planned already keeps its steps."),
    };
    view! {
        <PageHeader title=kind.label() up=("/interventions/playbooks".to_owned(), "Playbooks".to_owned()) lead=Some(lead) />
        <div class="flow">
            {if row.may_edit {
                view! { <Editor row posted saved /> }.into_any()
            } else {
                view! { <InForce steps=row.playbook.steps /> }.into_any()
            }} {(!versions.is_empty()).then(|| view! { <Versions versions /> })}
        </div>
    }
}

/// The steps, for who may only see them.
#[component]
fn InForce(steps: Vec<PlayStep>) -> impl IntoView {
    view! {
        <Panel title="Steps" id="steps" note="Administrators and heads of partners may change them.">
            <Steps steps />
        </Panel>
    }
}

#[component]
fn Steps(steps: Vec<PlayStep>) -> impl IntoView {
    let rows = steps.into_iter().map(|PlayStep { words, owner, day, minutes, done_when }| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {words}
                    <span class="cell-sub">{done_when}</span>
                </th>
                <td data-label="By">{owner.label()}</td>
                <td class="num figure" data-label="Day">
                    {day}
                </td>
                <td class="num figure" data-label="Minutes">
                    {minutes}
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Steps">
            <thead>
                <tr>
                    <th scope="col">"Step"</th>
                    <th scope="col">"By"</th>
                    <th scope="col" class="num">
                        "Day"
                    </th>
                    <th scope="col" class="num">
                        "Minutes"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
}

#[component]
fn Versions(versions: Vec<PlaybookVersion>) -> impl IntoView {
    let rows = versions.into_iter().map(|PlaybookVersion { version, steps, saved_at, saved_by }| {
        view! {
            <li>
                <details class="fold">
                    <summary>{format!("Version {version}: {}", summary(&steps))}</summary>
                    <p class="quiet">"Saved by " {saved_by} ", " <Moment at=saved_at /></p>
                    <Steps steps />
                </details>
            </li>
        }
    });
    view! {
        <Panel title="Versions" id="versions" note="Interventions keep the steps of the version that they were planned by.">
            <ul class="plain-list">{rows.collect_view()}</ul>
        </Panel>
    }
}
