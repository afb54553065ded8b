//! How fast alerts are taken up.

use crate::parts::number::{Nothing, percent};
use crate::parts::{Count, Panel, SeverityBadge, TableFrame};
use domain::health::alert::Pace;
use leptos::prelude::*;

/// By severity, the most urgent first; nothing for who may not see alerts.
#[component]
pub fn Paces(
    /// The paces.
    paces: Vec<Pace>,
) -> impl IntoView {
    if paces.is_empty() {
        return ().into_any();
    }
    let rows = paces.into_iter().map(|Pace { severity, raised, taken, median_minutes, in_time }| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <SeverityBadge severity />
                </th>
                <td class="num" data-label="Raised">
                    <Count of=i64::from(raised) />
                </td>
                <td class="num" data-label="Taken up">
                    <Count of=i64::from(taken) />
                </td>
                <td class="num figure" data-label="Half within">
                    {match median_minutes {
                        Some(minutes) => span(minutes).into_any(),
                        None => view! { <Nothing say="none taken up" /> }.into_any(),
                    }}
                </td>
                <td class="num figure" data-label="In time">
                    {match in_time {
                        Some(share) => percent(share).into_any(),
                        None => view! { <Nothing say="nobody must" /> }.into_any(),
                    }}
                </td>
            </tr>
        }
    });
    view! {
        <Panel title="Time to acknowledge" id="paces" note="Alerts about these partners, raised in 90 days.">
            <TableFrame caption="How fast alerts were taken up, by severity">
                <thead>
                    <tr>
                        <th scope="col">"Severity"</th>
                        <th scope="col" class="num">
                            "Raised"
                        </th>
                        <th scope="col" class="num">
                            "Taken up"
                        </th>
                        <th scope="col" class="num">
                            "Half within"
                        </th>
                        <th scope="col" class="num">
                            "In time"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </TableFrame>
        </Panel>
    }
    .into_any()
}

/// `40 min`, `5.5 h`, `3.2 days`.
fn span(minutes: f64) -> String {
    match minutes {
        m if m < 90.0 => format!("{m:.0} min"),
        m if m < 2_880.0 => format!("{:.1} h", m / 60.0),
        m => format!("{:.1} days", m / 1_440.0),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_time_is_told_in_the_unit_that_suits_it() {
        assert_eq!([40.0, 330.0, 4_608.0].map(super::span), ["40 min", "5.5 h", "3.2 days"]);
    }
}
