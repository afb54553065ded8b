//! The scores of a day that is over, as the close of a month keeps them for the month's last day.

use super::known::Scene;
use super::{COMPARED, active, before, compute};
use crate::Office;
use chrono::{Days, NaiveDate};
use domain::partner::Partner;
use domain::{PartnerId, Refusal};
use store::{ScoreToWrite, Tx};

/// What is the same for all partners on the day, and the active ones by id.
pub(crate) struct PastDay {
    scene: Scene,
    partners: Vec<Partner>,
}

impl PastDay {
    pub(crate) async fn read(office: &Office, day: NaiveDate) -> Result<Self, Refusal> {
        let rules = office.written_rules_on(day).await?;
        let mut tx = office.engine.store.read(office.tenant).await?;
        let today = office.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let scene = Scene::read(&mut tx, day, today, rules).await?;
        let partners = active(&mut tx).await?;
        Ok(Self { scene, partners })
    }

    /// The scores of the next `most` partners after one.
    pub(crate) async fn scores(
        &self,
        tx: &mut Tx,
        after: PartnerId,
        most: usize,
    ) -> Result<Vec<ScoreToWrite>, Refusal> {
        let begin = self.partners.partition_point(|partner| partner.id <= after);
        let end = self.partners.len().min(begin + most);
        compute(tx, &self.scene, &self.partners[begin..end]).await
    }

    /// Writes scores, and sets beside them those of weeks before.
    pub(crate) async fn keep(&self, tx: &mut Tx, scores: &[ScoreToWrite]) -> Result<(), Refusal> {
        let (Some(first), Some(last)) = (scores.first(), scores.last()) else { return Ok(()) };
        let Scene { day, ref rules, .. } = self.scene;
        tx.put_scores(day, rules.version, None, scores).await?;
        Ok(tx.compare_scores(day, day - Days::new(COMPARED), before(first.partner), last.partner).await?)
    }
}
