//! A chunk of statements: partners in the order of their key, with all their lines, and what they book.

use super::basis::Basis;
use super::known::{Known, MonthFact};
use super::scene::Scene;
use crate::{Office, ledger};
use domain::commission::{BilledFact, Carried, FactKind, Item, Kind, Origin, PlanTerms, Settled, evaluate};
use domain::ledger::post::{self, StatementFacts};
use domain::ledger::{Entry, Source};
use domain::workflow::Knob;
use domain::{AdjustmentId, Cents, EntryId, PartnerId, Refusal};
use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};
use store::{Lease, Lines, PlanInForce, StatementItem, StatementToWrite, Tx};

/// Bills and facts of a chunk where nobody adjusts it: what a writer can put down in a quarter of a second.
pub(super) const FACTS: i64 = Knob::CloseChunk.range().start;
/// A chunk has a partner at most for so many facts that it may have: a partner without facts costs something too.
const FACTS_OF_PARTNER: i64 = 40;

/// The next partners of a stage.
pub(super) struct Chunk {
    pub(super) after: PartnerId,
    pub(super) upto: PartnerId,
    pub(super) partners: Vec<PartnerId>,
    /// Their bills and facts.
    facts: i64,
    /// Whether it is as large as it may be, rather than what was left.
    is_full: bool,
}

/// What a chunk came to, for who adjusts their size.
pub(super) struct ChunkDone {
    pub(super) facts: i64,
    pub(super) is_full: bool,
    pub(super) took: Duration,
    /// How long the writer was held.
    pub(super) hold: Duration,
}

