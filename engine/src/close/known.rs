//! The facts of a chunk's partners as rules see them: bills, what is imported beside them, and what the customer's
//! contract adds to both.

use super::basis::{Basis, plus};
use super::scene::Scene;
use chrono::{Datelike, NaiveDate};
use domain::commission::{
    Adjustment, Carried, Departure, Fact, FactKind, FactRecord, Item, Origin, PlanTerms, Settled, Situation, Span,
    VolumeSoFar, settle, settle_without_plan,
};
use domain::customer::Contract;
use domain::{Cents, CustomerId, Month, PartnerId, Refusal};
use std::collections::{HashMap, HashSet};
use store::{Departed, DueAdjustment, FactRow, GroupVolume, StatementItem, Tx};

/// What is known of the partners in `after < id ≤ upto`.
pub(super) struct Known {
    facts: HashMap<PartnerId, Vec<MonthFact>>,
    shares: HashMap<PartnerId, Vec<StatementItem>>,
    carried: HashMap<PartnerId, Carried>,
    departed: HashMap<PartnerId, Vec<Departed>>,
    paid: HashMap<(PartnerId, CustomerId), Cents>,
    volumes: Vec<GroupVolume>,
    adjustments: HashMap<PartnerId, Vec<DueAdjustment>>,
}

/// A fact with its month.
pub(super) struct MonthFact {
    month: Month,
    is_bill: bool,
    record: FactRecord,
}

impl MonthFact {
    /// Its code on a statement's line; none for a bill, which its customer and month name.
    pub(super) fn code(&self) -> Option<&str> {
        (!self.is_bill).then_some(self.record.id.as_str())
    }

    /// What of it is billed recurring revenue.
    pub(super) fn billed(&self) -> Cents {
        if self.record.kind == FactKind::Recurring { self.record.amount } else { Cents::ZERO }
    }
}

impl Known {
    /// What is known of the `wanted` ones of partners that follow each other by key. Facts of earlier months are read
    /// where their plans look back, or from `since` on.
    pub(super) async fn read(
        tx: &mut Tx,
        scene: &Scene,
        basis: Basis<'_>,
        (among, wanted): (&[PartnerId], &[PartnerId]),
        since: Option<Month>,
    ) -> Result<Self, Refusal> {
        let month = scene.month;
        let looks_back = |id: &PartnerId| scene.plan_of(*id)?.terms.history_from(month);
        let from = wanted.iter().filter_map(looks_back).chain(since).min().unwrap_or(month);
        let takes_back = wanted.iter().any(|id| scene.takes_back(*id));
        let mut known = Self::nothing();
        for (first, last) in neighbours(among, wanted) {
            let range = (just_before(first), last);
            known.read_facts(tx, scene, basis, (from, month), range).await?;
            for (partner, item) in basis.shares(tx, month, range).await? {
                known.shares.entry(partner).or_default().push(item);
            }
            known.carried.extend(tx.carried_into(month, range.0, range.1).await?);
            for adjustment in basis.adjustments(tx, month, range).await? {
                known.adjustments.entry(adjustment.partner_id).or_default().push(adjustment);
            }
            if takes_back {
                known.read_departed(tx, scene, range).await?;
            }
        }
        // By names rather than ids: the same facts give the same lines whatever order they were imported in.
        for facts in known.facts.values_mut() {
            let name = |fact: &MonthFact| (fact.month, fact.record.customer_code.clone(), fact.record.id.clone());
            facts.sort_by_cached_key(name);
        }
        if scene.has_groups() {
            known.volumes = basis.volumes(tx, month).await?;
        }
        Ok(known)
    }

    async fn read_facts(
        &mut self,
        tx: &mut Tx,
        scene: &Scene,
        basis: Basis<'_>,
        months: (Month, Month),
        (after, upto): (PartnerId, PartnerId),
    ) -> Result<(), Refusal> {
        let beside = basis.facts(tx, months, (after, upto)).await?;
        // The parts of a bill take the place of the bill.
        let detailed: HashSet<_> = beside
            .iter()
            .filter(|row| row.fact.kind == FactKind::Recurring)
            .map(|row| (row.month, row.partner_id, row.fact.customer))
            .collect();
        let bills = tx.bills_as_facts(months, after, upto).await?;
        let bills = bills.into_iter().filter(|row| !detailed.contains(&(row.month, row.partner_id, row.fact.customer)));
        for (is_bill, row) in bills.map(|row| (true, row)).chain(beside.into_iter().map(|row| (false, row))) {
            let territory = scene.partner(row.partner_id).and_then(|partner| partner.territory.as_deref());
            self.facts.entry(row.partner_id).or_default().push(month_fact(row, is_bill, territory));
        }
        Ok(())
    }

    fn nothing() -> Self {
        Self {
            facts: HashMap::new(),
            shares: HashMap::new(),
            carried: HashMap::new(),
            departed: HashMap::new(),
            paid: HashMap::new(),
            volumes: Vec::new(),
            adjustments: HashMap::new(),
        }
    }

