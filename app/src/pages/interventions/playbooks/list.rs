//! The playbooks in force, one of each kind of intervention.

use super::summary;
use crate::calls::interventions::read_playbooks;
use crate::parts::{Loaded, PageHeader, Panel, TableFrame};
use domain::view::PlaybookRow;
use leptos::prelude::*;

/// All eight.
#[component]
pub fn PlaybooksPage() -> impl IntoView {
    let found = Resource::new(|| (), |()| read_playbooks());
    view! {
        <PageHeader
            title="Playbooks"
            up=("/interventions".to_owned(), "Interventions".to_owned())
            lead=Some("The steps that an intervention of each kind has. What is planned already keeps its steps.".to_owned())
        />
        <Panel title="In force" id="playbooks">
            <Loaded of=found children=|rows| view! { <Table rows /> } />
        </Panel>
    }
}

#[component]
fn Table(rows: Vec<PlaybookRow>) -> impl IntoView {
    let rows = rows.into_iter().map(|PlaybookRow { playbook, version, .. }| {
        let link = format!("/interventions/playbooks/{}", playbook.kind.code());
        let first = playbook.steps.first().map(|step| step.words.clone());
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=link>
                        {playbook.kind.label()}
                    </a>
                </th>
                <td class="cell-wide" data-label="Steps">
                    {summary(&playbook.steps)}
                </td>
                <td class="cell-wide" data-label="Begins with">
                    {first}
                </td>
                <td data-label="Version">
                    {if version == 0 { "the product’s own".to_owned() } else { format!("version {version}") }}
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Playbooks in force">
            <thead>
                <tr>
                    <th scope="col">"Kind"</th>
                    <th scope="col">"Steps"</th>
                    <th scope="col">"Begins with"</th>
                    <th scope="col">"Version"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
}
