//! Which months are paid: from the ledger and the payouts, as a transaction has them.

use super::{money_of, open_points_of};
use crate::{Engine, Office};
use chrono::{DateTime, Utc};
use domain::audit::Actor;
use domain::event::Event;
use domain::run::{MonthMoney, PartnerMoney, Run, RunStatus};
use domain::view::Payable;
use domain::{Cents, Month, PartnerId, Refusal};
use serde_json::json;
use std::collections::HashMap;
use store::{RunStep, Tx};

impl Engine {
    /// Sets going what waits for the money of months, and brings those that are paid by now to *paid*.
    ///
    /// Called where money has moved, after it is booked and before the transaction ends; `payday` says that all that is
    /// payable was just looked at, so that what is held is held by decision.
    pub(crate) async fn money_moved(&self, tx: &mut Tx, payday: bool) -> Result<(), Refusal> {
        for month in self.look_at_money(tx, payday).await? {
            tx.wake_steps(&money_of(month), self.clock.now()).await?;
        }
        Ok(())
    }

    /// Brings every approved month that is paid by now to *paid*. Gives the months that it has looked at.
    pub(crate) async fn look_at_money(&self, tx: &mut Tx, payday: bool) -> Result<Vec<Month>, Refusal> {
        tx.lock_months().await?;
        let approved: Vec<_> = tx.runs().await?.into_iter().filter(|run| run.status == RunStatus::Approved).collect();
        if approved.is_empty() {
            return Ok(Vec::new());
        }
        let payables = self.payables_now(tx).await?;
        for run in &approved {
            let money = month_money(tx, run.month, &payables).await?;
            let since = approved_at(tx, run).await?;
            let payday_was = payday || !tx.batches_paying(run.month, (since, None)).await?.is_empty();
            if money.is_settled(payday_was) {
                self.month_is_paid(tx, run, &money).await?;
            }
        }
        Ok(approved.into_iter().map(|run| run.month).collect())
    }

    async fn month_is_paid(&self, tx: &mut Tx, run: &Run, money: &MonthMoney) -> Result<(), Refusal> {
        let (month, version, at) = (run.month, run.version, self.clock.now());
        let (from, to) = (RunStatus::Approved, RunStatus::Paid);
        let step = RunStep { month, version, from, to, at, by: None, note: None };
        let held: Vec<_> =
            money.held.iter().map(|(reason, partners, amount)| json!([reason, partners, amount])).collect();
        let details = json!({ "carried": money.carried, "held": held });
        self.move_month(tx, step, &Event::MonthPaid { month }, (Actor::System, &details)).await?;
        for waits in [money_of(month), open_points_of(month)] {
            tx.wake_steps(&waits, at).await?;
        }
        Ok(())
    }

    /// Where the money of a month and of those before it is.
    pub(crate) async fn money_of_month(&self, tx: &mut Tx, month: Month) -> Result<MonthMoney, Refusal> {
        let payables = self.payables_now(tx).await?;
        month_money(tx, month, &payables).await
    }

    async fn payables_now(&self, tx: &mut Tx) -> Result<Vec<Payable>, Refusal> {
        let limits = tx.payout_settings().await?.map(|(settings, _)| settings.limits);
        self.payables(tx, limits).await
    }
}

impl Office {
    /// Looks which months are paid, beside all payouts.
    pub(crate) async fn look_at_money(&self) -> Result<(), Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        self.engine.look_at_money(&mut tx, false).await?;
        Ok(tx.commit().await?)
    }
}

/// When a month was released; of one that was before this was noted, when it was calculated.
pub(super) async fn approved_at(tx: &mut Tx, run: &Run) -> Result<DateTime<Utc>, Refusal> {
    let moves = tx.run_moves((run.month, run.version)).await?;
    let approved = moves.iter().find(|found| found.status == RunStatus::Approved);
    Ok(approved.map(|found| found.at).or(run.calculated_at).unwrap_or(run.frozen_at))
}

async fn month_money(tx: &mut Tx, month: Month, payables: &[Payable]) -> Result<MonthMoney, Refusal> {
    let mut partners: HashMap<PartnerId, PartnerMoney> = HashMap::with_capacity(payables.len());
    for payable in payables {
        let money = PartnerMoney {
            owed: payable.owed,
            proposed: payable.open,
            carried: payable.carried,
            in_transit: Cents::ZERO,
            later: Cents::ZERO,
            held_out: payable.held_out,
        };
        partners.insert(payable.partner.id, money);
    }
    for found in tx.later_money(month).await? {
        let money = partners.entry(found.partner_id).or_default();
        (money.later, money.in_transit) = (found.later, found.in_transit);
    }
    Ok(MonthMoney::of(partners.into_values()))
}
