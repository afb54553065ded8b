//! How far an account is proved: what may happen to it, and what proves it.
//!
//! ```text
//! unverified ──prenote sent───▶ prenoted ──three banking days without a return──▶ verified
//!            ──deposits sent──▶ deposited ──both amounts confirmed──────────────▶ verified
//! prenoted, deposited, verified ──return──▶ failed        deposited ──three wrong tries──▶ failed
//! every state ──another account──▶ replaced
//! ```

use crate::banking::add_banking_days;
use crate::code::coded;
use crate::{Cents, Refusal};
use chrono::NaiveDate;

/// Banking days after the settlement of a prenote on which money may follow.
///
/// Source: Nacha Operating Rules, subsection 2.6.2 (waiting period following prenotification entries).
const PRENOTE_DAYS: u32 = 3;

/// Wrong tries to confirm micro-deposits after which the account has failed.
const TRIES_MAX: u8 = 3;

coded! {
    /// Where an account stands, in a word.
    AccountStatus {
        /// Nothing is known about it.
        Unverified = "unverified", "Unverified";
        /// A prenote or micro-deposits are on their way.
        Verifying = "verifying", "Being verified";
        /// Payments may go there.
        Verified = "verified", "Verified";
        /// The bank doesn't take payments to it, or nobody could confirm it.
        Failed = "failed", "Failed";
        /// Another account took its place.
        Replaced = "replaced", "Replaced";
    }
}

coded! {
    /// What proves an account.
    Proof {
        /// An entry without money that didn't come back.
        Prenote = "prenote", "Prenote";
        /// Two small amounts that the owner could name.
        MicroDeposits = "micro_deposits", "Micro-deposits";
    }
}

/// Two amounts of 1 to 99 cents; in which order they arrive is up to the bank, so order doesn't count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MicroDeposits {
    smaller: Cents,
    larger: Cents,
}

impl MicroDeposits {
    /// Two amounts; `None` unless both are of 1 to 99 cents.
    pub fn new(one: Cents, other: Cents) -> Option<Self> {
        let small = |cents: Cents| (1..=99).contains(&cents.0);
        (small(one) && small(other)).then(|| Self { smaller: one.min(other), larger: one.max(other) })
    }

    /// Both, the smaller first.
    pub const fn amounts(self) -> [Cents; 2] {
        [self.smaller, self.larger]
    }
}

/// Reads the two amounts that somebody says have arrived: in dollars, like `0.07`.
pub fn named_deposits(one: &str, other: &str) -> Result<MicroDeposits, Refusal> {
    let read = |field: &str, text: &str| {
        text.trim().trim_start_matches('$').parse::<Cents>().map_err(|error| Refusal::invalid(field, error.to_string()))
    };
    let amounts = (read("First amount", one)?, read("Second amount", other)?);
    MicroDeposits::new(amounts.0, amounts.1)
        .ok_or_else(|| Refusal::invalid("Amounts", "both are of 1 to 99 cents; write them like 0.07"))
}

/// Why an account has failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failing {
    /// The bank sent an entry back, with this code.
    Returned(String),
    /// The micro-deposits were named wrongly too often.
    Unconfirmed,
}

/// How far an account is proved.
///
/// Not serialised: the deposits are for the bank alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// Nothing is known about it.
    Unverified,
    /// A prenote was sent.
    Prenoted {
        /// The banking day on which it settles.
        settles_on: NaiveDate,
    },
    /// Two deposits were sent.
    Deposited {
        /// The banking day on which they settle.
        settles_on: NaiveDate,
        /// How much. Not for the eyes of who confirms.
        deposits: MicroDeposits,
        /// How often they were named wrongly.
        tries: u8,
    },
    /// Payments may go there.
    Verified {
        /// Since when.
        on: NaiveDate,
        /// What proved it.
        by: Proof,
    },
    /// Payments may not go there.
    Failed {
        /// Since when.
        on: NaiveDate,
        /// Why.
        why: Failing,
    },
    /// Another account took its place.
    Replaced {
        /// When.
        on: NaiveDate,
    },
}

/// Something that happens to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountStep {
    /// A prenote goes to the bank, to settle on this day.
    SendPrenote(NaiveDate),
    /// Two deposits go to the bank, to settle on this day.
    SendDeposits(NaiveDate, MicroDeposits),
    /// On this day nothing came back so far.
    LookAtPrenote(NaiveDate),
    /// On this day the owner names two amounts.
    Confirm(NaiveDate, MicroDeposits),
    /// On this day the bank sent an entry back, with this code.
    Return(NaiveDate, String),
    /// On this day another account takes its place.
    Replace(NaiveDate),
}

