//! One statement: what it comes to, by which rules, and line by line.

use super::course::Course;
use super::lines::{Lines, Sums, Trace};
use super::{page_in, partner_in, statement_link};
use crate::calls::statements::read_statement;
use crate::layout::viewer;
use crate::parts::{Count, Downloads, Loaded, Money, PageHeader, Paging, Panel, RunBadge, Tile};
use domain::commission::{Carried, Kind};
use domain::view::{StatementPage as Page, StatementRow};
use domain::{Cents, FileFormat, Month, Refusal, Rounding};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The statement of the month in the address.
#[component]
pub fn StatementPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let ask = Memo::new(move |_| {
        let month = params.with(|map| map.get_str("month").and_then(|month| month.parse::<Month>().ok()));
        (month, query.with(partner_in), query.with(page_in))
    });
    let statement = Resource::new(
        move || ask.get(),
        |(month, partner, page)| async move {
            match month {
                Some(month) => read_statement(month, partner, page).await,
                None => Err(Refusal::not_found("statement").into()),
            }
        },
    );
    view! { <Loaded of=statement children=move |found| view! { <Whole found page=ask.get_untracked().2 /> } /> }
}

#[component]
fn Whole(found: Page, page: u32) -> impl IntoView {
    let Page { statement, rules, rounding, sums, lines, pages, carried, first, plan, booked, paid, may_ask } = found;
    let parts = (sums.iter().any(|(kind, _)| *kind != Kind::Earned)).then(|| {
        view! {
            <Panel title="Parts" id="parts" note="What the plan makes of what its rules give.">
                <Sums sums total=statement.commission />
                <Left carried />
            </Panel>
        }
    });
    let own = viewer().partner.is_some();
    let partner = statement.partner.id;
    let files = if own {
        format!("/statements/{}/export", statement.month)
    } else {
        format!("/statements/{}/export?partner={partner}", statement.month)
    };
    let by = plan.map(|(code, version)| {
        view! {
            <p>
                {format!("By version {version} of the plan ")}
                <a class="text-link" href=format!("/plans/{code}")>
                    {code.clone()}
                </a>
                ", which was in force in the month."
            </p>
        }
    });
    let trace = Trace { month: statement.month, rounding, rules: rules.clone(), may_ask };
    let up = if own { "/statements".to_owned() } else { format!("/statements?partner={}", statement.partner.id) };
    let link = {
        let base = statement_link(&statement, own);
        let mark = if own { '?' } else { '&' };
        move |page: u32| format!("{base}{mark}page={page}")
    };
    let rules =
        (1..).zip(rules).map(|(number, rule)| view! { <li id=format!("rule-{number}")>{rule}</li> }).collect_view();
    let count = statement.lines.unsigned_abs();
    view! {
        <PageHeader
            title=format!("Statement {}", statement.month.label())
            up=(up, "Statements".to_owned())
            lead=format!("{} · {}", statement.partner.name, statement.plan)
        >
            <RunBadge status=statement.status />
            <Downloads what="Statement" from=files formats=FileFormat::ALL />
        </PageHeader>
        <div class="flow">
            <Figures statement=statement.clone() rounding />
            <Course statement=statement.clone() booked paid own />
            <Panel title="Rules" id="rules" note="In the order they are applied.">
                <ol class="rules">{rules}</ol>
                {by}
                <HowComputed rounding />
            </Panel>
            {parts}
            <Panel title="Lines" id="lines" note="Each line says what it comes from.">
                <Lines lines first total=statement.commission trace all=pages == 1 />
                <Paging page pages found=(count, "lines") link />
            </Panel>
        </div>
    }
}

#[component]
fn Figures(statement: StatementRow, rounding: Rounding) -> impl IntoView {
    view! {
        <dl class="tiles">
            <Tile label="Commission" note=format!("Version {}", statement.version)>
                <Money amount=statement.commission />
            </Tile>
            <Tile label="Billed revenue" note="the commission is computed from it">
                <Money amount=statement.billed />
            </Tile>
            <Tile label="Lines">
                <Count of=statement.lines />
            </Tile>
            <Tile label="Half a cent" note="where an amount is rounded">
                {format!("rounds {rounding}")}
            </Tile>
        </dl>
    }
}

/// What goes to later months.
#[component]
fn Left(carried: Carried) -> impl IntoView {
    let part = |words: String, amount: Cents| {
        view! {
            <li>
                {words}
                ": "
                <Money amount />
            </li>
        }
    };
    let sums = [
        ("Draws still to be recovered".to_owned(), carried.draw_owed),
        ("Carried to the next month".to_owned(), carried.brought_forward),
    ];
    let held = carried.held.iter().map(|held| (format!("Held back until {}", held.release.label()), held.amount));
    let due = carried.instalments.iter().map(|one| (format!("Instalment due in {}", one.due.label()), one.amount));
    let left: Vec<_> = sums.into_iter().chain(held).chain(due).filter(|(_, amount)| *amount != Cents::ZERO).collect();
    (!left.is_empty()).then(|| {
        view! {
            <h3>"Left for later months"</h3>
            <ul>{left.into_iter().map(|(words, amount)| part(words, amount)).collect_view()}</ul>
        }
    })
}

#[component]
fn HowComputed(rounding: Rounding) -> impl IntoView {
    view! {
        <details class="fold">
            <summary>"How is this computed?"</summary>
            <ol>
                <li>
                    "The facts are what each customer was billed in the month. They were fixed when the month was frozen, and each says where it comes from."
                </li>
                <li>
                    "The rules are those of the plan version that was in force in the month. Each is applied to every bill."
                </li>
                <li>
                    {format!(
                        "A percentage gives one line for a bill: base × rate, rounded to the cent, half a cent {rounding}.",
                    )}
                </li>
                <li>
                    {format!(
                        "A tiered rule looks at all bills of the month, one after the other. A bill that crosses the border of a tier has a line in each tier it touches. The running sum is what is rounded, half a cent {rounding}; a line is what its bill added to that sum, so it may be a cent off base × rate, and all lines together are exact.",
                    )}
                </li>
                <li>"The statement is the sum of its lines, to the cent."</li>
            </ol>
        </details>
    }
}
