//! The lines of a statement, each with the fact and the rule behind it.

use crate::parts::{Empty, Money, TableFrame};
use domain::billing::BillingSource;
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
        <TableFrame caption="Lines of the statement, by customer">
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
                        "Commission"
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
    let occurs = |source: &&BillingSource| lines.iter().any(|line| line.source == **source);
    let told = |source: &BillingSource| {
        format!("Facts marked “{}”: {}.", source_in_a_word(*source), source.label().to_lowercase())
    };
    BillingSource::ALL.iter().filter(occurs).map(told).collect::<Vec<_>>().join(" ")
}

#[component]
fn Line(line: StatementLine, month: Month) -> impl IntoView {
    let customer = format!("/customers/{}", line.customer_id);
    // Loaded anew, because the browser finds and marks the bill only in a document that it has loaded itself.
    let bill = format!("{customer}#bill-{month}");
    let rule = rule_in_words(&line);
    let name = format!("Bill of {} to {}", month.label(), line.customer_code);
    view! {
        <tr>
            <th scope="row" class="cell-title">
                <a class="text-link" href=customer>
                    {line.customer_code}
                </a>
            </th>
            <td data-label="Fact">
                <a class="text-link" href=bill rel="external" aria-label=name>
                    <Money amount=line.billed />
                </a>
                <span class="quiet" title=line.source.label()>
                    " "
                    {source_in_a_word(line.source)}
                </span>
            </td>
            <td data-label="Rule">
                <a class="text-link" href=format!("#rule-{}", line.rule) rel="external">
                    {rule}
                </a>
            </td>
            <td data-label="Base" class="num">
                <Money amount=line.base />
            </td>
            <td data-label="Rate" class="num">
                <span class="figure">{line.rate.to_string()}</span>
            </td>
            <td data-label="Commission" class="num">
                <Money amount=line.amount />
            </td>
        </tr>
    }
}

/// `Rule 1, tier 2`: the rules themselves stand above the lines.
fn rule_in_words(line: &StatementLine) -> String {
    if line.part > 0 { format!("Rule {}, tier {}", line.rule, line.part) } else { format!("Rule {}", line.rule) }
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
        let line = |rule, part| StatementLine {
            customer_id: nobody,
            customer_code: "0002-ORFBO".to_owned(),
            rule,
            part,
            base: Cents(100),
            rate: Rate::percent(10),
            amount: Cents(10),
            billed: Cents(100),
            source: BillingSource::Derived,
        };
        assert_eq!(rule_in_words(&line(1, 0)), "Rule 1");
        assert_eq!(rule_in_words(&line(2, 3)), "Rule 2, tier 3");
    }
}
