//! What another plan would have cost in a past month: both sides go the way of a close, chunk by chunk, and nothing is
//! written.
//!
//! Everything but the plan is equal on both sides: the facts, who stands above whom, quotas, corrections, and what the
//! month before has left. So the difference is the plan's alone.

use super::reckoning::{Reckoning, reckon};
use super::scene::Scene;
use super::{billed_in, not_over};
use crate::{Office, plans};
use domain::run::RunStatus;
use domain::view::{NotReckoned, PartnerRef, WhatIf, WhatIfRow};
use domain::{Cents, Month, PartnerId, PlanId, Refusal};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use store::{PlanInForce, Tx};

/// A plan that is tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// A version of a plan by its code; the newest, unless given.
    Plan(String, Option<i32>),
    /// A plan file.
    Text(String),
}

/// Whose month another plan is tried for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriedFor {
    /// Every partner, those without a plan too.
    All,
    /// Those who have this plan in the month, by its code.
    PartnersOf(String),
}

/// A question what a month would have cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Under which plan.
    pub tried: Tried,
    /// Which month.
    pub month: Month,
    /// Whose.
    pub of: TriedFor,
}

impl Office {
    /// Reckons a past month under another plan, beside the plans in force.
    ///
    /// Refuses a month that isn't over or has no facts, and a text that can't be a plan of this operator.
    pub async fn what_if(&self, trial: &Trial) -> Result<WhatIf, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let month = trial.month;
        let tenant = tx.tenant_row().await?;
        if month.last_day() >= self.engine.clock.today(&tenant.time_zone) {
            return Err(Refusal::invalid("month", not_over(month)));
        }
        billed_in(&mut tx, month).await?;
        let (tried, words) = tried(&mut tx, &trial.tried).await?;
        let (scope, scope_words) = match &trial.of {
            TriedFor::All => (None, None),
            TriedFor::PartnersOf(code) => {
                let plan = plans::plan(&mut tx, code).await?;
                (Some(plan.id), Some(plan.name))
            }
        };
        let having = move |_: PartnerId, plan: Option<PlanId>| scope.is_none_or(|scope| plan == Some(scope));
        let scene = Scene::read(&mut tx, month).await?;
        let other = Scene::read(&mut tx, month).await?.trying(tried, having);
        let runs = tx.runs().await?;
        let before = runs.iter().filter(|run| run.month < month).max_by_key(|run| (run.month, run.version));
        if let Some(before) = before.filter(|run| run.status == RunStatus::Frozen) {
            let earlier = before.month.label();
            return Err(Refusal::not_now(format!("{earlier} is being calculated; try again when it is done.")));
        }
        let run = tx.run(month).await?.map(|progress| progress.run);
        // A month that is frozen has its activations already, if its plans ask for any.
        let has_activations = run.is_some() && scene.counts_activations();
        let activations = if !has_activations && (scene.counts_activations() || other.counts_activations()) {
            tx.count_activations_not_kept(month).await?.into_iter().collect()
        } else {
            BTreeMap::new()
        };
        let calculated = run.filter(|run| run.status != RunStatus::Frozen);
        let statements = match &calculated {
            Some(run) => Some(tx.statement_totals((month, run.version)).await?),
            None => None,
        };
        drop(tx);

        let is_corrected = calculated.is_some();
        let mut sides = [
            Reckoning::new(scene, activations.clone(), is_corrected),
            Reckoning::new(other, activations, is_corrected),
        ];
        reckon(self, &mut sides).await?;
        let [in_force, would_be] = sides;

        let unlike_statements = statements.map(|statements| {
            let kept: BTreeMap<_, _> = statements.iter().map(|of| (of.partner_id, of.commission)).collect();
            in_force.unlike(&kept)
        });
        let mut what_if = WhatIf {
            month,
            tried: words,
            scope: scope_words,
            in_force: Cents::ZERO,
            would_be: Cents::ZERO,
            winners: 0,
            losers: 0,
            unchanged: 0,
            rows: Vec::new(),
            unknown: Vec::new(),
            carried_from: before.map(|run| run.month),
            unlike_statements,
        };
        let is_meant = |id: PartnerId| having(id, in_force.scene.plan_of(id).map(|plan| plan.plan));
        compare(&mut what_if, &in_force, &would_be, is_meant)?;
        Ok(what_if)
    }
}

/// The plan that is tried, and what it is called.
async fn tried(tx: &mut Tx, tried: &Tried) -> Result<(PlanInForce, String), Refusal> {
    let (terms, words) = match tried {
        Tried::Text(text) => (plans::read_terms(tx, text).await?, "The plan as it is written".to_owned()),
        Tried::Plan(code, version) => {
            let plan = plans::plan(tx, code).await?;
            let version = version.unwrap_or(plan.version);
            let versions = tx.plan_versions(plan.id).await?;
            let found = versions.into_iter().find(|of| of.version == version).ok_or_else(|| {
                let newest = plan.version;
                Refusal::invalid("version", format!("“{code}” has no version {version}; its newest is {newest}"))
            })?;
            (found.terms, format!("{}, version {version}", plan.name))
        }
    };
    Ok((PlanInForce { plan: NO_PLAN, name: words.clone(), version: 0, terms }, words))
}

/// The key of the plan that is tried: no plan that is kept has it, so that volumes of groups aren't mixed.
const NO_PLAN: PlanId = PlanId(uuid::Uuid::nil());

/// Sums up those who are meant, and others whose pay changes with theirs.
fn compare(
    what_if: &mut WhatIf,
    in_force: &Reckoning,
    would_be: &Reckoning,
    is_meant: impl Fn(PartnerId) -> bool,
) -> Result<(), Refusal> {
    let named = |id: PartnerId| {
        let (code, name) = in_force.scene.partner(id).map(|of| (of.code.clone(), of.name.clone())).unwrap_or_default();
        PartnerRef { id, code, name }
    };
    let everyone: BTreeSet<_> = in_force.partners().chain(would_be.partners()).collect();
    let (mut before, mut after) = (0i128, 0i128);
    for id in everyone {
        let (paid, tried) = match (in_force.paid(id), would_be.paid(id)) {
            (Ok(paid), Ok(tried)) => (paid, tried),
            (Err(reason), _) | (_, Err(reason)) => {
                what_if.unknown.push(NotReckoned { partner: named(id), reason: reason.to_owned() });
                continue;
            }
        };
        if paid == tried && !is_meant(id) {
            continue;
        }
        let count = match tried.cmp(&paid) {
            Ordering::Greater => &mut what_if.winners,
            Ordering::Less => &mut what_if.losers,
            Ordering::Equal => &mut what_if.unchanged,
        };
        *count += 1;
        before += i128::from(paid.0);
        after += i128::from(tried.0);
        what_if.rows.push(WhatIfRow { partner: named(id), in_force: paid, would_be: tried });
    }
    let cents = |sum: i128| {
        let sum = i64::try_from(sum).map(Cents);
        sum.map_err(|_| Refusal::invalid("amount", "the amounts are too large to be added up"))
    };
    what_if.in_force = cents(before)?;
    what_if.would_be = cents(after)?;
    what_if.sort_rows();
    what_if.unknown.sort_by(|a, b| a.partner.code.cmp(&b.partner.code));
    Ok(())
}
