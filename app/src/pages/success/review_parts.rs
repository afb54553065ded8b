//! The sections of a review.

use crate::layout::viewer;
use crate::parts::number::{Nothing, percent};
use crate::parts::time::day;
use crate::parts::{BandBadge, Change, Count, Day, Money, Panel, Score, SeverityBadge, TableFrame};
use domain::Cents;
use domain::digest::QuarterMonth;
use domain::health::forecast::Forecast;
use domain::view::{ComponentThenNow, CustomersThenNow, Handled, HealthThenNow, ReviewAlert};
use leptos::prelude::*;

/// Bills, customers and commission of each month.
#[component]
pub fn MonthByMonth(months: Vec<QuarterMonth>, sees_commission: bool) -> impl IntoView {
    let rows = months.into_iter().map(move |QuarterMonth { month, billed, customers, commission }| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {month.label()}
                </th>
                <td class="num" data-label="Billed">
                    <Money amount=billed />
                </td>
                <td class="num" data-label="Customers">
                    <Count of=customers />
                </td>
                {sees_commission
                    .then(|| {
                        view! {
                            <td class="num" data-label="Commission">
                                {match commission {
                                    Some(amount) => view! { <Money amount /> }.into_any(),
                                    None => view! { <span class="quiet">"not released yet"</span> }.into_any(),
                                }}
                            </td>
                        }
                    })}
            </tr>
        }
    });
    view! {
        <Panel title="Month by month" id="months">
            <TableFrame caption="Bills, customers and commission by month">
                <thead>
                    <tr>
                        <th scope="col">"Month"</th>
                        <th scope="col" class="num">
                            "Billed"
                        </th>
                        <th scope="col" class="num">
                            "Customers"
                        </th>
                        {sees_commission
                            .then(|| {
                                view! {
                                    <th scope="col" class="num">
                                        "Commission"
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </TableFrame>
        </Panel>
    }
}

/// Health then and now, with what each component moved.
#[component]
pub fn Health(health: Option<HealthThenNow>) -> impl IntoView {
    let Some(HealthThenNow { then, now, components, other_rules }) = health else {
        return view! {
            <Panel title="Health" id="health">
                <p class="quiet">"There is no score of this quarter."</p>
            </Panel>
        }
        .into_any();
    };
    let before = then.map_or_else(|| "Before".to_owned(), |(on, _)| day(on));
    let label = before.clone();
    let rows = components.into_iter().map(move |ComponentThenNow { component, then, now, moved }| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {component.label()}
                </th>
                <td class="num" data-label=label.clone()>
                    <Score of=then />
                </td>
                <td class="num" data-label="At the end">
                    <Score of=now />
                </td>
                <td class="num" data-label="Moved the score by">
                    <Change of=moved />
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Panel title="Health, and what moved it" id="health">
            <TableFrame caption="Components then and now, and what each moved">
                <thead>
                    <tr>
                        <th scope="col">"Component"</th>
                        <th scope="col" class="num">
                            {before}
                        </th>
                        <th scope="col" class="num">
                            {day(now.0)}
                        </th>
                        <th scope="col" class="num">
                            "Moved the score by"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row" class="cell-title">
                            "Score"
                        </th>
                        <td class="num">
                            <Score of=then.map(|then| then.1) />
                        </td>
                        <td class="num">
                            <Score of=Some(now.1) />
                        </td>
                        <td class="num">
                            <Change of=then.map(|then| now.1 - then.1) />
                        </td>
                    </tr>
                </tfoot>
            </TableFrame>
            <p class="quiet">
                "A component moves the score by its weight and by its points; components without facts leave their weight to the others."
            </p>
            {other_rules
                .then(|| view! { <p class="quiet">"The two scores were computed by different versions of the rules."</p> })}
        </Panel>
    }
    .into_any()
}

/// Customers and revenue won and lost.
#[component]
pub fn Customers(customers: CustomersThenNow) -> impl IntoView {
    let end = customers.end();
    let CustomersThenNow { months, start, new, back, lost, revenue, reasons } = customers;
    let row = |words: String, count: Option<i64>, amount: Cents| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {words}
                </th>
                <td class="num" data-label="Customers">
                    {match count {
                        Some(count) => view! { <Count of=count /> }.into_any(),
                        None => view! { <Nothing say="the same customers" /> }.into_any(),
                    }}
                </td>
                <td class="num" data-label="Revenue a month">
                    <Money amount />
                </td>
            </tr>
        }
    };
    let minus = |amount: Cents| Cents(-amount.0);
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |of| format!("{:.1} %", of * 100.0));
    let words: Vec<_> =
        reasons.iter().map(|(reason, times)| format!("{times} {}", reason.label().to_lowercase())).collect();
    view! {
        <Panel title="Customers" id="customers" note="By their bills.">
            <TableFrame caption="Customers and revenue won and lost">
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        <th scope="col" class="num">
                            "Customers"
                        </th>
                        <th scope="col" class="num">
                            "Revenue a month"
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {row(format!("Billed in {}", months.0.label()), Some(start.into()), revenue.start)}
                    {row("New".to_owned(), Some(new.into()), revenue.new)}
                    {row("Come back".to_owned(), Some(back.into()), revenue.reactivation)}
                    {row("Took more".to_owned(), None, revenue.expansion)}
                    {row("Took less".to_owned(), None, minus(revenue.contraction))}
                    {row("Lost".to_owned(), Some(-i64::from(lost)), minus(revenue.churn))}
                    {row(format!("Billed in {}", months.1.label()), Some(end.into()), revenue.end())}
                </tbody>
            </TableFrame>
            <p>
                {format!(
                    "Revenue kept over the quarter: {} net, {} gross.",
                    share(revenue.net_retention()),
                    share(revenue.gross_retention()),
                )}
            </p>
            {(!words.is_empty())
                .then(|| {
                    view! { <p>{format!("Why customers left, as it was recorded: {}.", words.join(", "))}</p> }
                })}
        </Panel>
    }
}

