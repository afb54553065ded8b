//! What comes before statements: a look at whether the month can be reckoned, the volumes of groups, and what plans give
//! to other partners.
//!
//! A statement may need facts of partners anywhere in the order of keys. Reading them again for each chunk would cost the
//! square of a large group, and settling a distributor's dealers once more for its overrides would double the work. So
//! each stage writes what others need, partner by partner with a mark of its own, and the next one reads it in ranges.
//! What a plan gives doesn't depend on what its partner gets, so a stage comes to the same wherever it was interrupted.

use super::basis::Basis;
use super::calculate::{Chunk, FACTS, as_line};
use super::known::Known;
use super::scene::Scene;
use crate::Office;
use domain::commission::Rule;
use domain::{Cents, Month, PartnerId, Refusal};
use std::collections::HashMap;
use store::{GroupVolume, Lease, PlanInForce, ShareToWrite, Tx};

/// Members of groups whose volumes are added up together; each may have a year of facts.
pub(super) const MEMBERS: usize = 50;

impl Office {
    /// Refuses a month in which a fact lacks what a plan needs, or a partner what it is measured by.
    pub(super) async fn check_facts(&self, scene: &Scene, lease: Lease) -> Result<(), Refusal> {
        if scene.is_plain() {
            return Ok(());
        }
        let mut mark = None;
        let basis = Basis::Run(lease.version);
        let mut tx = self.engine.store.read(self.tenant).await?;
        while let Some(chunk) = Chunk::next(&mut tx, &[(scene, basis)], mark, FACTS).await? {
            let whole = |id: &PartnerId| scene.plan_of(*id).is_some_and(|plan| !plan.terms.is_plain());
            let partners: Vec<_> = chunk.partners.iter().copied().filter(whole).collect();
            let known = Known::read(&mut tx, scene, basis, (&chunk.partners, &partners), None).await?;
            for partner in partners {
                for given in known.settle(scene, partner)?.statements.iter().skip(1) {
                    scene.named(&given.partner)?;
                }
            }
            mark = Some(chunk.upto);
        }
        Ok(())
    }

