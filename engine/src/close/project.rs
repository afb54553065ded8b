//! What closing a month would come to, by the same stages and chunks, with nothing written.
//!
//! What the stages of a close keep for later ones is held in memory instead; nothing else differs. All is read from one
//! moment.

use super::calculate::{Chunk, drafts};
use super::known::Known;
use super::scene::{Between, Scene};
use super::stages::{MEMBERS, given_by, volumes};
use crate::Office;
use domain::run::Run;
use domain::view::PartnerRef;
use domain::{Cents, Month, PartnerId, Refusal};
use store::Tx;

/// What closing a month would come to.
pub(crate) struct Projection {
    /// The run that the month has already, if it has one.
    pub(crate) run: Option<Run>,
    /// What is billed in the month.
    pub(crate) billed: Cents,
    /// What each partner would get, in the order of their keys.
    pub(crate) statements: Vec<Projected>,
}

/// A statement that would be written.
pub(crate) struct Projected {
    pub(crate) partner: PartnerRef,
    pub(crate) billed: Cents,
    pub(crate) commission: Cents,
    pub(crate) lines: usize,
}

impl Projection {
    pub(crate) fn commission(&self) -> Cents {
        self.statements.iter().map(|statement| statement.commission).sum()
    }

    pub(crate) fn lines(&self) -> usize {
        self.statements.iter().map(|statement| statement.lines).sum()
    }
}

impl Office {
    /// What closing a month would come to now; refused where the close would be.
    pub(crate) async fn project(&self, month: Month) -> Result<Projection, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let run = tx.run(month).await?.map(|progress| progress.run);
        let (mut scene, billed) = match &run {
            Some(run) => (Scene::read(&mut tx, month).await?, run.billed),
            None => self.may_freeze(&mut tx, month).await?,
        };
        let version = run.as_ref().map_or(1, |run| run.version);
        project_stages(&mut tx, &mut scene, version).await?;
        let mut statements = Vec::new();
        let mut mark = None;
        while let Some(chunk) = Chunk::next(&mut tx, &scene, version, mark).await? {
            for draft in drafts(&mut tx, &scene, version, &chunk).await? {
                let statement = draft.statement;
                let Some(partner) = scene.partner(statement.partner) else { continue };
                statements.push(Projected {
                    partner: PartnerRef { id: partner.id, code: partner.code.clone(), name: partner.name.clone() },
                    billed: statement.billed,
                    commission: statement.commission,
                    lines: statement.lines.count(),
                });
            }
            mark = Some(chunk.upto);
        }
        Ok(Projection { run, billed, statements })
    }
}

/// Finds what freezing and the first stages would leave for the statements.
async fn project_stages(tx: &mut Tx, scene: &mut Scene, version: i32) -> Result<(), Refusal> {
    let month = scene.month;
    let mut between = Between::default();
    if scene.counts_activations() {
        let last = PartnerId(uuid::Uuid::max());
        for row in tx.activations_not_kept(month, Tx::before_all_partners(), last).await? {
            between.activations.entry(row.partner_id).or_default().push(row);
        }
    }
    *scene.project() = between;

    let mut added = Vec::new();
    let mut after = Tx::before_all_partners();
    while scene.has_groups() {
        let members: Vec<_> = scene.in_groups_after(after).take(MEMBERS).collect();
        let Some(upto) = members.last().copied() else { break };
        added.extend(volumes(tx, scene, version, &members).await?);
        after = upto;
    }
    scene.project().volumes = added;

    let mut shares = Vec::new();
    let mut mark = None;
    while let Some(chunk) = Chunk::next(tx, scene, version, mark).await? {
        let whole = |id: &PartnerId| scene.plan_of(*id).is_some_and(|plan| !plan.terms.is_plain());
        let partners: Vec<_> = chunk.partners.iter().copied().filter(whole).collect();
        let known = Known::read(tx, scene, version, (&chunk.partners, &partners), None).await?;
        for partner in partners {
            shares.extend(given_by(scene, &known, partner)?);
        }
        mark = Some(chunk.upto);
    }
    for share in shares {
        scene.project().shares.entry(share.partner).or_default().push(share.item);
    }
    Ok(())
}
