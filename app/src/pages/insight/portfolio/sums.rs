//! Sums per territory, and partners by the year of their first bill.

use super::super::heat::HeatCell;
use crate::parts::number::{Nothing, percent};
use crate::parts::{Count, Money, Panel, TableFrame};
use domain::view::{Territory, YearCohort};
use leptos::prelude::*;

/// Territories side by side.
#[component]
pub fn Areas(
    /// The largest first.
    areas: Vec<Territory>,
) -> impl IntoView {
    let rows = areas.into_iter().map(|area| {
        let Territory { name, partners, customers, mrr, median, endangered } = area;
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {name.unwrap_or_else(|| "Without a territory".to_owned())}
                </th>
                <td class="num" data-label="Partners">
                    <Count of=i64::from(partners) />
                </td>
                <td class="num" data-label="Customers">
                    <Count of=customers />
                </td>
                <td class="num" data-label="MRR">
                    <Money amount=mrr />
                </td>
                <HeatCell score=median label="Middle score" />
                <td class="num" data-label="At risk or worse">
                    <Count of=i64::from(endangered) />
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Panel title="Territories" id="territories">
            <TableFrame caption="Sums per territory, the largest by monthly recurring revenue first">
                <thead>
                    <tr>
                        <th scope="col">"Territory"</th>
                        <th scope="col" class="num">
                            "Partners"
                        </th>
                        <th scope="col" class="num">
                            "Customers"
                        </th>
                        <th scope="col" class="num">
                            "MRR"
                        </th>
                        <th scope="col" class="num">
                            "Middle score"
                        </th>
                        <th scope="col" class="num">
                            "At risk or worse"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </Panel>
    }
}

/// How many partners of each year are still billed.
#[component]
pub fn Cohorts(
    /// The oldest first.
    cohorts: Vec<YearCohort>,
) -> impl IntoView {
    let longest = cohorts.iter().map(|cohort| cohort.billed.len()).max().unwrap_or(0);
    let heads = (1..longest).map(|years| {
        view! {
            <th scope="col" class="num">
                {after(years)}
            </th>
        }
    });
    let heads = heads.collect_view();
    let rows = cohorts.into_iter().map(|YearCohort { year, billed }| {
        let first = billed.first().copied().unwrap_or(0);
        let later = (1..longest).map(|years| {
            let kept = billed.get(years).map(|kept| {
                let share = percent(f64::from(*kept) / f64::from(first.max(1)));
                (share, format!("{kept} of {first}"))
            });
            view! {
                <td class="num figure" data-label=after(years)>
                    {match kept {
                        Some((share, of)) => view! {
                            {share}
                            <span class="cell-sub">{of}</span>
                        }
                            .into_any(),
                        None => view! { <Nothing say="not reached yet" /> }.into_any(),
                    }}
                </td>
            }
        });
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {year}
                </th>
                <td class="num" data-label="Partners">
                    <Count of=i64::from(first) />
                </td>
                {later.collect_view()}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Panel title="Cohorts" id="cohorts" note="Partners by the year of their first bill, and how many are billed later">
            <TableFrame caption="Partners by the year of their first bill, and the share billed in later years">
                <thead>
                    <tr>
                        <th scope="col">"Year"</th>
                        <th scope="col" class="num">
                            "Partners"
                        </th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </Panel>
    }
}

fn after(years: usize) -> String {
    if years == 1 { "A year later".to_owned() } else { format!("{years} years later") }
}