/// Tickets and installations, and what was done in time.
#[component]
pub fn Service(tickets: Option<Handled>, installations: Option<Handled>) -> impl IntoView {
    let line = |what: &'static str, of: Option<Handled>, unit: &'static str| match of {
        Some(Handled { all, done, in_time, within }) => {
            format!(
                "{what}: {all} came in and have had their time. {done} are done, {in_time} of them within {within} {unit}."
            )
        }
        None => format!("{what}: none are recorded."),
    };
    view! {
        <Panel title="Tickets and installations" id="service">
            <p>{line("Tickets", tickets, "hours")}</p>
            <p>{line("Installations", installations, "days")}</p>
        </Panel>
    }
}

/// Alerts that were raised.
#[component]
pub fn Alerts(alerts: Vec<ReviewAlert>, own: bool) -> impl IntoView {
    if alerts.is_empty() {
        return view! {
            <Panel title="Alerts" id="alerts">
                <p class="quiet">"None were raised in this quarter."</p>
            </Panel>
        }
        .into_any();
    }
    let currency = viewer().currency;
    let rows = alerts.into_iter().map(move |ReviewAlert { signal, severity, raised_at, state }| {
        let on = crate::parts::time::local(raised_at, &viewer().time_zone).date();
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {signal.kind().label()}
                </th>
                <td data-label="What was noticed" class="cell-wide">
                    {signal.words(currency)}
                </td>
                <td data-label="Severity">
                    <SeverityBadge severity />
                </td>
                <td data-label="Raised">
                    <Day of=on />
                </td>
                {(!own).then(|| view! { <td data-label="What became of it">{state.label()}</td> })}
            </tr>
        }
    });
    view! {
        <Panel title="Alerts" id="alerts">
            <TableFrame caption="Alerts of the quarter, the most urgent first">
                <thead>
                    <tr>
                        <th scope="col">"Alert"</th>
                        <th scope="col">"What was noticed"</th>
                        <th scope="col">"Severity"</th>
                        <th scope="col">"Raised"</th>
                        {(!own).then(|| view! { <th scope="col">"What became of it"</th> })}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </TableFrame>
        </Panel>
    }
    .into_any()
}

/// What is to be expected.
#[component]
pub fn Outlook(outlook: Option<Forecast>) -> impl IntoView {
    let Some(outlook) = outlook else {
        return view! {
            <Panel title="Outlook" id="outlook">
                <p class="quiet">"Newer scores are there: the outlook is told with those."</p>
            </Panel>
        }
        .into_any();
    };
    let lines = outlook.horizons.into_iter().map(|horizon| {
        let days = horizon.days;
        match horizon.outlook {
            Ok(of) => {
                let falls = of.falls.map(|chance| format!(", chance to fall out of the band {}", percent(chance)));
                view! {
                    <li>
                        {format!("In {days} days {:.1} is expected, in four of five cases {:.1} to {:.1}", of.score, of.low, of.high)}
                        {falls}
                        " "
                        <BandBadge band=Some(of.band()) />
                    </li>
                }
                .into_any()
            }
            Err(why) => view! { <li class="quiet">{format!("In {days} days: {why}.")}</li> }.into_any(),
        }
    });
    view! {
        <Panel title="Outlook" id="outlook">
            <ul class="plain-list">{lines.collect_view()}</ul>
        </Panel>
    }
    .into_any()
}
