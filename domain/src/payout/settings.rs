//! Who sends an operator's payouts through which bank, how soon, and how much at most.

use super::{Limits, file};
use crate::ach::write::Refused;
use crate::banking::{Delivery, RoutingNumber};
use crate::code::coded;
use crate::{Cents, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

coded! {
    /// How soon payouts shall arrive.
    Speed {
        /// Today while a same-day window is open.
        SameDay = "same_day", "Same day";
        /// On the next banking day.
        NextDay = "next_day", "Next banking day";
        /// In two banking days.
        TwoDays = "two_days", "Two banking days";
    }
}

impl Speed {
    /// The same as banks know it.
    pub const fn delivery(self) -> Delivery {
        match self {
            Self::SameDay => Delivery::SameDay,
            Self::NextDay => Delivery::NextDay,
            Self::TwoDays => Delivery::TwoDays,
        }
    }
}

/// The operator as its bank knows it: what the headers of files say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Originator {
    /// The name that partners read on their bank statements, up to 16 characters.
    pub company_name: String,
    /// The operator at its bank, up to 10 characters: often 1 and the tax number.
    pub company_id: String,
    /// What payouts are called on bank statements, up to 10 characters.
    pub description: String,
    /// The operator's own bank (ODFI).
    pub odfi: RoutingNumber,
    /// The bank or operator that takes files in (immediate destination).
    pub destination: RoutingNumber,
    /// Its name, up to 23 characters.
    pub destination_name: String,
    /// Who sends files, as the bank has assigned (immediate origin).
    pub origin: String,
    /// The sender's name, up to 23 characters.
    pub origin_name: String,
}

/// How an operator pays its partners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayoutSettings {
    /// The operator at its bank.
    pub originator: Originator,
    /// How soon payouts shall arrive.
    pub speed: Speed,
    /// What payouts may come to.
    pub limits: Limits,
}

impl PayoutSettings {
    /// Refuses settings with which no file could be written.
    pub fn check(&self) -> Result<(), Refusal> {
        self.problems().into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything that keeps a file from being written by these settings, each field once: a trial file is written.
    pub fn problems(&self) -> Vec<Refusal> {
        let Limits { minimum, per_partner, per_batch } = self.limits;
        let mut problems = Vec::new();
        if minimum < Cents(1) {
            problems.push(("minimum", "a payout is at least a cent".to_owned()));
        }
        if per_partner < minimum {
            problems.push(("limit per partner", "it must be at least the minimum".to_owned()));
        }
        if per_batch < per_partner {
            problems.push(("limit per batch", "it must be at least the limit per partner".to_owned()));
        }
        let unwritable: Vec<_> = match file::trial(self) {
            Ok(()) => Vec::new(),
            Err(Refused::Values(values)) => values.into_iter().map(|value| (value.field, value.reason)).collect(),
            Err(Refused::Rules(found)) => {
                found.iter().map(|of| (of.field, format!("{}. {}", of.message(), of.rule.advice()))).collect()
            }
        };
        problems.extend(unwritable);
        let mut named = HashSet::new();
        problems.retain(|(field, _)| named.insert(*field));
        problems.into_iter().map(|(field, reason)| Refusal::invalid(field, reason)).collect()
    }
}

#[cfg(test)]
pub(super) fn sample() -> PayoutSettings {
    let bank = "121042882".parse().unwrap();
    let originator = Originator {
        company_name: "ACME INTERNET".into(),
        company_id: "1234567890".into(),
        description: "COMMISSION".into(),
        odfi: bank,
        destination: bank,
        destination_name: "FIRST BANK".into(),
        origin: "1234567890".into(),
        origin_name: "ACME INTERNET".into(),
    };
    let limits = Limits { minimum: Cents(2_500), per_partner: Cents(10_000_000), per_batch: Cents(100_000_000) };
    PayoutSettings { originator, speed: Speed::NextDay, limits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_give_a_sound_file_pass() {
        assert_eq!(sample().check(), Ok(()));
    }

    #[test]
    fn what_does_not_fit_a_file_is_named_by_its_field() {
        let mut settings = sample();
        settings.originator.company_name = "ACME INTERNET SERVICES".into();
        let refused = settings.check().unwrap_err().to_string();
        assert!(refused.starts_with("company name: "), "{refused}");
        assert!(refused.contains("16 characters fit"), "{refused}");
    }

    #[test]
    fn limits_contain_each_other() {
        let mut settings = sample();
        settings.limits.per_batch = Cents(2_600);
        assert_eq!(
            settings.check().unwrap_err().to_string(),
            "limit per batch: it must be at least the limit per partner"
        );
    }
}
