//! The statements there are: a partner's, newest first, or the latest month's of all partners.

use super::{page_in, partner_in, statement_link};
use crate::calls::statements::read_statements;
use crate::layout::viewer;
use crate::parts::{Count, Empty, Loaded, Money, PageHeader, Paging, RunBadge, TableFrame};
use domain::Cents;
use domain::view::StatementRow;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Statements listed on a page.
const ROWS: u32 = 100;

/// Whose statements a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// The viewer's own partner's.
    Own,
    /// One partner's, as the operator sees them.
    Partner,
    /// All partners' of the latest month.
    All,
}

/// The list.
#[component]
pub fn StatementsPage() -> impl IntoView {
    let query = use_query_map();
    let own = viewer().partner.is_some();
    let partner = Memo::new(move |_| query.with(partner_in));
    let page = Memo::new(move |_| query.with(page_in));
    let rows = Resource::new(move || partner.get(), read_statements);
    let list = move |rows: Vec<StatementRow>| {
        let whose = match (own, partner.get_untracked()) {
            (true, _) => Whose::Own,
            (false, Some(_)) => Whose::Partner,
            (false, None) => Whose::All,
        };
        view! {
            <Head whose first=rows.first().cloned() />
            <List whose rows page />
        }
    };
    view! { <Loaded of=rows children=list /> }
}

#[component]
fn Head(whose: Whose, first: Option<StatementRow>) -> impl IntoView {
    let lead = match (whose, &first) {
        (Whose::Own | Whose::Partner, Some(row)) => Some(format!("{}, newest month first", row.partner.name)),
        (Whose::All, Some(row)) => Some(format!("{} of all partners", row.month.label())),
        (_, None) => None,
    };
    match whose {
        Whose::Partner => view! {
            <PageHeader title="Statements" up=("/statements".to_owned(), "All partners".to_owned()) lead />
        }
        .into_any(),
        Whose::Own | Whose::All => view! { <PageHeader title="Statements" lead /> }.into_any(),
    }
}

#[component]
fn List(whose: Whose, rows: Vec<StatementRow>, page: Memo<u32>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuReceipt title="No statements yet">
                <p>"Statements appear here when the first month has been closed."</p>
            </Empty>
        }
        .into_any();
    }
    let found = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let pages = found.div_ceil(ROWS);
    let total = Total::of(&rows);
    // Only partner lists and the list of all have an address of their own to page through.
    let partner = (whose == Whose::Partner).then(|| rows[0].partner.id);
    let link = move |page: u32| match partner {
        Some(id) => format!("/statements?partner={id}&page={page}"),
        None => format!("/statements?page={page}"),
    };
    view! {
        {move || {
            let page = page.get().min(pages);
            let skip = usize::try_from((page - 1) * ROWS).unwrap_or(0);
            let shown = rows.iter().skip(skip).take(ROWS as usize).cloned().collect();
            view! {
                <div class="panel">
                    <Rows whose rows=shown total />
                    <Paging page pages found=(found, "statements") link />
                </div>
            }
        }}
    }
    .into_any()
}

/// Sums over the whole list, however many pages it has.
#[derive(Clone, Copy)]
struct Total {
    lines: i64,
    billed: Cents,
    commission: Cents,
}

impl Total {
    fn of(rows: &[StatementRow]) -> Self {
        Self {
            lines: rows.iter().map(|row| i64::from(row.lines)).sum(),
            billed: rows.iter().map(|row| row.billed).sum(),
            commission: rows.iter().map(|row| row.commission).sum(),
        }
    }
}

#[component]
fn Rows(whose: Whose, rows: Vec<StatementRow>, total: Total) -> impl IntoView {
    let first = if whose == Whose::All { "Partner" } else { "Month" };
    let rows = rows.into_iter().map(|row| view! { <Row whose row /> }).collect_view();
    view! {
        <TableFrame caption="Statements">
            <thead>
                <tr>
                    <th scope="col">{first}</th>
                    <th scope="col">"Plan"</th>
                    <th scope="col" class="num">
                        "Lines"
                    </th>
                    <th scope="col" class="num">
                        "Billed"
                    </th>
                    <th scope="col" class="num">
                        "Commission"
                    </th>
                    <th scope="col">"Status"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan="2" class="cell-title">
                        "Sum of all statements"
                    </th>
                    <td data-label="Lines" class="num">
                        <Count of=total.lines />
                    </td>
                    <td data-label="Billed" class="num">
                        <Money amount=total.billed />
                    </td>
                    <td data-label="Commission" class="num">
                        <Money amount=total.commission />
                    </td>
                    <td class="cell-blank"></td>
                </tr>
            </tfoot>
        </TableFrame>
    }
}

#[component]
fn Row(whose: Whose, row: StatementRow) -> impl IntoView {
    let link = statement_link(&row, whose == Whose::Own);
    let all_of_partner = format!("/statements?partner={}", row.partner.id);
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {if whose == Whose::All {
                    view! {
                        <a class="text-link" href=link>
                            {row.partner.name}
                        </a>
                        " "
                        <a class="quiet" href=all_of_partner>
                            "all months"
                        </a>
                    }
                        .into_any()
                } else {
                    view! {
                        <a class="text-link" href=link>
                            {row.month.label()}
                        </a>
                    }
                        .into_any()
                }}
            </th>
            <td data-label="Plan">{row.plan}</td>
            <td data-label="Lines" class="num">
                <Count of=row.lines />
            </td>
            <td data-label="Billed" class="num">
                <Money amount=row.billed />
            </td>
            <td data-label="Commission" class="num">
                <Money amount=row.commission />
            </td>
            <td data-label="Status">
                <RunBadge status=row.status />
            </td>
        </tr>
    }
}