impl Chunk {
    /// The partners after a mark that take part in a run, or in any of several trials, with up to `size` bills and facts
    /// unless one partner alone has more; none at the end of a stage. What a close comes to doesn't depend on the size.
    pub(super) async fn next(
        tx: &mut Tx,
        parts: &[(&Scene, Basis<'_>)],
        mark: Option<PartnerId>,
        size: i64,
    ) -> Result<Option<Self>, Refusal> {
        let most = usize::try_from(size / FACTS_OF_PARTNER).unwrap_or(usize::MAX).max(1);
        let after = mark.unwrap_or(Tx::before_all_partners());
        let mut next: BTreeMap<PartnerId, i64> = BTreeMap::new();
        for (scene, basis) in parts {
            let found = basis.participants(tx, scene.month, after, most).await?;
            let standing = scene.standing_after(after).take(most).map(|id| (id, 0));
            for (id, count) in found.into_iter().chain(standing) {
                let known = next.entry(id).or_default();
                *known = count.max(*known);
            }
        }
        let (waiting, mut facts) = (next.len(), 0);
        let fits = next.into_iter().take(most).take_while(|(_, count)| {
            let fits = facts == 0 || facts + count <= size;
            facts += if fits { *count } else { 0 };
            fits
        });
        let partners: Vec<_> = fits.map(|(id, _)| id).collect();
        let is_full = partners.len() < waiting || partners.len() == most;
        Ok(partners.last().copied().map(|upto| Self { after, upto, partners, facts, is_full }))
    }
}

/// A statement with what its entry is made of.
pub(super) struct Draft {
    pub(super) statement: StatementToWrite,
    sums: Vec<(Kind, Cents)>,
    draw_is_recoverable: bool,
    adjustments: Vec<AdjustmentId>,
}

impl Office {
    /// Calculates and writes the next partners' statements; none when there are no more.
    pub(super) async fn calculate_chunk(
        &self,
        scene: &Scene,
        lease: Lease,
        size: i64,
    ) -> Result<Option<ChunkDone>, Refusal> {
        let begin = Instant::now();
        let mut tx = self.engine.store.read(self.tenant).await?;
        let progress = tx.run(lease.month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?;
        let basis = Basis::Run(lease.version);
        let Some(chunk) = Chunk::next(&mut tx, &[(scene, basis)], progress.calculated_upto, size).await? else {
            return Ok(None);
        };
        let material = Material::read(&mut tx, scene, basis, &chunk).await?;
        let mut entries = if lease.version > 1 { self.taken_back(&mut tx, lease, &chunk).await? } else { Vec::new() };
        drop(tx);

        let drafts = material.drafts(scene).filter_map(|(_, draft)| draft.transpose());
        let mut drafts = drafts.collect::<Result<Vec<_>, _>>()?;
        drafts.sort_by_key(|draft| draft.statement.partner);
        entries.extend(self.entries(lease, &drafts)?);
        let adjustments: Vec<_> = drafts.iter().flat_map(|draft| draft.adjustments.iter().copied()).collect();
        let now = self.engine.clock.now();
        let statements: Vec<_> = drafts.into_iter().map(|draft| draft.statement).collect();
        let lines: i64 = statements.iter().map(|s| i64::try_from(s.lines.count()).unwrap_or(i64::MAX)).sum();
        let commission = statements.iter().map(|s| s.commission).sum();
        let done = i32::try_from(chunk.partners.len()).unwrap_or(i32::MAX);
        let mut tx = self.engine.store.write(self.tenant).await?;
        let held = Instant::now();
        tx.mark_calculated(lease, chunk.upto, (done, lines, commission), now + self.lease()).await?;
        tx.add_statements(lease, &statements).await?;
        tx.mark_applied(lease, &adjustments).await?;
        ledger::book(&mut tx, &entries, now).await?;
        tx.commit().await?;
        let Chunk { facts, is_full, .. } = chunk;
        Ok(Some(ChunkDone { facts, is_full, took: begin.elapsed(), hold: held.elapsed() }))
    }

    /// Takes back what the version before has booked for these partners.
    async fn taken_back(&self, tx: &mut Tx, lease: Lease, chunk: &Chunk) -> Result<Vec<Entry>, Refusal> {
        let reason = format!("calculated anew as version {}", lease.version);
        let mut entries = Vec::new();
        for partner in &chunk.partners {
            let source = Source::statement(*partner, lease.month, lease.version - 1);
            if let Some(booked) = tx.entry(source).await? {
                let id = EntryId(self.engine.clock.new_id());
                entries.push(post::reversal(id, booked.day(), &booked, &reason)?);
            }
        }
        Ok(entries)
    }

    fn entries(&self, lease: Lease, drafts: &[Draft]) -> Result<Vec<Entry>, Refusal> {
        let booked = drafts.iter().map(|draft| {
            let facts = StatementFacts {
                partner: draft.statement.partner,
                month: lease.month,
                version: lease.version,
                sums: &draft.sums,
                draw_is_recoverable: draft.draw_is_recoverable,
            };
            post::statement(EntryId(self.engine.clock.new_id()), &facts)
        });
        Ok(booked.filter_map(Result::transpose).collect::<Result<_, _>>()?)
    }
}

/// What the statements of a chunk's partners are made of.
pub(super) struct Material {
    /// By partner.
    bills: Vec<(PartnerId, BilledFact)>,
    /// The partners whose month is more than rates of billed revenue.
    whole: Vec<PartnerId>,
    known: Known,
}

impl Material {
    pub(super) async fn read(tx: &mut Tx, scene: &Scene, basis: Basis<'_>, chunk: &Chunk) -> Result<Self, Refusal> {
        let whole = settled_partners(tx, scene, basis, chunk).await?;
        let bills = tx.billed_facts(scene.month, chunk.after, chunk.upto).await?;
        let known = Known::read(tx, scene, basis, (&chunk.partners, &whole), None).await?;
        Ok(Self { bills, whole, known })
    }

    /// The statements, each by itself. Who has no plan, and nothing from others or from earlier months, has none.
    pub(super) fn drafts(&self, scene: &Scene) -> impl Iterator<Item = (PartnerId, Result<Option<Draft>, Refusal>)> {
        let billed = self.bills.chunk_by(|a, b| a.0 == b.0).map(|facts| (facts[0].0, facts));
        let billed = billed.filter(|(partner, _)| self.whole.binary_search(partner).is_err());
        let plain = billed.filter_map(|(partner, facts)| {
            let plan = scene.plan_of(partner)?;
            Some((partner, plain(scene, partner, plan, facts).map(Some)))
        });
        let whole = self.whole.iter().map(|partner| {
            let settled = self.known.settle(scene, *partner);
            (*partner, settled.map(|settled| Draft::of(scene, &self.known, *partner, settled)))
        });
        plain.chain(whole)
    }
}

/// The chunk's partners whose month is more than rates of billed revenue: by their plan, by what others give them, by
/// what earlier months left, or because their bills are known in parts.
async fn settled_partners(
    tx: &mut Tx,
    scene: &Scene,
    basis: Basis<'_>,
    chunk: &Chunk,
) -> Result<Vec<PartnerId>, Refusal> {
    let (month, after, upto) = (scene.month, chunk.after, chunk.upto);
    let shares = basis.shares(tx, month, (after, upto)).await?;
    let carried = tx.carried_into(month, after, upto).await?;
    let mut needed: HashSet<_> = shares.into_iter().map(|(partner, _)| partner).collect();
    needed.extend(carried.into_iter().map(|(partner, _)| partner));
    let adjustments = basis.adjustments(tx, month, (after, upto)).await?;
    needed.extend(adjustments.into_iter().map(|adjustment| adjustment.partner_id));
    let parts = tx.partners_with_facts(month, FactKind::Recurring, after, upto).await?;
    needed.extend(parts.into_iter().filter(|partner| scene.plan_of(*partner).is_some()));
    let settled = |id: &PartnerId| needed.contains(id) || scene.plan_of(*id).is_some_and(|p| !p.terms.is_plain());
    Ok(chunk.partners.iter().copied().filter(settled).collect())
}

fn plain(
    scene: &Scene,
    partner: PartnerId,
    plan: &PlanInForce,
    facts: &[(PartnerId, BilledFact)],
) -> Result<Draft, Refusal> {
    let facts: Vec<_> = facts.iter().map(|(_, fact)| *fact).collect();
    let lines = evaluate(&plan.terms, &facts, scene.rounding)?;
    let billed: Cents = facts.iter().map(|fact| fact.amount).sum();
    let commission = lines.iter().map(|line| line.amount).sum();
    let statement = StatementToWrite {
        partner,
        plan: Some((plan.plan, plan.version)),
        billed,
        commission,
        forwarded: Cents::ZERO,
        lines: Lines::Plain(lines),
        carried: Carried::default(),
    };
    Ok(Draft { statement, sums: vec![(Kind::Earned, commission)], draw_is_recoverable: true, adjustments: Vec::new() })
}

impl Draft {
    /// The draft, unless there is nothing to say.
    fn of(scene: &Scene, known: &Known, partner: PartnerId, settled: Settled) -> Option<Self> {
        let nothing = PlanTerms::default();
        let plan = scene.plan_of(partner);
        let terms = plan.map_or(&nothing, |plan| &plan.terms);
        let Settled { statements, carried } = settled;
        let own = statements.into_iter().next();
        let (items, sums, total) = own.map(|own| (own.items, own.subtotals, own.total)).unwrap_or_default();
        let facts = known.facts_of(partner, scene.month);
        if facts.is_empty() && items.is_empty() && carried.is_nothing() {
            return None;
        }
        let shares = known.shares_of(partner);
        let item = |item: &Item| match item.origin {
            Origin::Received(at) => shares.get(at).cloned().unwrap_or_else(|| as_line(terms, &facts, item)),
            _ => as_line(terms, &facts, item),
        };
        let statement = StatementToWrite {
            partner,
            plan: plan.map(|plan| (plan.plan, plan.version)),
            billed: facts.iter().map(|fact| fact.billed()).sum(),
            commission: total,
            forwarded: sums.iter().filter(|(kind, _)| kind.is_carried()).map(|(_, sum)| *sum).sum(),
            lines: Lines::Items(items.iter().map(item).collect()),
            carried,
        };
        let draw_is_recoverable = terms.statement.draw.is_none_or(|draw| draw.recoverable);
        let adjustments = known.adjustments_of(partner).iter().map(|adjustment| adjustment.id).collect();
        Some(Self { statement, sums: sums.into_iter().collect(), draw_is_recoverable, adjustments })
    }
}

/// A line as it is kept.
pub(super) fn as_line(terms: &PlanTerms, facts: &[&MonthFact], item: &Item) -> StatementItem {
    let fact = item.fact.and_then(|at| facts.get(at).and_then(|fact| fact.code()));
    StatementItem {
        kind: item.kind,
        origin: item.origin.words(terms, item.kind),
        rule: if let Origin::Rule(number) = item.origin { number } else { 0 },
        part: item.part,
        from_partner_id: None,
        customer_id: item.customer,
        fact: fact.map(str::to_owned),
        base: item.base,
        rate: item.rate,
        amount: item.amount,
    }
}
