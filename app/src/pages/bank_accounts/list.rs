//! Every partner's account, narrowed by what there is to do.

use super::AccountBadge;
use super::standing::{HoldBadge, TaxFormMark};
use crate::calls::bank_accounts::read_bank_accounts;
use crate::pages::ledger::page_in;
use crate::parts::{Choice, Count, Empty, FilterForm, Loaded, PageHeader, Paging, TableFrame, Tile};
use chrono::NaiveDate;
use domain::banking::account::AccountStatus;
use domain::view::{BankAccountFilter, BankAccountList, BankAccountQuery, BankAccountRow};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Partners with their accounts.
#[component]
pub fn BankAccountsPage() -> impl IntoView {
    let query = use_query_map();
    let ask = Memo::new(move |_| BankAccountQuery {
        filter: query.with(|map| map.get_str("only").and_then(|word| word.parse().ok())),
        page: query.with(page_in),
    });
    let list = Resource::new(move || ask.get(), read_bank_accounts);
    view! {
        <PageHeader
            title="Bank accounts"
            lead=Some("Where partners are paid, how far each account is proved, and what payments wait for.".to_owned())
        />
        <Loaded of=list children=move |found| view! { <Whole found ask=ask.get_untracked() /> } />
    }
}

#[component]
fn Whole(found: BankAccountList, ask: BankAccountQuery) -> impl IntoView {
    let BankAccountList { rows, counts, found: count, pages, today } = found;
    let chosen = ask.filter.map_or("", BankAccountFilter::code);
    let options =
        counts.iter().map(|(filter, count)| (filter.code().to_owned(), format!("{filter} ({count})"))).collect();
    let tiles = counts.into_iter().filter(|(filter, count)| *count > 0 || *filter == BankAccountFilter::Verified);
    let tiles = tiles.map(|(filter, count)| {
        view! {
            <Tile label=filter.label()>
                <Count of=i64::from(count) />
            </Tile>
        }
    });
    let tiles = tiles.collect_view();
    let link = move |page: u32| format!("/bank-accounts?only={chosen}&page={page}");
    view! {
        <div class="flow">
            <dl class="tiles">{tiles}</dl>
            <FilterForm action="/bank-accounts">
                <Choice label="Show" name="only" nothing="All partners" options chosen=chosen.to_owned() />
                <button type="submit" class="btn">
                    "Show"
                </button>
            </FilterForm>
            <Rows rows today />
            <Paging page=ask.page pages found=(count, "partners") link />
        </div>
    }
}

#[component]
fn Rows(rows: Vec<BankAccountRow>, today: NaiveDate) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuLandmark title="No partner is like that">
                <p>"Choose another list above."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(move |row| view! { <Row row today /> });
    view! {
        <TableFrame caption="Partners with their bank accounts">
            <thead>
                <tr>
                    <th scope="col">"Partner"</th>
                    <th scope="col">"Account"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Tax form"</th>
                    <th scope="col">"Payments"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}

#[component]
fn Row(row: BankAccountRow, today: NaiveDate) -> impl IntoView {
    let BankAccountRow { partner, account, shared_with, standing, .. } = row;
    let status = account.as_ref().map(|account| account.status);
    let failing = account.as_ref().and_then(|account| account.failing.clone());
    let shared: Vec<_> = shared_with.into_iter().map(|partner| partner.code).collect();
    view! {
        <tr>
            <th scope="row" class="cell-title">
                <a class="text-link" href=format!("/bank-accounts/{}", partner.id)>
                    {partner.name}
                </a>
                <span class="quiet">" " {partner.code}</span>
            </th>
            <td data-label="Account" class="cell-wide">
                {match account {
                    Some(account) => view! {
                        <span class="figure">{account.masked} " · " {account.routing.to_string()}</span>
                    }.into_any(),
                    None => view! { <span class="quiet">"None"</span> }.into_any(),
                }}
                {(!shared.is_empty()).then(|| view! { <p class="quiet">"Same account as " {shared.join(", ")}</p> })}
            </td>
            <td data-label="State" class="cell-wide">
                <AccountBadge status />
                {failing
                    .filter(|_| status == Some(AccountStatus::Failed))
                    .map(|why| view! { <p class="quiet">{why}</p> })}
            </td>
            <td data-label="Tax form">
                <TaxFormMark form=standing.tax_form today />
            </td>
            <td data-label="Payments" class="cell-wide">
                <HoldBadge hold=standing.hold />
            </td>
        </tr>
    }
}
