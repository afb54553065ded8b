//! A month reckoned as a close would do it, by the same stages and chunks, with nothing written.

use super::basis::{Basis, Found};
use super::calculate::{Chunk, FACTS, Material};
use super::known::Known;
use super::scene::Scene;
use super::stages::{MEMBERS, Members, given_by};
use crate::Office;
use domain::{Cents, PartnerId, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use store::{StatementToWrite, Tx};

/// What a statement comes to.
#[derive(Clone, Copy)]
pub(super) struct Total {
    pub(super) billed: Cents,
    pub(super) commission: Cents,
    pub(super) lines: usize,
}

/// A month under the plans of a scene.
pub(super) struct Reckoning {
    pub(super) scene: Scene,
    found: Found,
    statements: BTreeMap<PartnerId, Total>,
    /// Who can't be reckoned, and why.
    failed: BTreeMap<PartnerId, String>,
    /// What a close would be refused with.
    refused: Option<Refusal>,
}

impl Reckoning {
    /// Nothing reckoned yet: `activations` are those that a close would derive, by partner; `is_corrected` says that the
    /// month has its corrections already.
    pub(super) fn new(scene: Scene, activations: BTreeMap<PartnerId, i64>, is_corrected: bool) -> Self {
        let found = Found::new(activations, is_corrected);
        Self { scene, found, statements: BTreeMap::new(), failed: BTreeMap::new(), refused: None }
    }

    /// The scene, and where its chunks find what came before.
    fn part(&self) -> (&Scene, Basis<'_>) {
        (&self.scene, Basis::Trial(&self.found))
    }

    /// Everyone of whom something was found out.
    pub(super) fn partners(&self) -> impl Iterator<Item = PartnerId> {
        self.statements.keys().chain(self.failed.keys()).copied()
    }

    /// What a partner gets, which is nothing for who has no statement; or why that isn't known.
    pub(super) fn paid(&self, partner: PartnerId) -> Result<Cents, &str> {
        match self.failed.get(&partner) {
            Some(reason) => Err(reason),
            None => Ok(self.statements.get(&partner).map(|total| total.commission).unwrap_or_default()),
        }
    }

    /// How many partners' statements aren't what they come to here.
    pub(super) fn unlike(&self, statements: &BTreeMap<PartnerId, Cents>) -> u32 {
        let everyone: BTreeSet<_> = self.partners().chain(statements.keys().copied()).collect();
        let is_like = |id: &PartnerId| self.paid(*id) == Ok(statements.get(id).copied().unwrap_or_default());
        u32::try_from(everyone.iter().filter(|id| !is_like(id)).count()).unwrap_or(u32::MAX)
    }

    /// Every statement, by partner; refused where a close would be.
    pub(super) fn statements(self) -> Result<(Scene, BTreeMap<PartnerId, Total>), Refusal> {
        self.refused.map_or(Ok((self.scene, self.statements)), Err)
    }

    /// Finds what comes before statements.
    async fn stages(&mut self, office: &Office) -> Result<(), Refusal> {
        if self.scene.has_groups() {
            self.volumes(office).await?;
        }
        if self.scene.has_shares() {
            self.shares(office).await?;
        }
        Ok(())
    }

    /// What members add to the volumes of their groups. A group with a member of which that isn't known can't be
    /// reckoned.
    async fn volumes(&mut self, office: &Office) -> Result<(), Refusal> {
        let mut after = Tx::before_all_partners();
        let mut volumes = Vec::new();
        let mut unknown: BTreeMap<PartnerId, String> = BTreeMap::new();
        loop {
            let partners: Vec<_> = self.scene.in_groups_after(after).take(MEMBERS).collect();
            let Some(upto) = partners.last().copied() else { break };
            let mut tx = office.engine.store.read(office.tenant).await?;
            let members = Members::read(&mut tx, &self.scene, Basis::Trial(&self.found), partners).await?;
            drop(tx);
            for partner in &members.partners {
                match members.volumes_of(&self.scene, *partner) {
                    Ok(of) => volumes.extend(of),
                    Err(refusal) => {
                        let reason = format!("{}, {refusal}", self.scene.code_of(*partner));
                        unknown.entry(self.scene.top_of(*partner)).or_insert(reason);
                        self.refused.get_or_insert(refusal);
                    }
                }
            }
            after = upto;
        }
        for partner in self.scene.in_groups_after(Tx::before_all_partners()) {
            let counts = |id| self.scene.plan_of(id).is_some_and(|plan| plan.terms.group_rules().next().is_some());
            if let Some(reason) = unknown.get(&self.scene.top_of(partner)).filter(|_| counts(partner)) {
                self.failed.insert(partner, format!("the volume of its group isn't known: {reason}"));
            }
        }
        self.found.volumes = volumes;
        Ok(())
    }

    /// What plans give to others. Who gets something from one of which that isn't known can't be reckoned.
    async fn shares(&mut self, office: &Office) -> Result<(), Refusal> {
        let mut mark = None;
        loop {
            let mut tx = office.engine.store.read(office.tenant).await?;
            let Some(chunk) = Chunk::next(&mut tx, &[self.part()], mark, FACTS).await? else { return Ok(()) };
            let givers: Vec<_> = self.scene.givers_of(&chunk.partners).collect();
            let (scene, basis) = self.part();
            let known = Known::read(&mut tx, scene, basis, (&chunk.partners, &givers), None).await?;
            drop(tx);
            for giver in givers {
                match given_by(&self.scene, &known, giver) {
                    Ok(shares) => shares.into_iter().try_for_each(|share| self.found.give(share))?,
                    Err(refusal) => self.gives_unknown(giver, refusal),
                }
            }
            mark = Some(chunk.upto);
        }
    }

    fn gives_unknown(&mut self, giver: PartnerId, refusal: Refusal) {
        let code = self.scene.code_of(giver);
        let named = self.scene.plan_of(giver).map(|plan| plan.terms.named_partners()).unwrap_or_default();
        let receivers = self.scene.parents_of(giver).into_iter().chain(named).filter(|name| *name != code);
        let receivers: Vec<_> = receivers.filter_map(|name| self.scene.named(name).ok()).collect();
        let reason = format!("what {code} gives it isn't known: {refusal}");
        for receiver in receivers {
            self.failed.entry(receiver).or_insert_with(|| reason.clone());
        }
        self.failed.insert(giver, refusal.to_string());
        self.refused.get_or_insert(refusal);
    }

    /// Takes a chunk's statements.
    fn settle(&mut self, material: &Material) {
        for (partner, draft) in material.drafts(&self.scene) {
            match draft {
                Ok(None) => {}
                Ok(Some(draft)) => {
                    let StatementToWrite { billed, commission, lines, .. } = draft.statement;
                    let lines = lines.count() + self.found.summed_up(partner);
                    self.statements.insert(partner, Total { billed, commission, lines });
                }
                Err(refusal) => {
                    self.failed.entry(partner).or_insert_with(|| refusal.to_string());
                    self.refused.get_or_insert(refusal);
                }
            }
        }
    }
}

/// Reckons a month, side by side: chunks are the same for all sides, and each is read in one transaction.
pub(super) async fn reckon(office: &Office, sides: &mut [Reckoning]) -> Result<(), Refusal> {
    for side in &mut *sides {
        side.stages(office).await?;
    }
    let mut mark = None;
    loop {
        let mut tx = office.engine.store.read(office.tenant).await?;
        let parts: Vec<_> = sides.iter().map(Reckoning::part).collect();
        let Some(chunk) = Chunk::next(&mut tx, &parts, mark, FACTS).await? else { return Ok(()) };
        let mut material = Vec::new();
        for (scene, basis) in parts {
            material.push(Material::read(&mut tx, scene, basis, &chunk).await?);
        }
        drop(tx);
        for (side, material) in sides.iter_mut().zip(&material) {
            side.settle(material);
        }
        mark = Some(chunk.upto);
    }
}
