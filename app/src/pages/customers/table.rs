//! Customers as a table: searched, narrowed to a stage, page by page.

use super::ask::{Ask, Shape};
use crate::parts::number::Nothing;
use crate::parts::{Choice, Day, Empty, Field, Money, Paging, StageBadge, TableFrame};
use domain::lifecycle::Stage;
use domain::view::{CustomerList, CustomerRow};
use leptos::prelude::*;
use leptos_router::components::Form;

/// A page of the table, under the form that narrows it.
#[component]
pub fn Table(
    /// What the address asks for.
    ask: Ask,
    /// The page.
    list: CustomerList,
) -> impl IntoView {
    let CustomerList { rows, found, pages } = list;
    let page = ask.page;
    let paging = {
        let ask = ask.clone();
        move |page| Ask { page, ..ask.clone() }.link()
    };
    let everything = ask.in_shape(Shape::Table).link();
    let rows = if rows.is_empty() {
        view! {
            <Empty title="No customers found">
                <p>"No customer fits the search and the stage. " <a class="text-link" href=everything>"Show all customers"</a></p>
            </Empty>
        }
        .into_any()
    } else {
        view! { <Rows rows /> }.into_any()
    };
    view! {
        <div class="flow">
            <Filter ask />
            <div class="panel">
                {rows}
                <Paging page pages found=(found, "customers") link=paging />
            </div>
        </div>
    }
}

/// A form like any other: it works before, and without, WebAssembly.
#[component]
fn Filter(ask: Ask) -> impl IntoView {
    let Ask { partner, text, stage, .. } = ask;
    view! {
        <Form method="GET" action="/customers" attr:class="filter-row" attr:role="search">
            <input type="hidden" name="view" value="table" />
            {partner.map(|id| view! { <input type="hidden" name="partner" value=id.to_string() /> })}
            <Field label="Search" name="q" kind="search" value=text placeholder="Number or city" />
            <Choice
                label="Stage"
                name="stage"
                nothing="All stages"
                options=Stage::options()
                chosen=stage.map_or("", Stage::code)
            />
            <button type="submit" class="btn">
                "Show"
            </button>
        </Form>
    }
}

#[component]
fn Rows(rows: Vec<CustomerRow>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| view! { <Row row /> });
    view! {
        <TableFrame caption="Customers">
            <thead>
                <tr>
                    <th scope="col">"Customer"</th>
                    <th scope="col">"City"</th>
                    <th scope="col">"Stage"</th>
                    <th scope="col">"Since"</th>
                    <th scope="col">"Contract"</th>
                    <th scope="col" class="num">
                        "MRR"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
}

#[component]
fn Row(row: CustomerRow) -> impl IntoView {
    view! {
        <tr>
            <th scope="row" class="cell-title">
                <a class="text-link" href=format!("/customers/{}", row.id)>
                    {row.code}
                </a>
            </th>
            <td data-label="City">{row.city.map_or_else(|| view! { <Nothing say="unknown" /> }.into_any(), IntoAny::into_any)}</td>
            <td data-label="Stage">
                <StageBadge stage=row.stage />
            </td>
            <td data-label="Since">
                <Day of=row.stage_since.date_naive() />
            </td>
            <td data-label="Contract">
                {row.contract.map_or_else(|| view! { <Nothing say="unknown" /> }.into_any(), |contract| contract.label().into_any())}
            </td>
            <td data-label="MRR" class="num">
                <Money amount=row.mrr />
            </td>
        </tr>
    }
}
