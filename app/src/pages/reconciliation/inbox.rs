//! The inbox: findings, the most severe first, what was compared, and the bank's statements.

use super::ask::{export_link, link, read_ask};
use super::upload::Upload;
use super::{SeverityBadge, StateBadge};
use crate::calls::Trouble;
use crate::calls::reconciliation::{ReadStatementFile, ReconcileMonth, read_inbox};
use crate::parts::downloads::TABLE;
use crate::parts::time::day;
use crate::parts::{
    Choice, Count, Done, Downloads, Empty, FilterForm, Loaded, Moment, Money, Objection, PageHeader, Paging, Panel,
    TableFrame, Tile,
};
use domain::Month;
use domain::reconciliation::{FindingKind, FindingState, Severity};
use domain::view::{BankStatementRow, ComparisonRow, FindingCount, FindingQuery, FindingRow, Inbox};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the page is for.
const LEAD: &str = "Commissions against bills, the ledger against statements, payouts against the bank.";

/// The inbox.
#[component]
pub fn InboxPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(read_ask));
    let compare = ServerAction::<ReconcileMonth>::new();
    let file = ServerAction::<ReadStatementFile>::new();
    // Only a file that was kept changes what is shown; one that is looked at leaves its form alone.
    let kept = Memo::new(move |before: Option<&u32>| {
        let is_kept = file.value().with(|answer| matches!(answer, Some(Ok(taken)) if taken.kept));
        before.copied().unwrap_or(0) + u32::from(is_kept)
    });
    let source = move || (query.get(), compare.version().get(), kept.get());
    let found = Resource::new(source, |(query, ..)| read_inbox(query));
    view! {
        <PageHeader title="Reconciliation" lead=Some(LEAD.to_owned()) />
        <Loaded of=found children=move |found| view! { <Whole found query compare file /> } />
    }
}

#[component]
fn Whole(
    found: Inbox,
    query: Memo<FindingQuery>,
    compare: ServerAction<ReconcileMonth>,
    file: ServerAction<ReadStatementFile>,
) -> impl IntoView {
    let Inbox { findings, found, pages, counts, months, comparisons, statements, may_resolve, .. } = found;
    let asked = query.get_untracked();
    let compared = !comparisons.is_empty();
    let closed = months.clone();
    let is_narrowed = FindingQuery { page: 1, ..asked.clone() } != FindingQuery { page: 1, ..FindingQuery::default() };
    view! {
        <div class="flow">
            <Figures counts />
            <Panel title="Findings" id="findings">
                <Filter query months />
                {if findings.is_empty() {
                    view! { <Nothing compared is_narrowed /> }.into_any()
                } else {
                    let rows = u32::try_from(found).unwrap_or(u32::MAX);
                    view! {
                        <Findings rows=findings />
                        <Downloads what="Findings" from=export_link(&asked) formats=TABLE />
                        <Paging
                            page=pages.0
                            pages=pages.1
                            found=(rows, "findings")
                            link=move |page| link(&FindingQuery { page, ..asked.clone() })
                        />
                    }
                        .into_any()
                }}
            </Panel>
            <Panel title="What was compared" id="compared" note="The newest comparison of each month.">
                <Comparisons rows=comparisons />
                {may_resolve.then(|| view! { <CompareNow months=closed compare /> })}
            </Panel>
            <Panel title="Bank statements" id="bank" note="CSV, BAI2 or CAMT.053 of the account that payouts leave.">
                <Statements rows=statements />
                {may_resolve.then(|| view! { <Upload file /> })}
            </Panel>
        </div>
    }
}

