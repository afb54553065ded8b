//! What a facts file says.

use super::Customers;
use crate::commission::number::{optional, text};
use crate::commission::{
    Adjustment, Carried, Departure, Fact, FactKind, Held, Instalment, PlanTerms, Settled, Situation, Span, VolumeSoFar,
};
use crate::{Cents, Currency, Month, Refusal, Rounding};
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;

/// A partner's month.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthFile {
    /// The month.
    #[serde(with = "text")]
    pub month: Month,
    /// The partner whose plan it is.
    #[serde(default = "the_partner")]
    pub partner: String,
    /// Its parent, the parent of that, and so on.
    #[serde(default)]
    parents: Vec<String>,
    /// The currency of all amounts.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// What happens to half a cent, unless the plan says.
    #[serde(default)]
    rounding: Option<Rounding>,
    #[serde(default, with = "optional")]
    quota: Option<Cents>,
    /// Volumes of the quarter or year before this month, by rule.
    #[serde(default)]
    before: BTreeMap<String, VolumeFile>,
    #[serde(default)]
    pub(super) facts: Vec<FactFile>,
    #[serde(default)]
    departures: Vec<DepartureFile>,
    #[serde(default)]
    adjustments: Vec<AdjustmentFile>,
    #[serde(default)]
    carried: Option<CarriedFile>,
}

