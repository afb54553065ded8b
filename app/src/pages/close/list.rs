//! Every month with billed revenue, and how far it is.

use crate::calls::close::read_months_to_close;
use crate::parts::number::Nothing;
use crate::parts::{Count, Empty, Loaded, Money, PageHeader, RunBadge, TableFrame};
use domain::run::{Run, RunStatus};
use domain::view::{MonthClose, MonthsToClose};
use leptos::prelude::*;

/// What the page is for.
const LEAD: &str = "Closing a month fixes its bills, writes every statement and scores every partner.";

/// The months, newest first.
#[component]
pub fn ClosePage() -> impl IntoView {
    let months = Resource::new(|| (), |()| read_months_to_close());
    view! {
        <PageHeader title="Month close" lead=Some(LEAD.to_owned()) />
        <Loaded of=months children=|found| view! { <Months found /> } />
    }
}

#[component]
fn Months(found: MonthsToClose) -> impl IntoView {
    let MonthsToClose { months, may_close } = found;
    if months.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuCalendarCheck title="Nothing to close">
                <p>"A month appears here as soon as it has billed revenue. Import some with " <code>"tributary import"</code> "."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = months.into_iter().map(|month| view! { <Row month may_close /> }).collect_view();
    view! {
        <div class="panel">
            <TableFrame caption="Months, newest first">
                <thead>
                    <tr>
                        <th scope="col">"Month"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">
                            "Customers billed"
                        </th>
                        <th scope="col" class="num">
                            "Billed revenue"
                        </th>
                        <th scope="col" class="num">
                            "Commission"
                        </th>
                        <th scope="col">"Next"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </div>
    }
    .into_any()
}

#[component]
fn Row(month: MonthClose, may_close: bool) -> impl IntoView {
    let MonthClose { month, billed, customers, run, blocked } = month;
    let path = format!("/close/{month}");
    let status = run.as_ref().map_or(RunStatus::Open, |run| run.status);
    let commission = run.as_ref().filter(|run| run.status != RunStatus::Frozen).map(|run| run.commission);
    view! {
        <tr>
            <th scope="row" class="cell-title">
                <a class="text-link" href=path.clone()>
                    {month.label()}
                </a>
            </th>
            <td data-label="State">
                <RunBadge status />
            </td>
            <td data-label="Customers billed" class="num">
                <Count of=customers />
            </td>
            <td data-label="Billed revenue" class="num">
                <Money amount=billed />
            </td>
            <td data-label="Commission" class="num">
                {commission
                    .map_or_else(
                        || view! { <Nothing say="not calculated" /> }.into_any(),
                        |amount| view! { <Money amount /> }.into_any(),
                    )}
            </td>
            <td data-label="Next">
                {match next(run.as_ref(), blocked, may_close) {
                    Next::Blocked(reason) => view! { <span class="quiet">{reason}</span> }.into_any(),
                    Next::Go(words) => {
                        let name = format!("{words}: {}", month.label());
                        view! {
                            <a class="btn btn-sm" href=path aria-label=name>
                                {words}
                            </a>
                        }
                            .into_any()
                    }
                }}
            </td>
        </tr>
    }
}

/// What can be done about a month.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// Nothing yet, for this reason.
    Blocked(String),
    /// This, on the month's own page.
    Go(&'static str),
}

fn next(run: Option<&Run>, blocked: Option<String>, may_close: bool) -> Next {
    match (run.map(|run| run.status), blocked) {
        (None | Some(RunStatus::Open), Some(reason)) => Next::Blocked(reason),
        (None | Some(RunStatus::Open), None) if may_close => Next::Go("Close"),
        (None | Some(RunStatus::Open), None) => Next::Go("Look"),
        (Some(RunStatus::Frozen), _) => Next::Go("Watch"),
        (Some(_), _) => Next::Go("Result"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_close_is_offered_it_unless_the_month_is_blocked() {
        assert_eq!(next(None, None, true), Next::Go("Close"));
        assert_eq!(next(None, None, false), Next::Go("Look"));
        assert_eq!(next(None, Some("not over".into()), true), Next::Blocked("not over".into()));
    }
}
