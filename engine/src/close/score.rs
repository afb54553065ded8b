//! Every active partner's health at the end of the month, in chunks under the lease of its close.

use super::Course;
use crate::Office;
use crate::health::PastDay;
use domain::Refusal;
use domain::run::Run;
use store::{Lease, Tx};

/// Partners of a chunk.
const PARTNERS: usize = 500;

impl Office {
    /// Scores who isn't yet, and writes it.
    pub(super) async fn score_all(&self, lease: Lease, course: &mut Course<'_, impl Fn(&Run)>) -> Result<(), Refusal> {
        let past = PastDay::read(self, lease.month.last_day()).await?;
        while self.score_chunk(&past, lease).await? {
            course.tell(lease.month).await?;
        }
        Ok(())
    }

    /// Scores and writes the next partners. Says whether there were any.
    async fn score_chunk(&self, past: &PastDay, lease: Lease) -> Result<bool, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let progress = tx.run(lease.month).await?.ok_or_else(|| Refusal::not_found("run of that month"))?;
        let after = progress.scored_upto.unwrap_or(Tx::before_all_partners());
        let scores = past.scores(&mut tx, after, PARTNERS).await?;
        drop(tx);
        let Some(upto) = scores.last().map(|score| score.partner) else { return Ok(false) };
        let done = i32::try_from(scores.len()).unwrap_or(i32::MAX);
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.mark_scored(lease, upto, done, self.engine.clock.now() + self.lease()).await?;
        past.keep(&mut tx, &scores).await?;
        tx.commit().await?;
        Ok(true)
    }
}
