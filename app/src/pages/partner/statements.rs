//! A partner's statements, and the plan they are made by.

use crate::parts::{Empty, Money, Panel, RunBadge, TableFrame};
use domain::view::StatementRow;
use domain::{Month, PartnerId};
use leptos::prelude::*;

/// The address of a statement.
pub fn statement_link(month: Month, partner: PartnerId) -> String {
    format!("/statements/{month}?partner={partner}")
}

/// The latest statements, each a link to its lines.
#[component]
pub fn StatementsPanel(
    /// Statements, newest first.
    statements: Vec<StatementRow>,
) -> impl IntoView {
    if statements.is_empty() {
        return view! {
            <Panel title="Statements" id="statements">
                <Empty title="No statements yet" icon=icondata_lu::LuReceipt>
                    <p>"The first is written when a month is closed."</p>
                </Empty>
            </Panel>
        }
        .into_any();
    }
    let rows = statements.into_iter().map(|row| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=statement_link(row.month, row.partner.id)>
                        {row.month.label()}
                    </a>
                </th>
                <td class="num" data-label="Billed">
                    <Money amount=row.billed />
                </td>
                <td class="num" data-label="Commission">
                    <Money amount=row.commission />
                </td>
                <td data-label="Status">
                    <RunBadge status=row.status />
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Panel title="Statements" id="statements">
            <TableFrame caption="Commission statements">
                <thead>
                    <tr>
                        <th scope="col">"Month"</th>
                        <th scope="col" class="num">
                            "Billed"
                        </th>
                        <th scope="col" class="num">
                            "Commission"
                        </th>
                        <th scope="col">"Status"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </Panel>
    }
    .into_any()
}

/// How commission is computed today, in plain words.
#[component]
pub fn PlanPanel(
    /// The plan in force.
    plan: Option<String>,
) -> impl IntoView {
    view! {
        <Panel title="Commission plan" id="plan">
            {match plan {
                Some(plan) => view! { <p class="plan">{plan}</p> }.into_any(),
                None => view! {
                    <p class="quiet">"No plan is in force: nothing is earned until there is one."</p>
                }
                .into_any(),
            }}
        </Panel>
    }
}
