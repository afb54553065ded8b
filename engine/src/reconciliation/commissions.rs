//! Commissions: every bill evaluated again by the plan version in force, in chunks, and held against stored lines.
//!
//! Nothing that the close has computed is used but the lines themselves. Memory holds one chunk.

use super::Comparing;
use domain::commission::{BilledFact, Line};
use domain::reconciliation::commissions::{PartnerMonth, Stray, compare, stray_customers};
use domain::reconciliation::{Finding, Tolerance};
use domain::run::RunStatus;
use domain::{CustomerId, Month, PartnerId, Refusal, Rounding};
use std::collections::{BTreeMap, BTreeSet};
use store::{PlanInForce, Tx};

/// Bills and lines of a chunk, unless one partner alone has more.
const FACTS: i64 = 40_000;

/// What holds for the whole month.
struct Rules {
    month: Month,
    version: i32,
    rounding: Rounding,
    plans: Vec<PlanInForce>,
    assigned: BTreeMap<PartnerId, usize>,
    /// Partners whose statements have lines that don't come from billed revenue alone.
    beyond_bills: BTreeSet<PartnerId>,
}

impl Rules {
    async fn read(tx: &mut Tx, month: Month) -> Result<Self, Refusal> {
        let run = tx.run(month).await?.map(|progress| progress.run);
        let Some(run) = run.filter(|run| run.status >= RunStatus::Calculated) else {
            return Err(Refusal::not_now(format!(
                "{} isn't calculated yet, so there are no commissions to compare. Close it first.",
                month.label()
            )));
        };
        let plans = tx.plan_versions_in_force(month).await?;
        let assigned = tx.plans_in_force(month).await?;
        let assigned = assigned.into_iter().filter_map(|(partner, plan)| {
            plans.iter().position(|version| version.plan == plan).map(|at| (partner, at))
        });
        Ok(Self {
            month,
            version: run.version,
            rounding: tx.tenant_row().await?.rounding,
            assigned: assigned.collect(),
            beyond_bills: tx.partners_with_items(month, run.version).await?.into_iter().collect(),
            plans,
        })
    }

    fn plan(&self, partner: PartnerId) -> Option<&PlanInForce> {
        self.assigned.get(&partner).and_then(|at| self.plans.get(*at))
    }

    /// Whether billed revenue is all that a partner's statement comes from.
    fn is_plain(&self, partner: PartnerId) -> bool {
        !self.beyond_bills.contains(&partner) && self.plan(partner).is_none_or(|plan| plan.terms.is_plain())
    }
}

impl Comparing<'_> {
    /// Lines of statements with billed revenue and plans.
    pub(super) async fn commissions(&mut self) -> Result<(), Refusal> {
        let store = &self.office.engine.store;
        let mut tx = store.read(self.office.tenant).await?;
        let rules = Rules::read(&mut tx, self.comparison.month).await?;
        let partners = tx.partners_to_compare(rules.month, rules.version).await?;
        drop(tx);
        let mut after = Tx::before_all_partners();
        for chunk in chunks(&partners) {
            let Some((upto, _)) = chunk.last().copied() else { continue };
            // A transaction for each chunk: nothing of a calculated month changes, and none is held while it computes.
            let mut tx = store.read(self.office.tenant).await?;
            let bills = tx.billed_facts(rules.month, after, upto).await?;
            let lines = tx.lines_between((rules.month, rules.version), after, upto).await?;
            let mut to_compare = Vec::with_capacity(chunk.len());
            for (partner, facts) in chunk.iter().copied() {
                if !rules.is_plain(partner) {
                    self.skipped += facts;
                    continue;
                }
                self.compared += facts;
                let (bills, lines) = (of(&bills, partner), of(&lines, partner));
                let mut strays = BTreeMap::new();
                for customer in stray_customers(&bills, &lines) {
                    strays.insert(customer, tx.stray((rules.month, rules.version), partner, customer).await?);
                }
                to_compare.push(Facts { partner, bills, lines, strays });
            }
            drop(tx);
            let found = to_compare.iter().map(|facts| facts.compare(&rules, self.tolerance));
            let findings: Vec<_> = found.collect::<Result<_, _>>()?;
            self.found(findings.into_iter().flatten().collect()).await?;
            after = upto;
        }
        Ok(())
    }
}

/// One partner's facts.
struct Facts {
    partner: PartnerId,
    bills: Vec<BilledFact>,
    lines: Vec<Line>,
    strays: BTreeMap<CustomerId, Stray>,
}

impl Facts {
    fn compare(&self, rules: &Rules, tolerance: Tolerance) -> Result<Vec<Finding>, Refusal> {
        let plan = rules.plan(self.partner);
        let name = plan.map(|plan| format!("{}, version {}", plan.name, plan.version)).unwrap_or_default();
        let month = PartnerMonth {
            partner: self.partner,
            month: rules.month,
            bills: &self.bills,
            plan: plan.map(|plan| (&plan.terms, name.as_str())),
            rounding: rules.rounding,
            lines: &self.lines,
            strays: &self.strays,
        };
        compare(&month, tolerance)
    }
}

/// A partner's part of rows in key order.
fn of<T: Clone>(rows: &[(PartnerId, T)], partner: PartnerId) -> Vec<T> {
    let from = rows.partition_point(|(id, _)| *id < partner);
    rows[from..].iter().take_while(|(id, _)| *id == partner).map(|(_, row)| row.clone()).collect()
}

/// Partners in key order, cut where a chunk has enough facts.
fn chunks(partners: &[(PartnerId, i64)]) -> Vec<&[(PartnerId, i64)]> {
    let (mut chunks, mut from, mut facts) = (Vec::new(), 0, 0);
    for (at, (_, count)) in partners.iter().enumerate() {
        if at > from && facts + count > FACTS {
            chunks.push(&partners[from..at]);
            (from, facts) = (at, 0);
        }
        facts += count;
    }
    chunks.push(&partners[from..]);
    chunks
}
