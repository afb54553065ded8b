//! How payouts are made as a person types it, and what is wrong with that.

use super::{Limits, Originator, PayoutSettings, Speed};
use crate::banking::RoutingNumber;
use crate::banking::account::{AccountNumber, BankAccountKind};
use crate::code::coded;
use crate::{Cents, Refusal};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The operator's own account, where its bank wants batches that balance.
#[derive(Clone, Debug)]
pub struct OffsetAccount {
    /// Its bank.
    pub routing: RoutingNumber,
    /// Its number.
    pub number: AccountNumber,
    /// Checking or savings.
    pub kind: BankAccountKind,
}

coded! {
    /// What a person says about the account that batches are balanced against.
    #[derive(Default)]
    Balancing {
        /// It stays as it is.
        #[default]
        Unchanged = "unchanged", "As until now";
        /// Batches give, and nothing is taken in them.
        Nothing = "nothing", "Batches aren’t balanced";
        /// Each batch takes from this account what it gives.
        Account = "account", "Each batch takes what it gives from this account";
    }
}

/// What was said about the account, understood.
#[derive(Clone, Debug)]
pub enum Offset {
    /// It stays as it is.
    Unchanged,
    /// From now on it is this one, or none.
    Now(Option<OffsetAccount>),
}

/// What stands in the form, whatever it says.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedSettings {
    /// The name that partners read on their bank statements.
    pub company_name: String,
    /// The operator at its bank.
    pub company_id: String,
    /// What payouts are called on bank statements.
    pub description: String,
    /// The operator's own bank.
    pub odfi: String,
    /// The bank or operator that takes files in.
    pub destination: String,
    /// Its name.
    pub destination_name: String,
    /// Who sends files, as the bank has assigned.
    pub origin: String,
    /// The sender's name.
    pub origin_name: String,
    /// How soon payouts shall arrive, by its code.
    pub speed: String,
    /// Less is carried forward.
    pub minimum: String,
    /// No partner is paid more at once.
    pub per_partner: String,
    /// No batch pays more.
    pub per_batch: String,
    /// What batches are balanced against, by its code.
    pub balancing: String,
    /// The bank of that account.
    pub offset_routing: String,
    /// Its number.
    pub offset_number: String,
    /// Its kind, by its code.
    pub offset_kind: String,
}

impl fmt::Debug for TypedSettings {
    /// Without the account number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypedSettings").field("company_name", &self.company_name).finish_non_exhaustive()
    }
}

impl From<&PayoutSettings> for TypedSettings {
    fn from(settings: &PayoutSettings) -> Self {
        let PayoutSettings { originator, speed, limits } = settings;
        // Without the commas that people read by, so that it can be read again.
        let amount = |amount: Cents| amount.to_string().replace(',', "");
        Self {
            company_name: originator.company_name.clone(),
            company_id: originator.company_id.clone(),
            description: originator.description.clone(),
            odfi: originator.odfi.to_string(),
            destination: originator.destination.to_string(),
            destination_name: originator.destination_name.clone(),
            origin: originator.origin.clone(),
            origin_name: originator.origin_name.clone(),
            speed: speed.code().to_owned(),
            minimum: amount(limits.minimum),
            per_partner: amount(limits.per_partner),
            per_batch: amount(limits.per_batch),
            balancing: Balancing::default().code().to_owned(),
            ..Self::default()
        }
    }
}

impl TypedSettings {
    /// What it says, or everything that is wrong with it, each by the field as [`PayoutSettings::problems`] names it.
    pub fn read(&self) -> Result<(PayoutSettings, Offset), Vec<Refusal>> {
        let mut wrong = Vec::new();
        let odfi = routing(&mut wrong, "originating DFI identification", &self.odfi);
        let destination = routing(&mut wrong, "immediate destination", &self.destination);
        let speed =
            kept(&mut wrong, "speed", self.speed.parse::<Speed>().map_err(|_| "choose how soon payouts arrive"));
        let minimum = amount(&mut wrong, "minimum", &self.minimum);
        let per_partner = amount(&mut wrong, "limit per partner", &self.per_partner);
        let per_batch = amount(&mut wrong, "limit per batch", &self.per_batch);
        let offset = self.offset(&mut wrong);
        let (Some(odfi), Some(destination), Some(speed), Some(offset)) = (odfi, destination, speed, offset) else {
            return Err(wrong);
        };
        let (Some(minimum), Some(per_partner), Some(per_batch)) = (minimum, per_partner, per_batch) else {
            return Err(wrong);
        };
        let text = |text: &str| text.trim().to_owned();
        let originator = Originator {
            company_name: text(&self.company_name),
            company_id: text(&self.company_id),
            description: text(&self.description),
            odfi,
            destination,
            destination_name: text(&self.destination_name),
            origin: text(&self.origin),
            origin_name: text(&self.origin_name),
        };
        let settings = PayoutSettings { originator, speed, limits: Limits { minimum, per_partner, per_batch } };
        let problems = settings.problems();
        if problems.is_empty() { Ok((settings, offset)) } else { Err(problems) }
    }

