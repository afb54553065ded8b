//! The rows of the inbox.

use super::keys::Hand;
use crate::layout::viewer;
use crate::parts::{AlertBadge, Moment, SeverityBadge, TableFrame};
use chrono::{DateTime, Utc};
use domain::health::alert::AlertState;
use domain::view::AlertRow;
use leptos::prelude::*;

/// Alerts; each row leads to its alert, and can be acknowledged where it stands.
#[component]
pub fn Table(
    /// The alerts.
    rows: Vec<AlertRow>,
    /// What time it is.
    now: DateTime<Utc>,
    /// Whether the viewer may move alerts.
    may_handle: bool,
    /// What is done by hand.
    hand: Hand,
) -> impl IntoView {
    let rows = rows.into_iter().map(|row| view! { <Row row now may_handle hand /> }).collect_view();
    view! {
        <TableFrame caption="Alerts, the most urgent first">
            <thead>
                <tr>
                    <th scope="col">"Alert"</th>
                    <th scope="col">"What was noticed"</th>
                    <th scope="col">"Severity"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Since"</th>
                    <th scope="col">
                        <span class="sr-only">"Action"</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
    }
}

#[component]
fn Row(row: AlertRow, now: DateTime<Utc>, may_handle: bool, hand: Hand) -> impl IntoView {
    let late = row.is_late(now);
    let AlertRow { id, partner, signal, severity, state, raised_at, escalated, taken, .. } = row;
    let kind = signal.kind().label();
    let about = partner.map_or_else(|| "Automation".to_owned(), |partner| format!("{} {}", partner.code, partner.name));
    let name = format!("{kind}, {about}");
    let urgency = match (late, escalated > 0) {
        (true, true) => Some("late, escalated"),
        (true, false) => Some("late"),
        (false, true) => Some("escalated"),
        (false, false) => None,
    };
    let acknowledge = format!("Acknowledge {name}");
    let words = signal.words(viewer().currency);
    view! {
        <tr data-alert=id.to_string() data-state=state.code() data-name=name>
            <th scope="row" class="cell-title">
                <a class="text-link" href=format!("/alerts/{id}")>
                    {kind}
                </a>
                <span class="cell-sub">{about}</span>
            </th>
            <td data-label="What was noticed" class="cell-wide">
                {words}
            </td>
            <td data-label="Severity">
                <SeverityBadge severity />
            </td>
            <td data-label="State">
                <AlertBadge state />
                {urgency.map(|words| view! { <span class="cell-sub">{words}</span> })}
                {taken.map(|(name, _)| view! { <span class="cell-sub">{name}</span> })}
            </td>
            <td data-label="Since" class="cell-wide">
                <Moment at=raised_at />
            </td>
            <td class="cell-wide">
                {(may_handle && state == AlertState::Open)
                    .then(|| {
                        view! {
                            <ActionForm action=hand.acknowledge>
                                <input type="hidden" name="alert" value=id.to_string() />
                                <button
                                    type="submit"
                                    class="btn btn-sm"
                                    aria-label=acknowledge
                                    on:click=move |_| hand.keep_place()
                                >
                                    "Acknowledge"
                                </button>
                            </ActionForm>
                        }
                    })}
            </td>
        </tr>
    }
}
