//! Bank accounts as people see them: never the number, but for one who has given a reason.

use super::PartnerRef;
use crate::BankAccountId;
use crate::ach::returns::codes;
use crate::banking::RoutingNumber;
use crate::banking::account::{
    AccountState, AccountStatus, BankAccount, BankAccountKind, Failing, HolderKind, PaymentStanding, Proof, TaxForm,
};
use crate::code::coded;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

coded! {
    /// Which partners the list of accounts shows.
    BankAccountFilter {
        /// Without an account.
        Missing = "missing", "No account";
        /// Nothing is known about the account.
        Unverified = "unverified", "Unverified";
        /// A prenote or micro-deposits are on their way.
        Verifying = "verifying", "Being verified";
        /// Payments may go there.
        Verified = "verified", "Verified";
        /// Payments can't go there.
        Failed = "failed", "Failed";
        /// Not paid for now.
        Held = "held", "On hold";
        /// Without a tax form.
        NoTaxForm = "no_tax_form", "No tax form";
    }
}

/// An account without its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccountView {
    /// Its id.
    pub id: BankAccountId,
    /// Checking or savings.
    pub kind: BankAccountKind,
    /// Who holds it.
    pub holder: HolderKind,
    /// The holder's name.
    pub holder_name: String,
    /// The bank.
    pub routing: RoutingNumber,
    /// The number, masked.
    pub masked: String,
    /// How far it is proved.
    pub status: AccountStatus,
    /// Since when it is verified, failed or replaced; when what was sent settles.
    pub status_day: Option<NaiveDate>,
    /// What proves it, or is on its way to.
    pub proof: Option<Proof>,
    /// When a prenote that doesn't come back will have proved it.
    pub proved_on: Option<NaiveDate>,
    /// How often micro-deposits may still be named.
    pub tries_left: Option<u8>,
    /// Why it has failed.
    pub failing: Option<String>,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
    /// Who entered it; nobody for a bank's correction.
    pub entered_by: Option<String>,
    /// Goes up with each change of its state.
    pub revision: i64,
}

impl BankAccountView {
    /// An account as people see it, with the name of who entered it.
    pub fn new(account: &BankAccount, entered_by: Option<String>) -> Self {
        let state = &account.state;
        let (status_day, proof) = match state {
            AccountState::Unverified => (None, None),
            AccountState::Prenoted { settles_on } => (Some(*settles_on), Some(Proof::Prenote)),
            AccountState::Deposited { settles_on, .. } => (Some(*settles_on), Some(Proof::MicroDeposits)),
            AccountState::Verified { on, by } => (Some(*on), Some(*by)),
            AccountState::Failed { on, .. } | AccountState::Replaced { on } => (Some(*on), None),
        };
        let failing = match state {
            AccountState::Failed { why: Failing::Unconfirmed, .. } => {
                Some("the micro-deposits were named wrongly three times".to_owned())
            }
            AccountState::Failed { why: Failing::Returned(code), .. } => Some(match codes::returned(code) {
                Some(known) => format!("{code}: {}", known.reason),
                None => format!("{code}, a code that Nacha doesn’t define"),
            }),
            _ => None,
        };
        Self {
            id: account.id,
            kind: account.kind,
            holder: account.holder,
            holder_name: account.holder_name.clone(),
            routing: account.routing,
            masked: account.masked(),
            status: state.status(),
            status_day,
            proof,
            proved_on: state.proved_on(),
            tries_left: state.tries_left(),
            failing,
            entered_at: account.entered_at,
            entered_by,
            revision: account.revision,
        }
    }
}

/// A partner's own account, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnBankAccount {
    /// The partner.
    pub partner: PartnerRef,
    /// The account that payments go to; none before one is entered.
    pub current: Option<BankAccountView>,
    /// Accounts before, the newest first.
    pub earlier: Vec<BankAccountView>,
    /// Since when payments are on hold. Why is between the operator's people.
    pub held_since: Option<DateTime<Utc>>,
    /// The tax form on file.
    pub tax_form: Option<TaxForm>,
}

/// A partner in the list of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccountRow {
    /// The partner.
    pub partner: PartnerRef,
    /// Its account.
    pub account: Option<BankAccountView>,
    /// Other partners with the same account.
    pub shared_with: Vec<PartnerRef>,
    /// What a payment waits for.
    pub standing: PaymentStanding,
    /// The name of who holds payments.
    pub held_by: Option<String>,
}

/// Which partners to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccountQuery {
    /// Those alone; all without.
    pub filter: Option<BankAccountFilter>,
    /// From 1.
    pub page: u32,
}

/// A page of partners and their accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccountList {
    /// The rows, by code.
    pub rows: Vec<BankAccountRow>,
    /// How many partners each filter lets through.
    pub counts: Vec<(BankAccountFilter, u32)>,
    /// How many the present one does.
    pub found: u32,
    /// Pages of the list.
    pub pages: u32,
    /// Today by the operator's clocks.
    pub today: NaiveDate,
}

/// One partner's account and standing, with the accounts before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccountPage {
    /// The partner, its account and its standing.
    pub row: BankAccountRow,
    /// Accounts before, the newest first.
    pub earlier: Vec<BankAccountView>,
    /// Today by the operator's clocks.
    pub today: NaiveDate,
    /// Whether the caller may hold, release, verify and record.
    pub may_manage: bool,
    /// Whether the caller may see the number.
    pub may_reveal: bool,
}

/// An account number on its way from or to a person. It prints itself nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NumberInTransit(pub String);

impl fmt::Debug for NumberInTransit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberInTransit(***)")
    }
}