fn the_partner() -> String {
    "partner".to_owned()
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactFile {
    pub id: String,
    #[serde(default = "recurring")]
    kind: FactKind,
    #[serde(default)]
    customer: Option<String>,
    #[serde(with = "text")]
    amount: Cents,
    #[serde(default, with = "optional")]
    cost: Option<Cents>,
    #[serde(default, with = "optional")]
    deductions: Option<Cents>,
    #[serde(default, with = "optional")]
    collected: Option<Cents>,
    #[serde(default = "one")]
    quantity: i64,
    #[serde(default)]
    product: Option<String>,
    #[serde(default)]
    territory: Option<String>,
    #[serde(default)]
    contract_months: Option<u32>,
    #[serde(default)]
    new_customer: Option<bool>,
    #[serde(default)]
    service_month: Option<u32>,
    #[serde(default)]
    date: Option<NaiveDate>,
}

const fn recurring() -> FactKind {
    FactKind::Recurring
}

const fn one() -> i64 {
    1
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(transparent)]
struct Amount(#[serde(with = "text")] Cents);

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct VolumeFile {
    #[serde(default)]
    own: Amount,
    #[serde(default)]
    customers: BTreeMap<String, Amount>,
    #[serde(default)]
    others: Amount,
    #[serde(default)]
    others_before: Amount,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DepartureFile {
    #[serde(default)]
    customer: Option<String>,
    #[serde(default, with = "optional")]
    paid: Option<Cents>,
    #[serde(default)]
    instalments: Vec<PaidFile>,
    kept: Span,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PaidFile {
    #[serde(with = "text")]
    amount: Cents,
    paid: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AdjustmentFile {
    #[serde(with = "text")]
    amount: Cents,
    reason: String,
    #[serde(default)]
    customer: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CarriedFile {
    #[serde(default)]
    draw_owed: Amount,
    #[serde(default)]
    brought_forward: Amount,
    #[serde(default)]
    held: Vec<HeldFile>,
    #[serde(default)]
    instalments: Vec<InstalmentFile>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeldFile {
    #[serde(with = "text")]
    amount: Cents,
    #[serde(with = "text")]
    release: Month,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InstalmentFile {
    #[serde(with = "text")]
    due: Month,
    #[serde(with = "text")]
    amount: Cents,
    #[serde(default)]
    customer: Option<String>,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    fact: String,
}

/// One month, or several in order.
pub(super) struct Months(pub Vec<MonthFile>);

impl Months {
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let mut from = serde_json::Deserializer::from_str(text);
        let mut track = serde_path_to_error::Track::new();
        let months = Self::deserialize(serde_path_to_error::Deserializer::new(&mut from, &mut track));
        let months = months.and_then(|months| from.end().map(|()| months)).map_err(|error| {
            let path = track.path().to_string();
            let field = if path == "." { "facts".to_owned() } else { format!("facts, {path}") };
            Refusal::invalid(field, error.to_string())
        })?;
        if months.0.is_empty() {
            return Err(Refusal::invalid("facts", "there is no month; give at least one"));
        }
        Ok(months)
    }
}

impl<'de> Deserialize<'de> for Months {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct OneOrMore;
        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Months;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a month of facts, or a list of months")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Months, A::Error> {
                MonthFile::deserialize(MapAccessDeserializer::new(map)).map(|month| Months(vec![month]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Months, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(Months)
            }
        }
        from.deserialize_any(OneOrMore)
    }
}

impl MonthFile {
    /// Every customer that it names.
    pub(super) fn customers(&self) -> impl Iterator<Item = &str> {
        let facts = self.facts.iter().filter_map(|fact| fact.customer.as_deref());
        let departures = self.departures.iter().filter_map(|departure| departure.customer.as_deref());
        let adjustments = self.adjustments.iter().filter_map(|adjustment| adjustment.customer.as_deref());
        let volumes = self.before.values().flat_map(|volume| volume.customers.keys().map(String::as_str));
        let instalments = self.carried.iter().flat_map(|carried| &carried.instalments);
        let carried = instalments.filter_map(|one| one.customer.as_deref());
        facts.chain(departures).chain(adjustments).chain(volumes).chain(carried)
    }

    /// Refuses what can't be meant. `follows` is whether a month stands before it.
    pub(super) fn check(&self, terms: &PlanTerms, follows: bool) -> Result<(), Refusal> {
        if let Some((plan, facts)) = terms.currency.zip(self.currency).filter(|(plan, facts)| plan != facts) {
            let reason = format!("the facts are in {facts}, but the plan is in {plan}; convert them first");
            return Err(Refusal::invalid("currency", reason));
        }
        if follows && self.carried.is_some() {
            let reason = "it comes from the month before; give it for the first month only";
            return Err(Refusal::invalid("carried", reason));
        }
        let mut ids = std::collections::HashSet::new();
        for (at, fact) in self.facts.iter().enumerate() {
            if !ids.insert(fact.id.as_str()) {
                let reason = format!("there are two facts “{}”; give each an id of its own", fact.id);
                return Err(Refusal::invalid(format!("facts[{at}].id"), reason));
            }
        }
        for (at, parent) in self.parents.iter().enumerate() {
            if *parent == self.partner || self.parents[..at].contains(parent) {
                let reason = format!("“{parent}” is its own parent; name each partner once, from the nearest up");
                return Err(Refusal::invalid(format!("parents[{at}]"), reason));
            }
        }
        for (at, departure) in self.departures.iter().enumerate() {
            if departure.paid.is_some() != departure.instalments.is_empty() {
                let reason = "say what was paid for the customer: either paid or instalments";
                return Err(Refusal::invalid(format!("departures[{at}]"), reason));
            }
        }
        let names: Vec<_> = (1..).take(terms.rules.len()).map(|number| terms.rule_name(number)).collect();
        match self.before.keys().find(|name| !names.contains(name)) {
            Some(name) => {
                let reason = format!("the plan has no rule of that name; its rules are: {}", names.join(", "));
                Err(Refusal::invalid(format!("before.{name}"), reason))
            }
            None => Ok(()),
        }
    }

    pub(super) fn carried(&self, customers: &Customers<'_>) -> Carried {
        let Some(carried) = &self.carried else { return Carried::default() };
        let instalment = |one: &InstalmentFile| Instalment {
            due: one.due,
            amount: one.amount,
            customer: customers.id(one.customer.as_deref()),
            rule: one.rule.clone(),
            fact: one.fact.clone(),
        };
        Carried {
            draw_owed: carried.draw_owed.0,
            brought_forward: carried.brought_forward.0,
            held: carried.held.iter().map(|held| Held { amount: held.amount, release: held.release }).collect(),
            instalments: carried.instalments.iter().map(instalment).collect(),
        }
    }

    /// Calls `settle` with the month as the rules see it.
    pub(super) fn settle(
        &self,
        terms: &PlanTerms,
        carried: &Carried,
        customers: &Customers<'_>,
        settle: fn(&PlanTerms, &Situation<'_>) -> Result<Settled, Refusal>,
    ) -> Result<Settled, Refusal> {
        let facts: Vec<_> = self.facts.iter().map(|fact| fact.read(customers)).collect();
        let parents: Vec<_> = self.parents.iter().map(String::as_str).collect();
        let departures = self.departures.iter().map(|one| one.read(customers)).collect::<Result<Vec<_>, _>>()?;
        let adjustment = |one: &AdjustmentFile| Adjustment {
            amount: one.amount,
            reason: one.reason.clone(),
            customer: customers.id(one.customer.as_deref()),
        };
        let adjustments: Vec<_> = self.adjustments.iter().map(adjustment).collect();
        let volume = |number| {
            let found = self.before.get(&terms.rule_name(number));
            found.map(|volume| volume.read(customers)).unwrap_or_default()
        };
        let volumes: Vec<_> = (1..).take(terms.rules.len()).map(volume).collect();
        let situation = Situation {
            partner: &self.partner,
            parents: &parents,
            month: self.month,
            facts: &facts,
            volumes: &volumes,
            quota: self.quota,
            departures: &departures,
            received: &[],
            adjustments: &adjustments,
            carried,
            rounding: self.rounding.unwrap_or(Rounding::HalfEven),
        };
        settle(terms, &situation)
    }
}

impl FactFile {
    fn read<'a>(&'a self, customers: &Customers<'_>) -> Fact<'a> {
        Fact {
            customer_code: self.customer.as_deref(),
            cost: self.cost,
            deductions: self.deductions,
            collected: self.collected,
            quantity: self.quantity,
            product: self.product.as_deref(),
            territory: self.territory.as_deref(),
            contract_months: self.contract_months,
            new_customer: self.new_customer,
            service_month: self.service_month,
            date: self.date,
            ..Fact::new(&self.id, self.kind, customers.id(self.customer.as_deref()), self.amount)
        }
    }
}

impl VolumeFile {
    fn read(&self, customers: &Customers<'_>) -> VolumeSoFar {
        let of = |(code, amount): (&String, &Amount)| Some((customers.id(Some(code))?, amount.0));
        VolumeSoFar {
            own: self.own.0,
            customers: self.customers.iter().filter_map(of).collect(),
            others: self.others.0,
            others_before: self.others_before.0,
        }
    }
}

impl DepartureFile {
    /// Of instalments, what was paid: who leaves doesn't get the rest, and needn't give it back.
    fn read(&self, customers: &Customers<'_>) -> Result<Departure, Refusal> {
        let instalments = self.instalments.iter().filter(|one| one.paid);
        let paid = instalments.map(|one| one.amount).try_fold(self.paid.unwrap_or_default(), Cents::checked_add);
        let paid =
            paid.ok_or_else(|| Refusal::invalid("departures", "the instalments are too large to be added up"))?;
        Ok(Departure { customer: customers.id(self.customer.as_deref()), paid, kept: self.kept })
    }
}
