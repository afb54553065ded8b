//! A partner's accounts: what each comes to, and every entry with the balance it led to.

use super::balance::Amount;
use super::page_in;
use crate::calls::Trouble;
use crate::calls::ledger::read_account;
use crate::layout::viewer;
use crate::parts::downloads::TABLE;
use crate::parts::{Day, Downloads, Empty, Loaded, Money, PageHeader, Paging, Panel, TableFrame, Tile};
use domain::ledger::{Account, SourceKind};
use domain::view::{AccountEntry, AccountPage as Page, AccountQuery};
use domain::{Cents, PartnerId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// An account of the partner in the address; without one, of the viewer's own.
#[component]
pub fn AccountPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let ask = Memo::new(move |_| {
        let partner = params.with(|map| map.get_str("id").map(|id| id.parse::<PartnerId>().map_err(|_| ())));
        let account = query.with(|map| map.get_str("account").and_then(|code| code.parse::<Account>().ok()));
        (partner.transpose(), account.unwrap_or(Account::Payable), query.with(page_in))
    });
    let account = Resource::new(
        move || ask.get(),
        |(partner, account, page)| async move {
            match partner {
                Ok(partner) => read_account(AccountQuery { partner, account, page }).await,
                Err(()) => Err(Trouble::from(Refusal::not_found("partner"))),
            }
        },
    );
    view! { <Loaded of=account children=move |found| view! { <Whole found page=ask.get_untracked().2 /> } /> }
}

#[component]
fn Whole(found: Page, page: u32) -> impl IntoView {
    let Page { partner, account, balances, entries, found: count, pages } = found;
    let own = viewer().partner.is_some();
    let base = if own { "/account".to_owned() } else { format!("/ledger/partners/{}", partner.id) };
    let export = if own {
        format!("/account/export/{account}", account = account.code())
    } else {
        format!("/ledger/partners/{}/export/{}", partner.id, account.code())
    };
    let link = {
        let base = base.clone();
        move |page: u32| format!("{base}?account={}&page={page}", account.code())
    };
    let head = if own {
        let lead = Some("What you have earned, what was paid, and what is on its way.".to_owned());
        view! {
            <PageHeader title="Account" lead>
                <Downloads what="Account" from=export formats=TABLE />
            </PageHeader>
        }
        .into_any()
    } else {
        view! {
            <PageHeader
                title=format!("Account of {}", partner.name)
                up=("/ledger".to_owned(), "Ledger".to_owned())
                lead=Some(partner.code.clone())
            >
                <Downloads what="Account" from=export formats=TABLE />
            </PageHeader>
        }
        .into_any()
    };
    view! {
        {head}
        <div class="flow">
            <Balances balances base chosen=account />
            <Panel title=account.label() id="entries" note="Newest first, each with the balance it led to.">
                <Entries entries account partner=(!own).then_some(partner.id) />
                <Paging page pages found=(count, "entries") link />
            </Panel>
        </div>
    }
}

/// What each account comes to; a link to each.
#[component]
fn Balances(balances: Vec<(Account, Cents)>, base: String, chosen: Account) -> impl IntoView {
    let tiles = balances.into_iter().map(|(account, balance)| {
        let link = (account != chosen).then(|| {
            view! {
                <a class="text-link tile-link" href=format!("{base}?account={}", account.code())>
                    "Show entries"
                </a>
            }
        });
        view! {
            <Tile label=account.label()>
                <Money amount=account.usual(balance) />
                {link}
            </Tile>
        }
    });
    view! { <dl class="tiles">{tiles.collect_view()}</dl> }
}

#[component]
fn Entries(entries: Vec<AccountEntry>, account: Account, partner: Option<PartnerId>) -> impl IntoView {
    if entries.is_empty() {
        return view! {
            <Empty title="Nothing is booked here">
                <p>"Entries appear as statements are calculated and payouts are sent."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = entries.into_iter().map(move |entry| view! { <Row entry account partner /> });
    view! {
        <TableFrame caption="Entries of the account, newest first">
            <thead>
                <tr>
                    <th scope="col">"What"</th>
                    <th scope="col">"Booked on"</th>
                    <th scope="col" class="num">
                        "Debit"
                    </th>
                    <th scope="col" class="num">
                        "Credit"
                    </th>
                    <th scope="col" class="num">
                        "Balance"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}

#[component]
fn Row(entry: AccountEntry, account: Account, partner: Option<PartnerId>) -> impl IntoView {
    let AccountEntry { day, source, memo, amount, balance } = entry;
    let words = format!("{} {}", source.kind.label(), source.period.label());
    let what = match source_link(source.kind, source.period, partner) {
        Some(link) => view! {
            <a class="text-link" href=link>
                {words}
            </a>
        }
        .into_any(),
        None => words.into_any(),
    };
    let (debit, credit) = if amount >= Cents::ZERO { (amount, Cents::ZERO) } else { (Cents::ZERO, -amount) };
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {what}
                {memo.map(|memo| view! { <p class="quiet">{memo}</p> })}
            </th>
            <td data-label="Booked on">
                <Day of=day />
            </td>
            <Amount label="Debit" amount=debit />
            <Amount label="Credit" amount=credit />
            <td data-label="Balance" class="num">
                <Money amount=account.usual(balance) />
            </td>
        </tr>
    }
}

/// Where that which is booked can be looked at.
fn source_link(kind: SourceKind, period: domain::Month, partner: Option<PartnerId>) -> Option<String> {
    let of_partner = partner.map_or_else(String::new, |id| format!("?partner={id}"));
    (kind == SourceKind::Statement).then(|| format!("/statements/{period}{of_partner}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_that_is_booked_leads_to_itself() {
        let month = domain::Month::new(2025, 9).unwrap();
        assert_eq!(source_link(SourceKind::Statement, month, None).as_deref(), Some("/statements/2025-09"));
        let partner = "0199a2b4-7e30-7000-8000-000000000001".parse::<PartnerId>().unwrap();
        let link = source_link(SourceKind::Statement, month, Some(partner)).unwrap();
        assert_eq!(link, format!("/statements/2025-09?partner={partner}"));
        assert_eq!(source_link(SourceKind::Payout, month, None), None);
    }
}
