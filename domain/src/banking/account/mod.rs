//! Where a partner's money goes: its bank account, how far the account is proved, and whether the partner is paid.
//!
//! An account is never changed: another number, or a bank's correction, is another account, and the one before is kept
//! as replaced. [`AccountState`] says what proves an account, [`PaymentStanding`] what else a payment waits for.

mod number;
mod standing;
mod state;

pub use number::{AccountNumber, AccountNumberError};
pub use standing::{Hold, HoldRule, PaymentStanding, TaxForm, TaxFormKind};
pub use state::{AccountState, AccountStatus, AccountStep, Failing, MicroDeposits, Proof, condemns, named_deposits};

use super::RoutingNumber;
use crate::ach::{self, EntryClass};
use crate::code::coded;
use crate::{BankAccountId, PartnerId, Refusal, UserId};
use chrono::{DateTime, Utc};

coded! {
    /// What kind of account money goes to.
    BankAccountKind {
        /// Demand deposit.
        Checking = "checking", "Checking";
        /// Savings.
        Savings = "savings", "Savings";
    }
}

impl BankAccountKind {
    /// The kind as ACH entries carry it.
    pub const fn ach(self) -> ach::AccountKind {
        match self {
            Self::Checking => ach::AccountKind::Checking,
            Self::Savings => ach::AccountKind::Savings,
        }
    }

    /// The kind that an ACH entry names; `None` for kinds that partners aren't paid to.
    pub const fn of_ach(kind: ach::AccountKind) -> Option<Self> {
        match kind {
            ach::AccountKind::Checking => Some(Self::Checking),
            ach::AccountKind::Savings => Some(Self::Savings),
            ach::AccountKind::Ledger | ach::AccountKind::Loan | ach::AccountKind::Advice => None,
        }
    }
}

coded! {
    /// Who holds an account, which decides by what kind of entry it is paid.
    HolderKind {
        /// A company: corporate credits (CCD).
        Business = "business", "Business";
        /// A person: prearranged payments (PPD).
        Person = "person", "Person";
    }
}

impl HolderKind {
    /// The class of entries that pay such a holder.
    pub const fn entry_class(self) -> EntryClass {
        match self {
            Self::Business => EntryClass::Ccd,
            Self::Person => EntryClass::Ppd,
        }
    }
}

/// A bank account of a partner, without its number: that is sealed, and opened only to pay or with a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAccount {
    /// Its id.
    pub id: BankAccountId,
    /// Whose it is.
    pub partner: PartnerId,
    /// Checking or savings.
    pub kind: BankAccountKind,
    /// Who holds it.
    pub holder: HolderKind,
    /// The holder's name, as the bank knows it.
    pub holder_name: String,
    /// The bank.
    pub routing: RoutingNumber,
    /// The end of the number, by which people know it: [`AccountNumber::ending`].
    pub ending: String,
    /// How far it is proved.
    pub state: AccountState,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
    /// Who entered it; nobody for a bank's correction.
    pub entered_by: Option<UserId>,
    /// Goes up with each change of its state.
    pub revision: i64,
}

impl BankAccount {
    /// The number as people may see it.
    pub fn masked(&self) -> String {
        number::masked(&self.ending)
    }
}

/// What the holder of an account gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDetails {
    /// Checking or savings.
    pub kind: BankAccountKind,
    /// Who holds it.
    pub holder: HolderKind,
    /// The holder's name.
    pub holder_name: String,
    /// The bank.
    pub routing: RoutingNumber,
    /// The number.
    pub number: AccountNumber,
}

/// Longest name of a holder. ACH entries carry the first 22 characters.
pub const HOLDER_NAME_LENGTH_MAX: usize = 60;

impl AccountDetails {
    /// Reads what was typed. The number is typed twice, because no check digit protects it.
    pub fn read(
        (kind, holder): (BankAccountKind, HolderKind),
        holder_name: &str,
        routing: &str,
        (number, again): (&str, &str),
    ) -> Result<Self, Refusal> {
        let name = holder_name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > HOLDER_NAME_LENGTH_MAX {
            let reason = format!("write it as the bank knows it, in up to {HOLDER_NAME_LENGTH_MAX} characters");
            return Err(Refusal::invalid("Account holder", reason));
        }
        if !name.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(Refusal::invalid(
                "Account holder",
                "banks take plain letters, digits and signs only; write it without accents",
            ));
        }
        let routing = routing.parse().map_err(|error| Refusal::invalid("Routing number", error_text(&error)))?;
        let number: AccountNumber =
            number.parse().map_err(|error| Refusal::invalid("Account number", error_text(&error)))?;
        let again: AccountNumber =
            again.parse().map_err(|error| Refusal::invalid("Number again", error_text(&error)))?;
        if number != again {
            return Err(Refusal::invalid(
                "Number again",
                "the two entries differ; please type the number once more in both fields",
            ));
        }
        Ok(Self { kind, holder, holder_name: name, routing, number })
    }
}

fn error_text(error: &impl std::error::Error) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, routing: &str, number: &str, again: &str) -> Result<AccountDetails, String> {
        let what = (BankAccountKind::Checking, HolderKind::Business);
        AccountDetails::read(what, name, routing, (number, again)).map_err(|refused| refused.to_string())
    }

    #[test]
    fn what_was_typed_is_read_or_the_field_is_named() {
        let details = read(" Acme  Dealers ", " 121042882 ", "1234 5678 90", "1234567890").unwrap();
        assert_eq!((details.holder_name.as_str(), details.number.expose()), ("Acme Dealers", "1234567890"));
        for (given, said) in [
            (read("", "121042882", "12345678", "12345678"), "Account holder: write it"),
            (read("Zoë", "121042882", "12345678", "12345678"), "Account holder: banks take plain"),
            (read("Acme", "121042881", "12345678", "12345678"), "Routing number: “121042881” is not"),
            (read("Acme", "121042882", "12", "12"), "Account number: give 4 to 17"),
            (read("Acme", "121042882", "12345678", "12345687"), "Number again: the two entries differ"),
        ] {
            let refused = given.unwrap_err();
            assert!(refused.starts_with(said), "{refused}");
        }
    }

    #[test]
    fn a_business_is_paid_by_ccd_and_a_person_by_ppd() {
        assert_eq!(HolderKind::ALL.iter().map(|of| of.entry_class().code()).collect::<Vec<_>>(), ["CCD", "PPD"]);
        for kind in BankAccountKind::ALL {
            assert_eq!(BankAccountKind::of_ach(kind.ach()), Some(*kind));
        }
    }
}
