//! What interventions of each kind have brought.

use crate::parts::number::{percent, signed};
use crate::parts::{Count, TableFrame};
use domain::health::intervention::{AFTER, PooledEffect};
use domain::view::Effectiveness;
use leptos::prelude::*;

/// Gains after 30, 60 and 90 days, each with how sure it is; or why nothing is said.
#[component]
pub fn Effect(
    /// By kind.
    rows: Vec<Effectiveness>,
) -> impl IntoView {
    let rows: Vec<_> = rows.into_iter().filter(|row| row.begun > 0).collect();
    if rows.is_empty() {
        return view! {
            <p class="quiet">"Nothing was begun yet. Each is measured after 30, 60 and 90 days against up to five partners that were alike."</p>
        }
        .into_any();
    }
    let cell = |effects: &[PooledEffect], days: u32| match effects.iter().find(|of| of.days == days) {
        Some(PooledEffect { interventions, gain, interval, chance, .. }) => {
            let sure = match interval {
                Some((low, high)) => {
                    format!("{} to {}, by chance {}", signed(*low), signed(*high), percent(*chance))
                }
                None => format!("of {interventions}: too few for an interval"),
            };
            view! {
                <span class="figure">{signed(*gain)}</span>
                <span class="cell-sub">{sure}</span>
            }
            .into_any()
        }
        None => view! { <span class="quiet">"not known yet"</span> }.into_any(),
    };
    let rows = rows.into_iter().map(move |Effectiveness { kind, begun, compared, effects }| {
        let cells = AFTER.map(|days| {
            view! {
                <td data-label=format!("After {days} days")>{cell(&effects, days)}</td>
            }
        });
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {kind.label()}
                </th>
                <td class="num" data-label="Begun">
                    <Count of=i64::from(begun) />
                </td>
                <td class="num" data-label="With peers">
                    <Count of=i64::from(compared) />
                </td>
                {cells.into_iter().collect_view()}
            </tr>
        }
    });
    view! {
        <TableFrame caption="Gains beyond matched peers, by kind">
            <thead>
                <tr>
                    <th scope="col">"Intervention"</th>
                    <th scope="col" class="num">
                        "Begun"
                    </th>
                    <th scope="col" class="num">
                        "With peers"
                    </th>
                    {AFTER.map(|days| view! { <th scope="col">{format!("After {days} days")}</th> }).into_iter().collect_view()}
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}
