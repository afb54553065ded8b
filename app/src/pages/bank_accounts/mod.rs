//! Where partners' money goes: a partner's own account, and everybody's for who pays them.

mod form;
mod list;
mod one;
mod own;
mod standing;

pub use list::BankAccountsPage;
pub use one::BankAccountPage;
pub use own::OwnBankAccountPage;

use crate::parts::{Day, Moment, TableFrame};
use domain::banking::account::{AccountStatus, Proof};
use domain::view::BankAccountView;
use leptos::prelude::*;

/// How far an account is proved.
#[component]
fn AccountBadge(
    /// The status; none without an account.
    status: Option<AccountStatus>,
) -> impl IntoView {
    let tone = match status {
        Some(AccountStatus::Verified) => "good",
        Some(AccountStatus::Verifying) => "accent",
        Some(AccountStatus::Unverified) => "warning",
        Some(AccountStatus::Failed) => "bad",
        Some(AccountStatus::Replaced) | None => "neutral",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {status.map_or("No account", AccountStatus::label)}
        </span>
    }
}

/// What the state of an account means, in a sentence.
#[component]
fn StateInWords(
    /// The account.
    of: BankAccountView,
) -> impl IntoView {
    let day = of.status_day.map(|of| view! { <Day of /> });
    match (of.status, of.proof) {
        (AccountStatus::Unverified, _) => {
            "Nothing is known about it yet. Payments wait until it is verified.".into_any()
        }
        (AccountStatus::Verifying, Some(Proof::MicroDeposits)) => view! {
            "Two small deposits arrive about " {day} ". Payments wait until its owner has named them"
            {of.tries_left.map(|left| format!(", within {left} more tries"))} "."
        }
        .into_any(),
        (AccountStatus::Verifying, _) => view! {
            "A prenote was sent to it. Unless it comes back, the account is verified on "
            {of.proved_on.map(|of| view! { <Day of /> })} "."
        }
        .into_any(),
        (AccountStatus::Verified, proof) => view! {
            "Verified on " {day} " by " {proof.map(|proof| proof.label().to_lowercase())} "."
        }
        .into_any(),
        (AccountStatus::Failed, _) => view! {
            "Payments can’t go there since " {day} ": " {of.failing} "."
        }
        .into_any(),
        (AccountStatus::Replaced, _) => view! { "Replaced on " {day} "." }.into_any(),
    }
}

/// An account without its number.
#[component]
fn AccountFacts(
    /// The account.
    of: BankAccountView,
) -> impl IntoView {
    view! {
        <dl class="facts">
            <div>
                <dt>"Account number"</dt>
                <dd class="figure">{of.masked}</dd>
            </div>
            <div>
                <dt>"Routing number"</dt>
                <dd class="figure">{of.routing.to_string()}</dd>
            </div>
            <div>
                <dt>"Kind"</dt>
                <dd>{of.kind.label()}</dd>
            </div>
            <div>
                <dt>"Held by"</dt>
                <dd>{of.holder_name} " · " {of.holder.label().to_lowercase()}</dd>
            </div>
            <div>
                <dt>"Entered"</dt>
                <dd>
                    <Moment at=of.entered_at />
                    {of.entered_by.map(|by| format!(" by {by}"))}
                </dd>
            </div>
        </dl>
    }
}

/// Accounts that were replaced.
#[component]
fn Earlier(
    /// The newest first.
    accounts: Vec<BankAccountView>,
) -> impl IntoView {
    if accounts.is_empty() {
        return view! { <p class="quiet">"There was no account before."</p> }.into_any();
    }
    let rows = accounts.into_iter().map(|account| {
        view! {
            <tr>
                <th scope="row" class="cell-title figure">
                    {account.masked}
                </th>
                <td data-label="Routing number" class="figure">
                    {account.routing.to_string()}
                </td>
                <td data-label="Held by">{account.holder_name}</td>
                <td data-label="Entered" class="cell-wide">
                    <Moment at=account.entered_at />
                    {account.entered_by.map(|by| format!(" by {by}"))}
                </td>
                <td data-label="Replaced">{account.status_day.map(|of| view! { <Day of /> })}</td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Accounts before, the newest first">
            <thead>
                <tr>
                    <th scope="col">"Account"</th>
                    <th scope="col">"Routing number"</th>
                    <th scope="col">"Held by"</th>
                    <th scope="col">"Entered"</th>
                    <th scope="col">"Replaced"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}
