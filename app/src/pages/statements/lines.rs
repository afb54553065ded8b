//! The lines of a statement, each with the fact and the rule behind it.

use super::why::why;
use crate::parts::{Empty, Money, TableFrame};
use domain::billing::BillingSource;
use domain::commission::Kind;
use domain::view::{StatementLine, capitalised};
use domain::{Cents, Month, Rounding};
use leptos::prelude::*;

/// What is needed to follow a line: the statement's month and rules, and whether the viewer may ask.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The month.
    pub month: Month,
    /// What happened to half a cent.
    pub rounding: Rounding,
    /// The plan's rules in plain words, in order.
    pub rules: Vec<String>,
    /// Whether the viewer may ask about a line.
    pub may_ask: bool,
}

/// A page of lines with its sum.
#[component]
pub fn Lines(
    /// The page.
    lines: Vec<StatementLine>,
    /// The place of the first of them among all, from 0.
    first: u32,
    /// The sum of all lines.
    total: Cents,
    /// What is needed to follow them.
    trace: Trace,
    /// Whether the page has all lines.
    all: bool,
) -> impl IntoView {
    if lines.is_empty() {
        return view! {
            <Empty title="No lines">
                <p>"No rule of the plan fits a bill of this month, so there is no commission."</p>
            </Empty>
        }
        .into_any();
    }
    let sources = sources(&lines);
    let of_page = (!all).then(|| lines.iter().map(|line| line.amount).sum::<Cents>());
    let rows = (first..).zip(lines).map(move |(place, line)| {
        view! { <Line line place trace=trace.clone() /> }
    });
    view! {
        <TableFrame caption="Lines of the statement">
            <thead>
                <tr>
                    <th scope="col">"Customer"</th>
                    <th scope="col">"Fact: billed in the month"</th>
                    <th scope="col">"Rule"</th>
                    <th scope="col" class="num">
                        "Base"
                    </th>
                    <th scope="col" class="num">
                        "Rate"
                    </th>
                    <th scope="col" class="num">
                        "Amount"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
            <tfoot>
                {of_page.map(|amount| view! { <Sum words="Sum of this page" amount /> })}
                <Sum words="Sum of all lines: the commission" amount=total />
            </tfoot>
        </TableFrame>
        <p class="quiet">{sources}</p>
    }
    .into_any()
}

#[component]
fn Sum(words: &'static str, amount: Cents) -> impl IntoView {
    view! {
        <tr>
            <th scope="row" colspan="5" class="cell-title">
                {words}
            </th>
            <td class="num">
                <Money amount />
            </td>
        </tr>
    }
}

/// What the words about the facts mean, for those that occur.
fn sources(lines: &[StatementLine]) -> String {
    let occurs = |source: &&BillingSource| lines.iter().any(|line| line.source == Some(**source));
    let told = |source: &BillingSource| {
        format!("Facts marked “{}”: {}.", source_in_a_word(*source), source.label().to_lowercase())
    };
    BillingSource::ALL.iter().filter(occurs).map(told).collect::<Vec<_>>().join(" ")
}

#[component]
fn Line(line: StatementLine, place: u32, trace: Trace) -> impl IntoView {
    let month = trace.month;
    let customer = line.customer_id.map(|id| format!("/customers/{id}"));
    let code = line.customer_code.clone().unwrap_or_default();
    let who = match &customer {
        Some(customer) => view! {
            <a class="text-link" href=customer.clone()>
                {code.clone()}
            </a>
        }
        .into_any(),
        None => view! { <span class="quiet">"–"</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {who}
            </th>
            <td data-label="Fact">
                <Fact line=line.clone() customer code month />
            </td>
            <td data-label="Rule" class="cell-wide">
                <Rule line=line.clone() />
                {why(&line, place, &trace)}
            </td>
            <td data-label="Base" class="num">
                <Money amount=line.base />
            </td>
            <td data-label="Rate" class="num">
                <span class="figure">{line.rate.to_string()}</span>
            </td>
            <td data-label="Amount" class="num">
                <Money amount=line.amount />
            </td>
        </tr>
    }
}

/// What the line is paid for: a bill, another fact, or nothing single.
#[component]
fn Fact(line: StatementLine, customer: Option<String>, code: String, month: Month) -> impl IntoView {
    match (line.billed.zip(line.source).zip(customer), line.fact) {
        (Some(((billed, source), customer)), _) => {
            // Loaded anew, because the browser finds and marks the bill only in a document that it has loaded itself.
            let bill = format!("{customer}#bill-{month}");
            let name = format!("Bill of {} to {code}", month.label());
            view! {
                <a class="text-link" href=bill rel="external" aria-label=name>
                    <Money amount=billed />
                </a>
                <span class="quiet" title=source.label()>
                    " "
                    {source_in_a_word(source)}
                </span>
            }
            .into_any()
        }
        (None, Some(fact)) => view! { <span>{fact}</span> }.into_any(),
        (None, None) => view! { <span class="quiet">"the statement so far"</span> }.into_any(),
    }
}

/// The rule that gave the line, or the part of the plan that the statement as a whole went through.
#[component]
fn Rule(line: StatementLine) -> impl IntoView {
    let words = line.rule_in_words();
    let from = line.from_partner.clone().map(|code| format!(" from sales of {code}"));
    let rule = if line.rule > 0 && line.from_partner.is_none() {
        view! {
            <a class="text-link" href=format!("#rule-{}", line.rule) rel="external">
                {words}
            </a>
        }
        .into_any()
    } else {
        view! { <span title=line.kind.explain()>{words}</span> }.into_any()
    };
    view! {
        {rule}
        <span class="quiet">{from}</span>
    }
}

/// What the statement is made of, where it is more than what the rules give.
#[component]
pub fn Sums(
    /// The sums by kind.
    sums: Vec<(Kind, Cents)>,
    /// What they come to.
    total: Cents,
) -> impl IntoView {
    let rows = sums.into_iter().map(|(kind, sum)| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {capitalised(kind.label())}
                </th>
                <td data-label="Meaning">{kind.explain()}</td>
                <td data-label="Sum" class="num">
                    <Money amount=sum />
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="What the statement is made of, in the order of evaluation">
            <thead>
                <tr>
                    <th scope="col">"Part"</th>
                    <th scope="col">"Meaning"</th>
                    <th scope="col" class="num">
                        "Sum"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan="2" class="cell-title">
                        "The statement"
                    </th>
                    <td class="num">
                        <Money amount=total />
                    </td>
                </tr>
            </tfoot>
        </TableFrame>
    }
}

/// Where a billed amount comes from, in a word.
const fn source_in_a_word(source: BillingSource) -> &'static str {
    match source {
        BillingSource::Imported => "imported",
        BillingSource::Derived => "derived",
    }
}