    async fn read_departed(
        &mut self,
        tx: &mut Tx,
        scene: &Scene,
        (after, upto): (PartnerId, PartnerId),
    ) -> Result<(), Refusal> {
        let mut departed: HashMap<PartnerId, Vec<Departed>> = HashMap::new();
        for one in
            tx.departed(scene.month, after, upto).await?.into_iter().filter(|one| scene.takes_back(one.partner_id))
        {
            departed.entry(one.partner_id).or_default().push(one);
        }
        for (partner, departed) in &departed {
            let first = departed.iter().map(|one| Month::of(one.activated_on)).min().unwrap_or(scene.month);
            let paid = tx.paid_for_customers(*partner, (first, scene.month.previous())).await?;
            self.paid.extend(paid.into_iter().map(|(customer, paid)| ((*partner, customer), paid)));
        }
        self.departed.extend(departed);
        Ok(())
    }

    /// The facts of the month.
    pub(super) fn facts_of(&self, partner: PartnerId, month: Month) -> Vec<&MonthFact> {
        self.facts.get(&partner).into_iter().flatten().filter(|fact| fact.month == month).collect()
    }

    /// Corrections that a partner's statement is to have.
    pub(super) fn adjustments_of(&self, partner: PartnerId) -> &[DueAdjustment] {
        self.adjustments.get(&partner).map_or(&[], Vec::as_slice)
    }

    /// What others give to a partner.
    pub(super) fn shares_of(&self, partner: PartnerId) -> &[StatementItem] {
        self.shares.get(&partner).map_or(&[], Vec::as_slice)
    }

    /// What the facts of earlier months of a rule's period, and those of this month, add to its volume.
    pub(super) fn volume(
        &self,
        partner: PartnerId,
        (terms, rule): (&PlanTerms, i16),
        month: Month,
    ) -> Result<(VolumeSoFar, Cents), Refusal> {
        let from = terms.rule(rule).and_then(|rule| rule.history_from(month));
        let of = |wanted: &dyn Fn(Month) -> bool| -> Vec<Fact<'_>> {
            let facts = self.facts.get(&partner).into_iter().flatten();
            facts.filter(|fact| wanted(fact.month)).map(|fact| fact.record.as_fact()).collect()
        };
        let earlier = of(&|of| from.is_some_and(|from| of >= from && of < month));
        let (own, customers) = terms.volume_of(rule, &earlier)?;
        let (now, _) = terms.volume_of(rule, &of(&|of| of == month))?;
        Ok((VolumeSoFar { own, customers, ..VolumeSoFar::default() }, now))
    }

    /// Volumes so far, rule by rule.
    fn volumes_so_far(&self, scene: &Scene, partner: PartnerId) -> Result<Vec<VolumeSoFar>, Refusal> {
        let Some(plan) = scene.plan_of(partner) else { return Ok(Vec::new()) };
        let top = scene.top_of(partner);
        let groups: HashSet<_> = plan.terms.group_rules().collect();
        let so_far = |rule| {
            let (mut volume, _) = self.volume(partner, (&plan.terms, rule), scene.month)?;
            if groups.contains(&rule) {
                let others = self.volumes.iter().filter(|of| of.plan_id == plan.plan && of.rule == rule);
                for of in others.filter(|of| of.partner_id != partner && scene.top_of(of.partner_id) == top) {
                    volume.others_before = plus(volume.others_before, of.volume_before)?;
                    volume.others = plus(volume.others, plus(of.volume_before, of.volume)?)?;
                }
            }
            Ok(volume)
        };
        (1i16..).take(plan.terms.rules.len()).map(so_far).collect()
    }

    /// Settles a partner's month.
    pub(super) fn settle(&self, scene: &Scene, partner: PartnerId) -> Result<Settled, Refusal> {
        self.try_settle(scene, partner).map_err(|refusal| match refusal {
            Refusal::Invalid { field, reason } => {
                Refusal::invalid(format!("{}, {field}", scene.code_of(partner)), reason)
            }
            other => other,
        })
    }

    fn try_settle(&self, scene: &Scene, partner: PartnerId) -> Result<Settled, Refusal> {
        let plan = scene.plan_of(partner);
        let facts: Vec<_> = self.facts_of(partner, scene.month).into_iter().map(|fact| fact.record.as_fact()).collect();
        let volumes = self.volumes_so_far(scene, partner)?;
        let parents = scene.parents_of(partner);
        let received: Vec<_> = self.shares_of(partner).iter().map(as_item).collect();
        let adjustment =
            |of: &DueAdjustment| Adjustment { amount: of.amount, reason: of.reason.clone(), customer: of.customer_id };
        let adjustments: Vec<_> = self.adjustments_of(partner).iter().map(adjustment).collect();
        let nothing = Carried::default();
        let mut departures = self.departures(scene, partner);
        let situation = Situation {
            partner: scene.code_of(partner),
            parents: &parents,
            month: scene.month,
            facts: &facts,
            volumes: &volumes,
            quota: scene.quota_of(partner),
            departures: &[],
            received: &received,
            adjustments: &adjustments,
            carried: self.carried.get(&partner).unwrap_or(&nothing),
            rounding: scene.rounding,
        };
        let Some(plan) = plan else { return settle_without_plan(&situation) };
        if departures.is_empty() {
            return settle(&plan.terms, &situation);
        }
        // What this month itself pays for who leaves in it is taken back as well.
        let earned = settle(&plan.terms, &Situation { departures: &departures, ..situation })?;
        for departure in &mut departures {
            let of_it = |item: &&Item| item.customer == departure.customer && matches!(item.origin, Origin::Rule(_));
            for item in earned.statements.iter().take(1).flat_map(|own| &own.items).filter(of_it) {
                departure.paid = plus(departure.paid, item.amount)?;
            }
        }
        settle(&plan.terms, &Situation { departures: &departures, ..situation })
    }

    fn departures(&self, scene: &Scene, partner: PartnerId) -> Vec<Departure> {
        let clawback = scene.plan_of(partner).and_then(|plan| plan.terms.statement.clawback.as_ref());
        let Some(window) = clawback.map(|clawback| clawback.window) else { return Vec::new() };
        let departure = |one: &Departed| Departure {
            customer: Some(one.id),
            paid: self.paid.get(&(partner, one.id)).copied().unwrap_or_default(),
            kept: kept(window, one.activated_on, one.churned_on),
        };
        self.departed.get(&partner).into_iter().flatten().map(departure).collect()
    }
}

