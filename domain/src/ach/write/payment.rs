//! One payment, and its records.

use super::draft::Draft;
use crate::ach::codes::{AccountKind, Purpose, TransactionCode};
use crate::ach::layout::addenda::remittance;
use crate::ach::layout::{Field, entries::entry};
use crate::ach::trace::TraceNumber;
use crate::banking::{Direction, RoutingNumber};
use crate::money::Cents;

/// An entry to or from someone's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Into the account or out of it.
    pub direction: Direction,
    /// Checking or savings.
    pub account_kind: AccountKind,
    /// Whether it only tries the account, without money.
    pub prenote: bool,
    /// The receiver's bank.
    pub routing: RoutingNumber,
    /// The receiver's account number, up to 17 characters.
    pub account: String,
    /// How much; nothing for prenotes.
    pub amount: Cents,
    /// The receiver's number at the originator, up to 15 characters.
    pub individual_id: String,
    /// The receiver's name, up to 22 characters.
    pub name: String,
    /// A text for the receiver, up to 80 characters.
    pub addenda: Option<String>,
}

/// The originator's account against which a batch balances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offset {
    /// Its bank.
    pub routing: RoutingNumber,
    /// Its number.
    pub account: String,
    /// Checking or savings.
    pub account_kind: AccountKind,
}

impl Offset {
    pub(super) fn payment(&self, direction: Direction, amount: Cents) -> Payment {
        Payment {
            direction,
            account_kind: self.account_kind,
            prenote: false,
            routing: self.routing,
            account: self.account.clone(),
            amount,
            individual_id: String::new(),
            // By this name validators know an entry that balances.
            name: "OFFSET".to_owned(),
            addenda: None,
        }
    }
}

impl Payment {
    fn code(&self) -> Option<TransactionCode> {
        let purpose = if self.prenote { Purpose::Prenote } else { Purpose::Live };
        let sendable = matches!(self.account_kind, AccountKind::Checking | AccountKind::Savings);
        TransactionCode::of(self.account_kind, self.direction, purpose).filter(|_| sendable)
    }

    /// The amount as records carry it.
    pub(super) fn cents(&self) -> u64 {
        u64::try_from(self.amount.0).unwrap_or(0)
    }

    /// What can't be sent whatever the columns.
    pub(super) fn problem(&self) -> Option<(Field, String)> {
        if self.code().is_none() {
            return Some((entry::TRANSACTION_CODE, "payments go to checking and savings accounts".to_owned()));
        }
        let amount = match (self.prenote, self.amount.0) {
            (true, 0) | (false, 1..) => return None,
            (true, _) => "a prenote moves nothing; give it no amount",
            (false, 0) => "a payment of nothing can’t be sent; leave it out or make it a prenote",
            (false, _) => "a payment below zero can’t be sent; turn its direction round",
        };
        Some((entry::AMOUNT, amount.to_owned()))
    }

    /// The entry detail, and its addenda when there is a text.
    pub(super) fn drafts(&self, trace: TraceNumber) -> Vec<Draft> {
        let code = self.code().map_or(0, TransactionCode::code);
        let bank = self.routing.to_string();
        let (rdfi, check_digit) = bank.split_at(entry::RDFI.width());
        let text = self.addenda.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let detail = Draft::of(&entry::LAYOUT)
            .number(entry::TRANSACTION_CODE, code.into())
            .text(entry::RDFI, rdfi)
            .text(entry::CHECK_DIGIT, check_digit)
            .text(entry::ACCOUNT, &self.account)
            .number(entry::AMOUNT, self.cents())
            .text(entry::ID, &self.individual_id)
            .text(entry::NAME, &self.name)
            .number(entry::ADDENDA_INDICATOR, text.is_some().into())
            .number(entry::TRACE, trace.digits());
        let addenda = text.map(|text| {
            Draft::of(&remittance::LAYOUT)
                .text(remittance::TEXT, text)
                .number(remittance::SEQUENCE, 1)
                .number(remittance::ENTRY_SEQUENCE, trace.sequence())
        });
        std::iter::once(detail).chain(addenda).collect()
    }
}