    fn offset(&self, wrong: &mut Vec<Refusal>) -> Option<Offset> {
        let said = self.balancing.parse::<Balancing>().map_err(|_| "choose one of the three");
        match kept(wrong, "balance", said)? {
            Balancing::Unchanged => Some(Offset::Unchanged),
            Balancing::Nothing => Some(Offset::Now(None)),
            Balancing::Account => {
                let routing = routing(wrong, "account’s routing number", &self.offset_routing);
                let number = kept(wrong, "account number", self.offset_number.parse::<AccountNumber>());
                let kind = self.offset_kind.parse::<BankAccountKind>().map_err(|_| "choose its kind");
                let kind = kept(wrong, "account’s kind", kind);
                Some(Offset::Now(Some(OffsetAccount { routing: routing?, number: number?, kind: kind? })))
            }
        }
    }
}

fn kept<T>(wrong: &mut Vec<Refusal>, field: &str, read: Result<T, impl fmt::Display>) -> Option<T> {
    read.map_err(|why| wrong.push(Refusal::invalid(field, why.to_string()))).ok()
}

fn routing(wrong: &mut Vec<Refusal>, field: &str, text: &str) -> Option<RoutingNumber> {
    kept(wrong, field, text.trim().parse::<RoutingNumber>())
}

fn amount(wrong: &mut Vec<Refusal>, field: &str, text: &str) -> Option<Cents> {
    kept(wrong, field, text.replace(',', "").parse::<Cents>())
}

#[cfg(test)]
mod tests {
    use super::super::settings::sample;
    use super::*;

    fn fields(typed: &TypedSettings) -> Vec<String> {
        let field = |refusal: &Refusal| refusal.to_string().split(": ").next().unwrap_or_default().to_owned();
        typed.read().unwrap_err().iter().map(field).collect()
    }

    #[test]
    fn what_is_in_force_is_read_again_as_it_is() {
        let typed = TypedSettings::from(&sample());
        let (settings, offset) = typed.read().unwrap();
        assert_eq!(settings, sample());
        assert!(matches!(offset, Offset::Unchanged));
    }

    #[test]
    fn everything_that_is_wrong_is_named_by_its_field() {
        assert_eq!(
            fields(&TypedSettings { balancing: "account".into(), ..TypedSettings::default() }),
            [
                "originating DFI identification",
                "immediate destination",
                "speed",
                "minimum",
                "limit per partner",
                "limit per batch",
                "account’s routing number",
                "account number",
                "account’s kind"
            ]
        );
        let typed = TypedSettings::from(&sample());
        let typed = TypedSettings {
            company_name: "ACME INTERNET SERVICES".into(),
            origin_name: "ACME – INTERNET".into(),
            per_batch: "1".into(),
            ..typed
        };
        assert_eq!(fields(&typed), ["limit per batch", "immediate origin name", "company name"]);
    }

    #[test]
    fn an_amount_may_have_the_commas_that_people_write() {
        let typed = TypedSettings { per_batch: "1,000,000.00".into(), ..TypedSettings::from(&sample()) };
        assert_eq!(typed.read().unwrap().0.limits.per_batch, Cents(100_000_000));
    }

    #[test]
    fn an_account_is_taken_over_whole_and_never_shown() {
        let typed = TypedSettings {
            balancing: "account".into(),
            offset_routing: "121042882".into(),
            offset_number: "0001 2345 6789".into(),
            offset_kind: "checking".into(),
            ..TypedSettings::from(&sample())
        };
        let (_, Offset::Now(Some(account))) = typed.read().unwrap() else { panic!("there is an account") };
        assert_eq!(account.number.expose(), "000123456789");
        assert!(!format!("{typed:?}").contains("2345"), "{typed:?}");
    }
}