/// How long a customer stayed, in the unit of a window: full months, or days.
fn kept(window: Span, from: NaiveDate, to: NaiveDate) -> Span {
    match window {
        Span::Days(_) => Span::Days(u32::try_from((to - from).num_days()).unwrap_or(0)),
        Span::Months(_) => {
            let months = Month::of(to).months_since(Month::of(from)) - i32::from(to.day() < from.day());
            Span::Months(u32::try_from(months).unwrap_or(0))
        }
    }
}

/// The first and last of each run of wanted partners between which no other one lies: few where all are wanted, and
/// nothing is read of who isn't. Both are in the order of keys.
fn neighbours(among: &[PartnerId], wanted: &[PartnerId]) -> Vec<(PartnerId, PartnerId)> {
    let mut runs: Vec<(PartnerId, PartnerId)> = Vec::new();
    let mut unbroken = false;
    for id in among {
        let is_wanted = wanted.binary_search(id).is_ok();
        match runs.last_mut().filter(|_| is_wanted && unbroken) {
            Some((_, last)) => *last = *id,
            None if is_wanted => runs.push((*id, *id)),
            None => {}
        }
        unbroken = is_wanted;
    }
    runs
}

/// The key before one, for ranges that begin after a key.
fn just_before(partner: PartnerId) -> PartnerId {
    PartnerId(uuid::Uuid::from_u128(partner.0.as_u128().saturating_sub(1)))
}

fn as_item(share: &StatementItem) -> Item {
    Item {
        kind: share.kind,
        origin: Origin::Plan,
        customer: share.customer_id,
        fact: None,
        part: share.part,
        base: share.base,
        rate: share.rate,
        amount: share.amount,
    }
}

/// What a fact doesn't say itself, by its customer's contract and the partner's territory.
fn month_fact(row: FactRow, is_bill: bool, territory: Option<&str>) -> MonthFact {
    let mut record = row.fact;
    let begun = row.activated_on.map(|day| row.month.months_since(Month::of(day)) + 1).filter(|month| *month > 0);
    if is_bill {
        record.id = format!("bill of {} for {}", record.customer_code.as_deref().unwrap_or("?"), row.month);
    }
    record.contract_months = record.contract_months.or_else(|| row.contract.map(Contract::months));
    record.service_month = record.service_month.or(begun);
    record.new_customer = record.new_customer.or_else(|| begun.map(|month| month == 1));
    record.territory = record.territory.or_else(|| territory.map(str::to_owned));
    record.date = record.date.or_else(|| Some(row.month.last_day()));
    MonthFact { month: row.month, is_bill, record }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_runs_of_wanted_partners_are_read() {
        let ids = |numbers: &[u128]| numbers.iter().map(|n| PartnerId(uuid::Uuid::from_u128(*n))).collect::<Vec<_>>();
        let runs = |wanted: &[u128]| {
            let found = neighbours(&ids(&[1, 2, 3, 5, 8, 9]), &ids(wanted));
            found.into_iter().map(|(first, last)| (first.0.as_u128(), last.0.as_u128())).collect::<Vec<_>>()
        };
        assert_eq!(runs(&[1, 2, 3, 5, 8, 9]), [(1, 9)]);
        assert_eq!(runs(&[2, 3, 8]), [(2, 3), (8, 8)]);
        assert_eq!(runs(&[]), []);
    }

    #[test]
    fn a_stay_is_counted_in_full_months_or_in_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let months = |from, to| kept(Span::Months(12), day(from), day(to)).length();
        assert_eq!(months("2026-01-15", "2026-03-14"), 1);
        assert_eq!(months("2026-01-15", "2026-03-15"), 2);
        assert_eq!(months("2026-01-15", "2026-01-14"), 0);
        assert_eq!(kept(Span::Days(90), day("2026-01-15"), day("2026-02-15")).length(), 31);
    }
}
