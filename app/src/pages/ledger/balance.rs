//! The trial balance: what every account comes to at the end of a month, and what each partner is owed.

use super::page_in;
use crate::calls::ledger::read_trial_balance;
use crate::parts::downloads::TABLE;
use crate::parts::number::Nothing;
use crate::parts::{Choice, Downloads, Empty, FilterForm, Glyph, Loaded, Money, PageHeader, Paging, Panel, TableFrame};
use domain::ledger::{Account, Turnover};
use domain::view::{AccountBalance, PartnerBalance, TrialBalance};
use domain::{Cents, Month};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The accounts of the house and of all partners together.
#[component]
pub fn LedgerPage() -> impl IntoView {
    let query = use_query_map();
    let month = Memo::new(move |_| query.with(|map| map.get_str("month").and_then(|text| text.parse::<Month>().ok())));
    let page = Memo::new(move |_| query.with(page_in));
    let balance = Resource::new(move || (month.get(), page.get()), |(month, page)| read_trial_balance(month, page));
    view! {
        <PageHeader
            title="Ledger"
            lead=Some("Double entry, never changed: every statement, adjustment and payout, balanced to the cent.".to_owned())
        />
        <Loaded of=balance children=move |found| view! { <Whole found page=page.get_untracked() /> } />
    }
}

#[component]
fn Whole(found: TrialBalance, page: u32) -> impl IntoView {
    let Some(month) = found.month else {
        return view! {
            <Empty icon=icondata_lu::LuBookOpen title="Nothing is booked yet">
                <p>"The first month that is calculated books its statements here."</p>
            </Empty>
        }
        .into_any();
    };
    let months = found.months.iter().map(|month| (month.to_string(), month.label())).collect();
    let (sums, booked, is_in_balance) = (found.sums(), found.booked(), found.is_in_balance());
    let TrialBalance { accounts, partners, found: count, pages, .. } = found;
    let link = move |page: u32| format!("/ledger?month={month}&page={page}");
    view! {
        <div class="flow">
            <FilterForm action="/ledger">
                <Choice label="At the end of" name="month" nothing="The latest month" options=months chosen=month.to_string() />
                <button type="submit" class="btn">
                    "Show"
                </button>
                <Downloads what="Journal" from=format!("/ledger/export/{month}") formats=TABLE />
            </FilterForm>
            <Panel title=format!("Trial balance, {}", month.label()) id="balance">
                <Accounts accounts sums booked />
                <Verdict is_in_balance sums />
            </Panel>
            <Panel title="Partners" id="partners" note="Those who are owed most first.">
                <Partners partners />
                <Paging page pages found=(count, "partners with balances") link />
            </Panel>
        </div>
    }
    .into_any()
}

/// Says whether debits and credits are the same.
#[component]
fn Verdict(is_in_balance: bool, sums: Turnover) -> impl IntoView {
    if is_in_balance {
        view! {
            <p class="quiet">
                "In balance: debits and credits are both " <Money amount=sums.debit /> "."
            </p>
        }
        .into_any()
    } else {
        view! {
            <div class="objection" role="alert">
                <Glyph icon=icondata_lu::LuTriangleAlert />
                <p>
                    "Out of balance by " <Money amount={sums.debit - sums.credit} />
                    ". Prove the books with " <code>"tributary ledger check"</code> " before anything is paid."
                </p>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Accounts(accounts: Vec<AccountBalance>, sums: Turnover, booked: Turnover) -> impl IntoView {
    let rows = accounts.into_iter().map(|of| {
        let closing = of.closing();
        let (debit, credit) = if closing >= Cents::ZERO { (closing, Cents::ZERO) } else { (Cents::ZERO, -closing) };
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {of.account.label()}
                </th>
                <Amount label="Booked, debit" amount=of.booked.debit />
                <Amount label="Booked, credit" amount=of.booked.credit />
                <Amount label="Balance, debit" amount=debit />
                <Amount label="Balance, credit" amount=credit />
            </tr>
        }
    });
    view! {
        <TableFrame caption="Accounts at the end of the month">
            <thead>
                <tr>
                    <th scope="col">"Account"</th>
                    <th scope="col" class="num">
                        "Booked, debit"
                    </th>
                    <th scope="col" class="num">
                        "Booked, credit"
                    </th>
                    <th scope="col" class="num">
                        "Balance, debit"
                    </th>
                    <th scope="col" class="num">
                        "Balance, credit"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row" class="cell-title">
                        "Sums"
                    </th>
                    <Amount label="Booked, debit" amount=booked.debit />
                    <Amount label="Booked, credit" amount=booked.credit />
                    <Amount label="Balance, debit" amount=sums.debit />
                    <Amount label="Balance, credit" amount=sums.credit />
                </tr>
            </tfoot>
        </TableFrame>
    }
}

/// A cell with an amount, or with nothing.
#[component]
pub fn Amount(label: &'static str, amount: Cents) -> impl IntoView {
    view! {
        <td data-label=label class="num">
            {if amount == Cents::ZERO {
                view! { <Nothing say="nothing" /> }.into_any()
            } else {
                view! { <Money amount /> }.into_any()
            }}
        </td>
    }
}

#[component]
fn Partners(partners: Vec<PartnerBalance>) -> impl IntoView {
    if partners.is_empty() {
        return view! { <p class="quiet">"Nobody is owed anything at the end of this month."</p> }.into_any();
    }
    let rows = partners.into_iter().map(|of| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=format!("/ledger/partners/{}", of.partner.id)>
                        {of.partner.name}
                    </a>
                </th>
                <Amount label="Payable" amount=Account::Payable.usual(of.payable) />
                <Amount label="Holdback" amount=Account::Holdback.usual(of.holdback) />
                <Amount label="Draws" amount=Account::Draws.usual(of.draws) />
            </tr>
        }
    });
    view! {
        <TableFrame caption="What is owed to each partner">
            <thead>
                <tr>
                    <th scope="col">"Partner"</th>
                    <th scope="col" class="num">
                        "Payable"
                    </th>
                    <th scope="col" class="num">
                        "Held back"
                    </th>
                    <th scope="col" class="num">
                        "Draws to recover"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}
