//! Prenotes: accounts that nothing is known about are tried by entries that move nothing.

use super::send::Entries;
use crate::Office;
use crate::runner::{Settled, Work};
use domain::Refusal;
use domain::banking::account::{AccountStatus, AccountStep};
use domain::payout::file;
use serde_json::json;
use std::collections::HashMap;

/// Accounts that one file tries.
const AT_ONCE: i64 = 1000;

impl Office {
    /// Writes a file of prenotes to the accounts that nothing is known about yet.
    pub(crate) async fn write_prenotes(&self, work: &Work) -> Result<Settled, Refusal> {
        let engine = &self.engine;
        let mut tx = engine.store.write(self.tenant).await?;
        tx.lock_payouts().await?;
        let accounts = tx.bank_accounts_of_status(AccountStatus::Unverified, None, AT_ONCE).await?;
        // Who can't send payouts yet has no use for prenotes either.
        if accounts.is_empty() || !engine.has_bank() || tx.payout_settings().await?.is_none() {
            return work.done_in(tx, json!({ "prenotes": 0, "waiting": accounts.len() })).await;
        }
        let (settings, _) = engine.settings_to_pay(&mut tx).await?;
        let codes: HashMap<_, _> = tx.partner_refs().await?.into_iter().map(|p| (p.id, p.code)).collect();
        let mut entries: Entries = Vec::with_capacity(accounts.len());
        for stored in accounts {
            let reference = codes.get(&stored.account.partner).map(String::as_str).unwrap_or_default();
            entries.push((engine.receiver_of(&mut tx, &stored, reference).await?, stored));
        }
        let receivers: Vec<_> = entries.iter().map(|(receiver, _)| receiver.clone()).collect();
        let effective = file::effective_date(&settings, &receivers, engine.clock.now());
        let heading = engine.heading(&mut tx, "PRENOTES", effective).await?;
        let written = file::write(&settings, None, &heading, receivers);
        let written = written.map_err(|refused| Refusal::not_now(format!("Prenotes can’t be written: {refused}")))?;
        let name = format!("prenotes-{}", heading.at.format("%Y%m%d"));
        let row = engine.keep_file(&mut tx, (&name, None), &heading, &written, &entries).await?;
        for (_, stored) in &entries {
            let step = AccountStep::SendPrenote(effective);
            engine.step_account(&mut tx, &stored.account, step, work.actor()).await?;
        }
        let details = json!({ "file": row.name, "sha256": row.content_hash, "prenotes": entries.len() });
        tx.audit(engine.clock.now(), work.actor(), "prenotes_written", &row.name, &details).await?;
        work.done_in(tx, details).await
    }

    /// Hands over the files of prenotes that are written.
    pub(crate) async fn submit_prenotes(&self, work: &Work) -> Result<Settled, Refusal> {
        let engine = &self.engine;
        let files = engine.store.read(self.tenant).await?.prenotes_to_submit().await?;
        for file in &files {
            engine.lay_ready(self, file, None).await?;
            let name = file.name.clone();
            engine.at_bank(self.tenant, move |bank| bank.hand_over(&name)).await?;
            let mut tx = engine.store.write(self.tenant).await?;
            tx.mark_ach_file_submitted(file.id, engine.clock.now()).await?;
            tx.commit().await?;
        }
        work.done(json!({ "files": files.len() })).await
    }
}
