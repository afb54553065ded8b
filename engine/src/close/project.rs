//! What closing a month would come to, by the same stages and chunks, with nothing written.
//!
//! `reckoning.rs` holds in memory what the stages of a close keep for later ones.

use super::reckoning::{Reckoning, reckon};
use super::scene::Scene;
use crate::Office;
use domain::run::Run;
use domain::view::PartnerRef;
use domain::{Cents, Month, Refusal};
use std::collections::BTreeMap;

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
        let (scene, billed) = match &run {
            Some(run) => (Scene::read(&mut tx, month).await?, run.billed),
            None => self.may_freeze(&mut tx, month).await?,
        };
        let activations = if scene.counts_activations() {
            tx.count_activations_not_kept(month).await?.into_iter().collect()
        } else {
            BTreeMap::new()
        };
        drop(tx);
        let mut sides = [Reckoning::new(scene, activations, false)];
        reckon(self, &mut sides).await?;
        let [reckoned] = sides;
        let (scene, statements) = reckoned.statements()?;
        let statements = statements.into_iter().filter_map(|(id, total)| {
            let partner = scene.partner(id)?;
            Some(Projected {
                partner: PartnerRef { id, code: partner.code.clone(), name: partner.name.clone() },
                billed: total.billed,
                commission: total.commission,
                lines: total.lines,
            })
        });
        Ok(Projection { run, billed, statements: statements.collect() })
    }
}
