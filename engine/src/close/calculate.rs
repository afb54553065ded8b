//! A chunk of statements: partners in the order of their key, with all their lines, and what they book.

use crate::{Office, ledger};
use domain::commission::{Carried, Kind, evaluate};
use domain::ledger::Entry;
use domain::ledger::post::{self, StatementFacts};
use domain::{Cents, EntryId, Month, PartnerId, Refusal, Rounding};
use std::collections::BTreeMap;
use store::{Lease, Lines, PlanInForce, StatementToWrite, Tx};

/// Partners of a chunk at most.
const PARTNERS: i64 = 500;
/// Bills of a chunk, unless one partner alone has more: what a writer can put down in a quarter of a second.
const BILLS: i64 = 20_000;

impl Office {
    /// Calculates and writes the next partners' statements. Says whether there were any.
    pub(super) async fn calculate_chunk(&self, lease: Lease) -> Result<bool, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let progress = tx.run(lease.month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?;
        let after = progress.calculated_upto.unwrap_or(Tx::before_all_partners());
        let next = tx.billed_partners(lease.month, after, PARTNERS).await?;
        let Some(upto) = last_of_chunk(&next) else { return Ok(false) };
        let partners = next.iter().take_while(|(id, _)| *id <= upto).count();
        let statements = statements(&mut tx, lease.month, after, upto).await?;
        drop(tx);

        let entries = self.entries(lease, &statements)?;
        let now = self.engine.clock.now();
        let lines: i64 = statements.iter().map(|s| i64::try_from(s.lines.count()).unwrap_or(i64::MAX)).sum();
        let commission = statements.iter().map(|s| s.commission).sum();
        let done = i32::try_from(partners).unwrap_or(i32::MAX);
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.mark_calculated(lease, upto, (done, lines, commission), now + self.lease()).await?;
        tx.add_statements(lease, &statements).await?;
        ledger::book(&mut tx, &entries, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// What statements book: earnings alone, as `evaluate` refuses plans that hold back or draw.
    fn entries(&self, lease: Lease, statements: &[StatementToWrite]) -> Result<Vec<Entry>, Refusal> {
        let booked = statements.iter().map(|statement| {
            let facts = StatementFacts {
                partner: statement.partner,
                month: lease.month,
                version: lease.version,
                sums: &[(Kind::Earned, statement.commission)],
                draw_is_recoverable: true,
            };
            post::statement(EntryId(self.engine.clock.new_id()), &facts)
        });
        Ok(booked.filter_map(Result::transpose).collect::<Result<_, _>>()?)
    }
}

/// The last partner that still fits into a chunk; at least the first.
fn last_of_chunk(partners: &[(PartnerId, i64)]) -> Option<PartnerId> {
    let mut bills = 0;
    let fits = partners.iter().take_while(|(_, count)| {
        let fits = bills == 0 || bills + count <= BILLS;
        bills += count;
        fits
    });
    fits.last().map(|(id, _)| *id)
}

/// The statements of the partners in `after < id ≤ upto` that have a plan.
async fn statements(
    tx: &mut Tx,
    month: Month,
    after: PartnerId,
    upto: PartnerId,
) -> Result<Vec<StatementToWrite>, Refusal> {
    let rounding = tx.tenant_row().await?.rounding;
    let plans = plans_by_partner(tx, month).await?;
    let facts = tx.billed_facts(month, after, upto).await?;
    let of_partners = facts.chunk_by(|a, b| a.0 == b.0);
    let with_plan = of_partners.filter_map(|facts| plans.get(&facts[0].0).map(|plan| (facts[0].0, plan, facts)));
    with_plan.map(|(partner, plan, facts)| statement(partner, plan, facts, rounding)).collect()
}

fn statement(
    partner: PartnerId,
    plan: &PlanInForce,
    facts: &[(PartnerId, domain::commission::BilledFact)],
    rounding: Rounding,
) -> Result<StatementToWrite, Refusal> {
    let facts: Vec<_> = facts.iter().map(|(_, fact)| *fact).collect();
    let lines = evaluate(&plan.terms, &facts, rounding)?;
    let billed: Cents = facts.iter().map(|fact| fact.amount).sum();
    let commission = lines.iter().map(|line| line.amount).sum();
    Ok(StatementToWrite {
        partner,
        plan: Some((plan.plan, plan.version)),
        billed,
        commission,
        forwarded: Cents::ZERO,
        lines: Lines::Plain(lines),
        carried: Carried::default(),
    })
}

/// The plan version in force in the month, for every partner that has one.
async fn plans_by_partner(tx: &mut Tx, month: Month) -> Result<BTreeMap<PartnerId, PlanInForce>, Refusal> {
    let versions = tx.plan_versions_in_force(month).await?;
    let assigned = tx.plans_in_force(month).await?;
    let with_version = assigned.into_iter().filter_map(|(partner, plan)| {
        versions.iter().find(|version| version.plan == plan).map(|version| (partner, version.clone()))
    });
    Ok(with_version.collect())
}
