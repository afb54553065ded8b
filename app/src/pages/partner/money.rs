//! Revenue and commission by month.

use crate::charts::{ChartFigure, Picture};
use crate::layout::viewer;
use crate::parts::number::Nothing;
use crate::parts::{Count, Empty, Money, Panel, TableFrame};
use domain::view::MonthFigures;
use leptos::prelude::*;

/// A chart of the last months, with its table.
#[component]
pub fn MoneyPanel(
    /// The months, oldest first.
    months: Vec<MonthFigures>,
) -> impl IntoView {
    let currency = viewer().currency;
    let Some(last) = months.last() else {
        return view! {
            <Panel title="Revenue and commission" id="money">
                <Empty title="Nothing billed yet" icon=icondata_lu::LuReceipt>
                    <p>"Revenue appears here with the first month that is billed."</p>
                </Empty>
            </Panel>
        }
        .into_any();
    };
    let label = format!(
        "Billed revenue and commission by month; {} billed in {}",
        currency.show(last.billed),
        last.month.label()
    );
    let incomplete = months.iter().any(|month| !month.complete);
    let note = if incomplete { "* Facts of the month are incomplete" } else { "" };
    let picture = Picture::Money(months.clone(), currency);
    view! {
        <Panel title="Revenue and commission" id="money" note>
            <ChartFigure label of=picture>
                <Months months />
            </ChartFigure>
        </Panel>
    }
    .into_any()
}

#[component]
fn Months(months: Vec<MonthFigures>) -> impl IntoView {
    let rows = months.into_iter().rev().map(|MonthFigures { month, billed, customers, commission, complete }| {
        view! {
            <tr>
                <th scope="row" class="figure">
                    {month.label()}
                    {(!complete)
                        .then(|| {
                            view! {
                                <span aria-hidden="true">" *"</span>
                                <span class="sr-only">"(facts incomplete)"</span>
                            }
                        })}
                </th>
                <td class="num">
                    <Money amount=billed />
                </td>
                <td class="num">
                    <Count of=customers />
                </td>
                <td class="num">
                    {match commission {
                        Some(amount) => view! { <Money amount /> }.into_any(),
                        None => view! { <Nothing say="not calculated" /> }.into_any(),
                    }}
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Billed revenue and commission by month" stays=true>
            <thead>
                <tr>
                    <th scope="col">"Month"</th>
                    <th scope="col" class="num">
                        "Billed"
                    </th>
                    <th scope="col" class="num">
                        "Customers"
                    </th>
                    <th scope="col" class="num">
                        "Commission"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
}