#[component]
fn Figures(counts: Vec<FindingCount>) -> impl IntoView {
    let sum = |fits: &dyn Fn(&FindingCount) -> bool| {
        counts.iter().filter(|count| fits(count)).map(|count| count.count).sum::<i64>()
    };
    let severe = |severity| sum(&|count| count.state.is_pending() && count.severity == severity);
    let pending = sum(&|count| count.state.is_pending());
    let cleared = sum(&|count| count.state == FindingState::Cleared);
    let (critical, high) = (severe(Severity::Critical), severe(Severity::High));
    view! {
        <dl class="tiles">
            <Tile label="To look at" note="open or acknowledged">
                <Count of=pending />
            </Tile>
            <Tile label="Critical">
                <Count of=critical />
            </Tile>
            <Tile label="High">
                <Count of=high />
            </Tile>
            <Tile label="Cleared" note="gone, because the facts agree now">
                <Count of=cleared />
            </Tile>
        </dl>
    }
}

#[component]
fn Filter(query: Memo<FindingQuery>, months: Vec<Month>) -> impl IntoView {
    let (kinds, states) = (FindingKind::options(), FindingState::options());
    let severities: Vec<_> = Severity::options().into_iter().rev().collect();
    let months: Vec<_> = months.into_iter().map(|month| (month.to_string(), month.label())).collect();
    view! {
        <FilterForm action="/reconciliation">
            {move || {
                let FindingQuery { kind, severity, state, month, .. } = query.get();
                view! {
                    <Choice
                        label="Kind"
                        name="kind"
                        nothing="All kinds"
                        options=kinds.clone()
                        chosen=kind.map_or("", FindingKind::code)
                    />
                    <Choice
                        label="Severity"
                        name="severity"
                        nothing="All"
                        options=severities.clone()
                        chosen=severity.map_or("", Severity::code)
                    />
                    <Choice
                        label="State"
                        name="state"
                        nothing="To look at"
                        options=states.clone()
                        chosen=state.map_or("", FindingState::code)
                    />
                    <Choice
                        label="Month"
                        name="month"
                        nothing="All months"
                        options=months.clone()
                        chosen=month.map_or_else(String::new, |month| month.to_string())
                    />
                }
            }}
            <button type="submit" class="btn">
                "Show"
            </button>
        </FilterForm>
    }
}

#[component]
fn Nothing(compared: bool, is_narrowed: bool) -> impl IntoView {
    let (title, text) = match (compared, is_narrowed) {
        (false, _) => (
            "Nothing has been compared yet",
            "On the first of each month the month before is compared by itself, once it is closed.",
        ),
        (true, true) => ("No such findings", "Choose other filters to see more."),
        (true, false) => ("Everything agrees", "What was compared is listed below; nothing in it differs."),
    };
    view! {
        <Empty icon=icondata_lu::LuScale title=title>
            <p>{text}</p>
        </Empty>
    }
}

#[component]
fn Findings(rows: Vec<FindingRow>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| {
        let about = match (&row.partner, &row.customer) {
            (Some(partner), Some((_, code))) => format!("{}, customer {code}", partner.name),
            (Some(partner), None) => partner.name.clone(),
            (None, Some((_, code))) => format!("Customer {code}"),
            (None, None) => row.found.what.clone(),
        };
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=format!("/reconciliation/{}", row.id)>
                        {row.kind.label()}
                    </a>
                </th>
                <td data-label="About" class="cell-wide">
                    {about}
                </td>
                <td data-label="Month">{row.month.label()}</td>
                <td data-label="Severity">
                    <SeverityBadge severity=row.severity />
                </td>
                <td data-label="State">
                    <StateBadge state=row.state />
                </td>
                <td data-label="Difference" class="num">
                    <Money amount=row.difference />
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Findings, the most severe first">
            <thead>
                <tr>
                    <th scope="col">"Finding"</th>
                    <th scope="col">"About"</th>
                    <th scope="col">"Month"</th>
                    <th scope="col">"Severity"</th>
                    <th scope="col">"State"</th>
                    <th scope="col" class="num">
                        "Difference"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
}

#[component]
fn Comparisons(rows: Vec<ComparisonRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="quiet">"No month was compared yet."</p> }.into_any();
    }
    let rows = rows.into_iter().map(|row| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {row.month.label()} ": " {row.area.label()}
                </th>
                <td data-label="When" class="cell-wide">
                    <Moment at=row.at />
                </td>
                <td data-label="Compared" class="num">
                    <Count of=row.compared />
                </td>
                <td data-label="Not compared" class="num">
                    <Count of=row.skipped />
                </td>
                <td data-label="Findings" class="num">
                    <Count of=row.standing />
                </td>
                <td data-label="New" class="num">
                    <Count of=row.raised />
                </td>
                <td data-label="Cleared" class="num">
                    <Count of=row.cleared />
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Comparisons, newest month first">
            <thead>
                <tr>
                    <th scope="col">"Comparison"</th>
                    <th scope="col">"When"</th>
                    <th scope="col" class="num">
                        "Compared"
                    </th>
                    <th scope="col" class="num">
                        "Not compared"
                    </th>
                    <th scope="col" class="num">
                        "Findings"
                    </th>
                    <th scope="col" class="num">
                        "New"
                    </th>
                    <th scope="col" class="num">
                        "Cleared"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}