    /// Writes what the next partners add to volumes of their groups. Says whether there were any.
    pub(super) async fn volume_chunk(&self, scene: &Scene, lease: Lease) -> Result<bool, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let progress = tx.run(lease.month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?;
        // All of the group, with facts in the month or without: they may have had some earlier in the period.
        let after = progress.volumes_upto.unwrap_or(Tx::before_all_partners());
        let partners: Vec<_> = scene.in_groups_after(after).take(MEMBERS).collect();
        let Some(upto) = partners.last().copied() else { return Ok(false) };
        let members = Members::read(&mut tx, scene, Basis::Run(lease.version), partners).await?;
        drop(tx);
        let mut volumes = Vec::new();
        for partner in &members.partners {
            volumes.extend(members.volumes_of(scene, *partner)?);
        }

        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.mark_volumes(lease, upto, self.engine.clock.now() + self.lease()).await?;
        tx.add_volumes(lease, &volumes).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Writes what the next partners' plans give to others. Says whether there were any.
    pub(super) async fn share_chunk(&self, scene: &Scene, lease: Lease, size: i64) -> Result<bool, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let progress = tx.run(lease.month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?;
        let basis = Basis::Run(lease.version);
        let Some(chunk) = Chunk::next(&mut tx, &[(scene, basis)], progress.shares_upto, size).await? else {
            return Ok(false);
        };
        let partners: Vec<_> = scene.givers_of(&chunk.partners).collect();
        let known = Known::read(&mut tx, scene, basis, (&chunk.partners, &partners), None).await?;
        drop(tx);
        let mut shares = Vec::new();
        for partner in partners {
            shares.extend(given_by(scene, &known, partner)?);
        }

        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.mark_shares(lease, chunk.upto, self.engine.clock.now() + self.lease()).await?;
        tx.add_shares(lease, &shares).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Partners of groups, with what their volumes are added up from.
pub(super) struct Members {
    pub(super) partners: Vec<PartnerId>,
    billed: HashMap<PartnerId, Vec<(Month, Cents)>>,
    known: Known,
}

impl Members {
    pub(super) async fn read(
        tx: &mut Tx,
        scene: &Scene,
        basis: Basis<'_>,
        partners: Vec<PartnerId>,
    ) -> Result<Self, Refusal> {
        let month = scene.month;
        let since = partners.iter().flat_map(|id| scene.group_rules_of(*id)).filter_map(|of| rule_of(scene, of));
        let since = since.filter_map(|(_, rule)| rule.history_from(month)).min();
        let mut billed = HashMap::<_, Vec<_>>::new();
        for (partner, in_month, amount, _) in tx.billed_by_partner(since.unwrap_or(month), month).await? {
            if partners.binary_search(&partner).is_ok() {
                billed.entry(partner).or_default().push((in_month, amount));
            }
        }
        // Where all that is billed counts, it is added up already; where not, facts must be looked at.
        let is_looked_at = |id: &PartnerId| scene.group_rules_of(*id).any(|of| !is_added_up(scene, of));
        let wanted: Vec<_> = partners.iter().copied().filter(is_looked_at).collect();
        let among = scene.partners_between(wanted.first().copied(), wanted.last().copied());
        let known = Known::read(tx, scene, basis, (&among, &wanted), since).await?;
        Ok(Self { partners, billed, known })
    }

    /// What a partner adds to the volumes of its group.
    pub(super) fn volumes_of(&self, scene: &Scene, partner: PartnerId) -> Result<Vec<GroupVolume>, Refusal> {
        let month = scene.month;
        let mut volumes = Vec::new();
        for of in scene.group_rules_of(partner) {
            let Some((plan, rule)) = rule_of(scene, of) else { continue };
            let (volume_before, volume) = if is_added_up(scene, of) {
                let from = rule.history_from(month).unwrap_or(month);
                let months = || self.billed.get(&partner).into_iter().flatten();
                let before = months().filter(|(of, _)| *of >= from && *of < month).map(|(_, amount)| *amount).sum();
                (before, months().filter(|(of, _)| *of == month).map(|(_, amount)| *amount).sum())
            } else {
                let (before, volume) = self.known.volume(partner, (&plan.terms, of.1), month)?;
                (before.own, volume)
            };
            if (volume_before, volume) != (Cents::ZERO, Cents::ZERO) {
                let (partner_id, plan_id) = (partner, plan.plan);
                volumes.push(GroupVolume { partner_id, plan_id, rule: of.1, volume_before, volume });
            }
        }
        Ok(volumes)
    }
}

fn rule_of(scene: &Scene, (plan, rule): (usize, i16)) -> Option<(&PlanInForce, &Rule)> {
    let plan = scene.plan(plan)?;
    Some((plan, plan.terms.rule(rule)?))
}

/// Whether a rule counts what is billed as it is.
fn is_added_up(scene: &Scene, of: (usize, i16)) -> bool {
    rule_of(scene, of).is_some_and(|(plan, rule)| rule.counts_all_bills(plan.terms.base))
}

/// What a partner's plan gives to others: lines of nothing on nothing are left out.
pub(super) fn given_by(scene: &Scene, known: &Known, partner: PartnerId) -> Result<Vec<ShareToWrite>, Refusal> {
    let Some(plan) = scene.plan_of(partner) else { return Ok(Vec::new()) };
    let facts = known.facts_of(partner, scene.month);
    let mut places: HashMap<PartnerId, i32> = HashMap::new();
    let mut shares = Vec::new();
    for given in known.settle(scene, partner)?.statements.iter().skip(1) {
        let to = scene.named(&given.partner)?;
        for item in given.items.iter().filter(|item| (item.base, item.amount) != (Cents::ZERO, Cents::ZERO)) {
            let position = places.entry(to).or_insert(0);
            // The rule is one of the giver's plan, which the receiver's statement doesn't show.
            let item = store::StatementItem { rule: 0, ..as_line(&plan.terms, &facts, item) };
            shares.push(ShareToWrite { partner: to, from: partner, position: *position, item });
            *position += 1;
        }
    }
    Ok(shares)
}
