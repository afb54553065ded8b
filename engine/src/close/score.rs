//! A chunk of health scores at the end of a month, under the lease of its close.

use crate::Office;
use crate::health::keep_past_scores;
use domain::Refusal;
use domain::partner::PartnerStatus;
use store::{Lease, Tx};

/// Partners of a chunk.
const PARTNERS: usize = 500;

impl Office {
    /// Scores and writes the next partners' health at the end of the month. Says whether there were any.
    pub(super) async fn score_chunk(&self, lease: Lease) -> Result<bool, Refusal> {
        let day = lease.month.last_day();
        let mut tx = self.engine.store.read(self.tenant).await?;
        let progress = tx.run(lease.month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?;
        let after = progress.scored_upto.unwrap_or(Tx::before_all_partners());
        let partners = tx.partners().await?;
        drop(tx);
        let next: Vec<_> = partners.into_iter().filter(|p| p.id > after).take(PARTNERS).collect();
        let Some(upto) = next.last().map(|p| p.id) else { return Ok(false) };
        let done = i32::try_from(next.len()).unwrap_or(i32::MAX);
        let active: Vec<_> = next.into_iter().filter(|partner| partner.status == PartnerStatus::Active).collect();
        let (rules, scores) = self.scores_of_close(day, &active).await?;
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.mark_scored(lease, upto, done, self.engine.clock.now() + self.lease()).await?;
        keep_past_scores(&mut tx, day, &rules, &scores).await?;
        tx.commit().await?;
        Ok(true)
    }
}