impl AccountState {
    /// Where it stands, in a word.
    pub const fn status(&self) -> AccountStatus {
        match self {
            Self::Unverified => AccountStatus::Unverified,
            Self::Prenoted { .. } | Self::Deposited { .. } => AccountStatus::Verifying,
            Self::Verified { .. } => AccountStatus::Verified,
            Self::Failed { .. } => AccountStatus::Failed,
            Self::Replaced { .. } => AccountStatus::Replaced,
        }
    }

    /// Whether payments may go there.
    pub const fn is_payable(&self) -> bool {
        matches!(self, Self::Verified { .. })
    }

    /// The day on which a prenote that doesn't come back proves the account.
    pub fn proved_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Prenoted { settles_on } => Some(add_banking_days(*settles_on, PRENOTE_DAYS)),
            _ => None,
        }
    }

    /// How often the owner may still name the micro-deposits.
    pub const fn tries_left(&self) -> Option<u8> {
        match self {
            Self::Deposited { tries, .. } => Some(TRIES_MAX.saturating_sub(*tries)),
            _ => None,
        }
    }

    /// The state after a step; what can't happen in this state is refused.
    ///
    /// A return of a payment that doesn't tell of the account itself ([`condemns`]) leaves a verified account as it is.
    pub fn after(&self, step: AccountStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Replaced { .. }, _) => Err(Refusal::not_now("Another account has taken the place of this one.")),
            (_, AccountStep::Replace(on)) => Ok(Self::Replaced { on }),
            (Self::Unverified, AccountStep::SendPrenote(settles_on)) => Ok(Self::Prenoted { settles_on }),
            (Self::Unverified, AccountStep::SendDeposits(settles_on, deposits)) => {
                Ok(Self::Deposited { settles_on, deposits, tries: 0 })
            }
            (Self::Prenoted { .. }, AccountStep::LookAtPrenote(today)) => {
                let proved = self.proved_on().is_some_and(|day| day <= today);
                Ok(if proved { Self::Verified { on: today, by: Proof::Prenote } } else { self.clone() })
            }
            (Self::Deposited { settles_on, deposits, tries }, AccountStep::Confirm(today, named)) => {
                Ok(confirmed((*settles_on, *deposits, *tries), named, today))
            }
            (Self::Prenoted { .. } | Self::Deposited { .. }, AccountStep::Return(on, code)) => {
                Ok(Self::Failed { on, why: Failing::Returned(code) })
            }
            (Self::Verified { .. }, AccountStep::Return(on, code)) if condemns(&code) => {
                Ok(Self::Failed { on, why: Failing::Returned(code) })
            }
            (Self::Verified { .. } | Self::Failed { .. }, AccountStep::Return(..)) => Ok(self.clone()),
            (_, step) => Err(self.refuse(&step)),
        }
    }

    fn refuse(&self, step: &AccountStep) -> Refusal {
        let what = match step {
            AccountStep::SendPrenote(_) => "a prenote is sent to an unverified account only",
            AccountStep::SendDeposits(..) => "micro-deposits are sent to an unverified account only",
            AccountStep::LookAtPrenote(_) => "no prenote is on its way",
            AccountStep::Confirm(..) => "no micro-deposits wait to be confirmed",
            AccountStep::Return(..) => "nothing was sent that could come back",
            AccountStep::Replace(_) => "it can’t be replaced",
        };
        Refusal::not_now(format!("The account is {}: {what}.", self.status().label().to_lowercase()))
    }
}

fn confirmed(
    (settles_on, deposits, tries): (NaiveDate, MicroDeposits, u8),
    named: MicroDeposits,
    today: NaiveDate,
) -> AccountState {
    let tries = tries.saturating_add(1);
    if named == deposits {
        AccountState::Verified { on: today, by: Proof::MicroDeposits }
    } else if tries >= TRIES_MAX {
        AccountState::Failed { on: today, why: Failing::Unconfirmed }
    } else {
        AccountState::Deposited { settles_on, deposits, tries }
    }
}

/// Whether a return code says that the account itself can't be paid to: closed, not there, a wrong number, frozen,
/// its holder dead, its bank unknown. Others speak of one payment.
///
/// Source: Nacha Operating Rules, Appendix Four (return reason codes).
pub fn condemns(code: &str) -> bool {
    matches!(code, "R02" | "R03" | "R04" | "R12" | "R13" | "R14" | "R15" | "R16" | "R20" | "R28" | "R34")
}

#[cfg(test)]
mod tests;
