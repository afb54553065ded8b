//! What a month's calculation knows before it reads a fact: partners, who stands above whom, and plans in force.

use domain::commission::FactKind;
use domain::health::HealthRules;
use domain::partner::{Partner, PartnerStatus};
use domain::{Cents, Month, PartnerId, PlanId, Refusal, Rounding};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use store::{PlanInForce, Tx};

/// Parents above a partner that are looked at; no plan pays overrides of more levels.
const LEVELS: usize = 5;
/// Partners above one another at most, so that a circle ends.
const HIGHEST: usize = 100;

/// Partners and plans of a month.
pub(super) struct Scene {
    pub(super) month: Month,
    pub(super) rounding: Rounding,
    plans: Vec<PlanInForce>,
    assigned: BTreeMap<PartnerId, usize>,
    partners: BTreeMap<PartnerId, Partner>,
    ids: HashMap<String, PartnerId>,
    quotas: HashMap<PartnerId, Cents>,
    /// Rules that look at a group's volume, by the partner at the group's top.
    group_rules: HashMap<PartnerId, BTreeSet<(usize, i16)>>,
}

impl Scene {
    pub(super) async fn read(tx: &mut Tx, month: Month) -> Result<Self, Refusal> {
        let plans = tx.plan_versions_in_force(month).await?;
        let numbers: HashMap<_, _> = plans.iter().enumerate().map(|(at, plan)| (plan.plan, at)).collect();
        let assigned = tx.plans_in_force(month).await?;
        let assigned = assigned.into_iter().filter_map(|(partner, plan)| Some((partner, *numbers.get(&plan)?)));
        let partners = tx.partners().await?;
        let targets = HealthRules::default();
        let of_tier = |partner: &Partner| Some((partner.id, targets.targets(partner.tier)?.monthly_revenue));
        let mut quotas: HashMap<_, _> = partners.iter().filter_map(of_tier).collect();
        quotas.extend(tx.quotas(month).await?.into_iter().map(|(partner, quota)| (partner, quota.monthly_revenue)));
        let mut scene = Self {
            month,
            rounding: tx.tenant_row().await?.rounding,
            assigned: assigned.collect(),
            ids: partners.iter().map(|partner| (partner.code.clone(), partner.id)).collect(),
            partners: partners.into_iter().map(|partner| (partner.id, partner)).collect(),
            quotas,
            group_rules: HashMap::new(),
            plans,
        };
        scene.group_rules = scene.groups();
        Ok(scene)
    }

    /// The same month with another plan for some of the partners: those of whom `who` is true, told who it is and which
    /// plan it has.
    pub(super) fn trying(mut self, tried: PlanInForce, who: impl Fn(PartnerId, Option<PlanId>) -> bool) -> Self {
        let number = self.plans.len();
        for id in self.partners.keys() {
            let plan = self.assigned.get(id).and_then(|number| self.plans.get(*number)).map(|plan| plan.plan);
            if who(*id, plan) {
                self.assigned.insert(*id, number);
            }
        }
        self.plans.push(tried);
        self.group_rules = self.groups();
        self
    }

    /// Of some partners, those whose plan may give something to others.
    pub(super) fn givers_of(&self, partners: &[PartnerId]) -> impl Iterator<Item = PartnerId> {
        let gives = |id: &PartnerId| self.plan_of(*id).is_some_and(|plan| plan.terms.gives_to_others());
        partners.iter().copied().filter(gives)
    }

    fn groups(&self) -> HashMap<PartnerId, BTreeSet<(usize, i16)>> {
        let mut groups: HashMap<_, BTreeSet<_>> = HashMap::new();
        for (partner, plan) in &self.assigned {
            for rule in self.plans.get(*plan).into_iter().flat_map(|plan| plan.terms.group_rules()) {
                groups.entry(self.top_of(*partner)).or_default().insert((*plan, rule));
            }
        }
        groups
    }

    /// Whether any partner's pay depends on a group's volume.
    pub(super) fn has_groups(&self) -> bool {
        !self.group_rules.is_empty()
    }

    /// Whether any partner gets something of what another sells.
    pub(super) fn has_shares(&self) -> bool {
        self.in_use().any(|plan| plan.terms.gives_to_others())
    }

    /// Whether every plan that a partner has pays by billed revenue alone.
    pub(super) fn is_plain(&self) -> bool {
        self.in_use().all(|plan| plan.terms.is_plain())
    }

