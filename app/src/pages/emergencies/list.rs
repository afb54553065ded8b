//! Every emergency and drill.

use super::EmergencyBadge;
use crate::calls::emergencies::read_emergencies;
use crate::parts::live::moves_of_alerts;
use crate::parts::{Empty, Loaded, Moment, PageHeader, Panel, TableFrame};
use domain::view::{EmergencyList, EmergencyRow};
use leptos::prelude::*;

/// Open ones first, then the newest.
#[component]
pub fn EmergenciesPage() -> impl IntoView {
    let moves = moves_of_alerts();
    let found = Resource::new(move || moves.get(), |_| read_emergencies());
    let lead =
        "Begun by figures or by a person, assessed until their goal is reached or a person ends them.".to_owned();
    view! {
        <PageHeader title="Emergencies" lead=Some(lead)>
            <a class="btn btn-sm" href="/emergencies/settings">
                "Contacts and rules"
            </a>
        </PageHeader>
        <Panel title="Emergencies and drills" id="emergencies">
            <Loaded of=found children=|list| view! { <List list /> } />
        </Panel>
    }
}

#[component]
fn List(list: EmergencyList) -> impl IntoView {
    if list.rows.is_empty() {
        return view! {
            <Empty title="No emergencies">
                <p>"A drill is begun from a partner’s page, under Help."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = list.rows.into_iter().map(|row| view! { <Row row /> });
    view! {
        <TableFrame caption="Emergencies and drills">
            <thead>
                <tr>
                    <th scope="col">"Partner"</th>
                    <th scope="col">"Why"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Begun"</th>
                    <th scope="col" class="num">
                        "Assessed"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}

#[component]
fn Row(row: EmergencyRow) -> impl IntoView {
    let open = row.closed_at.is_none();
    view! {
        <tr>
            <td class="cell-title">
                <a class="text-link" href=format!("/emergencies/{}", row.id)>
                    {row.partner.name}
                </a>
                <span class="cell-sub">{row.partner.code}</span>
            </td>
            <td class="cell-wide" data-label="Why">
                {row.why}
            </td>
            <td data-label="State">
                <EmergencyBadge open drill=row.drill />
            </td>
            <td class="cell-wide" data-label="Begun">
                <Moment at=row.begun_at />
            </td>
            <td class="num figure" data-label="Assessed">
                {row.assessed}
            </td>
        </tr>
    }
}