#[component]
fn CompareNow(months: Vec<Month>, compare: ServerAction<ReconcileMonth>) -> impl IntoView {
    if months.is_empty() {
        return view! { <p class="quiet">"A month can be compared as soon as it is closed."</p> }.into_any();
    }
    let options = months.into_iter().map(|month| view! { <option value=month.number()>{month.label()}</option> });
    let answer = move || {
        compare.value().get().map(|answer| match answer {
            Ok(rows) => {
                let standing: i64 = rows.iter().map(|row| row.standing).sum();
                let month = rows.first().map(|row| row.month.label()).unwrap_or_default();
                let words = match standing {
                    0 => format!("{month} was compared: everything agrees."),
                    1 => format!("{month} was compared: one finding."),
                    many => format!("{month} was compared: {many} findings."),
                };
                view! { <Done words /> }.into_any()
            }
            Err(Trouble(refusal)) => view! { <Objection refusal /> }.into_any(),
        })
    };
    view! {
        <ActionForm action=compare attr:class="short-form">
            <div class="field">
                <label class="field-label" for="compare-month">
                    "Month"
                </label>
                <select class="select" id="compare-month" name="month">
                    {options.collect_view()}
                </select>
            </div>
            <button type="submit" class="btn" disabled=move || compare.pending().get()>
                "Compare now"
            </button>
        </ActionForm>
        {answer}
    }
    .into_any()
}

#[component]
fn Statements(rows: Vec<BankStatementRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <p class="quiet">
                "No bank statement was taken in yet, so payouts can't be held against what the bank has booked."
            </p>
        }
        .into_any();
    }
    let amount = |amount| match amount {
        Some(amount) => view! { <Money amount /> }.into_any(),
        None => view! { <crate::parts::number::Nothing say="not told" /> }.into_any(),
    };
    let rows = rows.into_iter().map(move |row| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {row.file_name}
                </th>
                <td data-label="Account">{row.account.unwrap_or_else(|| "not named".to_owned())}</td>
                <td data-label="Days" class="cell-wide">
                    {format!("{} to {}", day(row.first_day), day(row.last_day))}
                </td>
                <td data-label="Lines" class="num">
                    <Count of=row.lines />
                </td>
                <td data-label="Opening" class="num">
                    {amount(row.opening)}
                </td>
                <td data-label="Closing" class="num">
                    {amount(row.closing)}
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Bank statements, newest first">
            <thead>
                <tr>
                    <th scope="col">"File"</th>
                    <th scope="col">"Account"</th>
                    <th scope="col">"Days"</th>
                    <th scope="col" class="num">
                        "Lines"
                    </th>
                    <th scope="col" class="num">
                        "Opening"
                    </th>
                    <th scope="col" class="num">
                        "Closing"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}