    /// Whether any plan that a partner has counts activations.
    pub(super) fn counts_activations(&self) -> bool {
        self.in_use().any(|plan| plan.terms.looks_at(FactKind::Activation))
    }

    fn in_use(&self) -> impl Iterator<Item = &PlanInForce> {
        let numbers: BTreeSet<_> = self.assigned.values().copied().collect();
        numbers.into_iter().filter_map(|number| self.plans.get(number))
    }

    /// Partners after one whose plan may pay, or take back, in a month without facts, by key: a floor or a draw of who is
    /// active, a clawback, or a period to date.
    pub(super) fn standing_after(&self, after: PartnerId) -> impl Iterator<Item = PartnerId> {
        let later = self.assigned.range((Bound::Excluded(after), Bound::Unbounded)).map(|(id, _)| *id);
        later.filter(|id| {
            let is_active = self.partner(*id).is_some_and(|partner| partner.status == PartnerStatus::Active);
            self.plan_of(*id).is_some_and(|plan| {
                let parts = &plan.terms.statement;
                let pays = parts.floor.is_some() || parts.draw.is_some();
                let looks_back = plan.terms.history_from(self.month).is_some();
                (pays && is_active) || parts.clawback.is_some() || looks_back
            })
        })
    }

    /// Partners after one that belong to a group whose volume counts, by key.
    pub(super) fn in_groups_after(&self, after: PartnerId) -> impl Iterator<Item = PartnerId> {
        let later = self.partners.range((Bound::Excluded(after), Bound::Unbounded)).map(|(id, _)| *id);
        later.filter(|id| self.group_rules_of(*id).next().is_some())
    }

    /// The plan version that is in force for a partner.
    pub(super) fn plan_of(&self, partner: PartnerId) -> Option<&PlanInForce> {
        self.plans.get(*self.assigned.get(&partner)?)
    }

    /// Whether a partner's plan takes back what was paid for customers who leave early.
    pub(super) fn takes_back(&self, partner: PartnerId) -> bool {
        self.plan_of(partner).is_some_and(|plan| plan.terms.statement.clawback.is_some())
    }

    pub(super) fn plan(&self, number: usize) -> Option<&PlanInForce> {
        self.plans.get(number)
    }

    pub(super) fn partner(&self, id: PartnerId) -> Option<&Partner> {
        self.partners.get(&id)
    }

    /// All partners from one to another, by key.
    pub(super) fn partners_between(&self, first: Option<PartnerId>, last: Option<PartnerId>) -> Vec<PartnerId> {
        let range = first.zip(last).map(|(first, last)| self.partners.range(first..=last));
        range.into_iter().flatten().map(|(id, _)| *id).collect()
    }

    pub(super) fn code_of(&self, id: PartnerId) -> &str {
        self.partner(id).map_or("", |partner| partner.code.as_str())
    }

    /// The partner with a code that a plan names.
    pub(super) fn named(&self, code: &str) -> Result<PartnerId, Refusal> {
        let unknown =
            || Refusal::invalid("plan", format!("it gives a share to “{code}”, but no partner has that code"));
        self.ids.get(code).copied().ok_or_else(unknown)
    }

    /// The partner's own monthly quota, or its tier's.
    pub(super) fn quota_of(&self, partner: PartnerId) -> Option<Cents> {
        self.quotas.get(&partner).copied()
    }

    fn above(&self, partner: PartnerId) -> impl Iterator<Item = PartnerId> {
        let parent = |id: &PartnerId| self.partner(*id).and_then(|partner| partner.parent_id);
        std::iter::successors(parent(&partner), parent).take(HIGHEST).take_while(move |id| *id != partner)
    }

    /// Codes of the partner's parent, the parent of that, and so on.
    pub(super) fn parents_of(&self, partner: PartnerId) -> Vec<&str> {
        self.above(partner).take(LEVELS).map(|id| self.code_of(id)).collect()
    }

    /// The partner at the top of the group that a partner belongs to.
    pub(super) fn top_of(&self, partner: PartnerId) -> PartnerId {
        self.above(partner).last().unwrap_or(partner)
    }

    /// Plans (by number) and rules that look at the volume of the partner's group.
    pub(super) fn group_rules_of(&self, partner: PartnerId) -> impl Iterator<Item = (usize, i16)> {
        self.group_rules.get(&self.top_of(partner)).into_iter().flatten().copied()
    }
}
