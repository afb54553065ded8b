//! The lines of a statement, each with the fact and the rule behind it.

use crate::parts::{Empty, Money, TableFrame};
use domain::billing::BillingSource;
use domain::commission::Kind;
use domain::view::StatementLine;
use domain::{Cents, Month};
use leptos::prelude::*;

/// A page of lines with its sum.
#[component]
pub fn Lines(
    /// The page.
    lines: Vec<StatementLine>,
    /// The sum of all lines.
    total: Cents,
    /// The month.
    month: Month,
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
    let rows = lines.into_iter().map(move |line| {
        view! { <Line line month /> }
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
fn Line(line: StatementLine, month: Month) -> impl IntoView {
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
            <td data-label="Rule">
                <Rule line=line.clone() />
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
    let words = rule_in_words(&line);
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

/// `Rule 1, tier 2` on a plain statement; else the kind of line with the name of what gave it.
fn rule_in_words(line: &StatementLine) -> String {
    let words = match (line.kind, line.origin.as_str()) {
        (Kind::Earned, "") => format!("Rule {}", line.rule),
        (Kind::Earned, origin) => capitalised(origin),
        (kind, origin) if origin.is_empty() || origin == kind.label() => capitalised(kind.label()),
        (kind, origin) => format!("{}: {origin}", capitalised(kind.label())),
    };
    if line.part > 0 { format!("{words}, tier {}", line.part) } else { words }
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{CustomerId, Rate};

    #[test]
    fn a_line_names_its_rule_and_tier() {
        let nobody = "0199a2b4-7e30-7000-8000-000000000001".parse::<CustomerId>().unwrap();
        let line = |kind, origin: &str, rule, part| StatementLine {
            kind,
            origin: origin.to_owned(),
            customer_id: Some(nobody),
            customer_code: Some("0002-ORFBO".to_owned()),
            from_partner: None,
            fact: None,
            rule,
            part,
            base: Cents(100),
            rate: Rate::percent(10),
            amount: Cents(10),
            billed: Some(Cents(100)),
            source: Some(BillingSource::Derived),
        };
        assert_eq!(rule_in_words(&line(Kind::Earned, "", 1, 0)), "Rule 1");
        assert_eq!(rule_in_words(&line(Kind::Earned, "", 2, 3)), "Rule 2, tier 3");
        assert_eq!(rule_in_words(&line(Kind::Earned, "residual", 2, 3)), "Residual, tier 3");
        assert_eq!(rule_in_words(&line(Kind::Holdback, "holdback", 0, 0)), "Holdback");
        assert_eq!(rule_in_words(&line(Kind::Bonus, "ten activations", 0, 0)), "Bonus: ten activations");
    }
}
