//! Proving an account: prenotes, micro-deposits, what comes back.

use super::{current, someone_was_faster};
use crate::Office;
use chrono::NaiveDate;
use domain::ach::returns::Change;
use domain::audit::Actor;
use domain::banking::account::{AccountState, AccountStatus, AccountStep, BankAccount, MicroDeposits};
use domain::banking::next_banking_day;
use domain::{BankAccountId, Cents, PartnerId, Refusal};
use store::{StoredAccount, Tx};

/// Accounts that are looked at in one transaction.
const CHUNK: i64 = 200;

impl Office {
    /// Notes that a prenote was sent, to settle on this day.
    pub async fn note_prenote(&self, id: BankAccountId, settles_on: NaiveDate, actor: Actor) -> Result<(), Refusal> {
        self.step(id, None, AccountStep::SendPrenote(settles_on), actor).await.map(drop)
    }

    /// Draws two amounts that somebody sends to an account, to settle on the next banking day.
    ///
    /// `revision` is the one that the caller saw.
    pub async fn begin_deposits(
        &self,
        id: BankAccountId,
        revision: i64,
        actor: Actor,
    ) -> Result<MicroDeposits, Refusal> {
        let deposits = drawn()?;
        let settles_on = next_banking_day(self.today().await?);
        self.step(id, Some(revision), AccountStep::SendDeposits(settles_on, deposits), actor).await?;
        Ok(deposits)
    }

    /// Has the two amounts named that have arrived on a partner's account. Says how far the account is then.
    pub async fn confirm_deposits(
        &self,
        partner: PartnerId,
        named: MicroDeposits,
        actor: Actor,
    ) -> Result<AccountState, Refusal> {
        let today = self.today().await?;
        let mut tx = self.write().await?;
        let stored = current(&mut tx, partner).await?.ok_or_else(|| Refusal::not_found("bank account"))?;
        let after =
            self.engine.step_account(&mut tx, &stored.account, AccountStep::Confirm(today, named), actor).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Notes that an entry to an account came back on this day.
    pub async fn note_return(
        &self,
        id: BankAccountId,
        code: &str,
        on: NaiveDate,
        actor: Actor,
    ) -> Result<AccountState, Refusal> {
        self.step(id, None, AccountStep::Return(on, code.to_owned()), actor).await
    }

    /// Notes what a bank says is wrong with an account, and gives the corrected one.
    pub async fn note_change(&self, id: BankAccountId, change: &Change, actor: Actor) -> Result<BankAccount, Refusal> {
        let mut tx = self.write().await?;
        let stored = account(&mut tx, id).await?;
        let corrected = self.engine.correct_account(&mut tx, &stored, change, actor).await?.account;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(corrected)
    }

    /// Verifies the accounts whose prenotes haven't come back in time, and says how many.
    pub async fn look_at_prenotes(&self) -> Result<u64, Refusal> {
        let today = self.today().await?;
        let (mut after, mut verified) = (None, 0);
        loop {
            let mut tx = self.write().await?;
            let chunk = tx.bank_accounts_of_status(AccountStatus::Verifying, after, CHUNK).await?;
            let Some(last) = chunk.last() else { return Ok(verified) };
            after = Some(last.account.id);
            for StoredAccount { account, .. } in chunk.iter().filter(|stored| is_proved(stored, today)) {
                let step = AccountStep::LookAtPrenote(today);
                self.engine.step_account(&mut tx, account, step, Actor::System).await?;
                verified += 1;
            }
            tx.commit().await?;
        }
    }

    /// How many accounts [`Office::look_at_prenotes`] would verify now.
    pub(crate) async fn proved_prenotes(&self) -> Result<usize, Refusal> {
        let today = self.today().await?;
        let mut tx = self.engine.store.read(self.tenant).await?;
        let (mut after, mut proved) = (None, 0);
        loop {
            let chunk = tx.bank_accounts_of_status(AccountStatus::Verifying, after, CHUNK).await?;
            let Some(last) = chunk.last() else { return Ok(proved) };
            after = Some(last.account.id);
            proved += chunk.iter().filter(|stored| is_proved(stored, today)).count();
        }
    }

    async fn step(
        &self,
        id: BankAccountId,
        revision: Option<i64>,
        step: AccountStep,
        actor: Actor,
    ) -> Result<AccountState, Refusal> {
        let mut tx = self.write().await?;
        let StoredAccount { account, .. } = account(&mut tx, id).await?;
        if revision.is_some_and(|seen| seen != account.revision) {
            return Err(someone_was_faster());
        }
        let after = self.engine.step_account(&mut tx, &account, step, actor).await?;
        tx.commit().await?;
        Ok(after)
    }

    pub(crate) async fn today(&self) -> Result<NaiveDate, Refusal> {
        let zone = self.engine.store.read(self.tenant).await?.tenant_row().await?.time_zone;
        Ok(self.engine.clock.today(&zone))
    }
}

pub(super) async fn account(tx: &mut Tx, id: BankAccountId) -> Result<StoredAccount, Refusal> {
    tx.bank_account(id).await?.ok_or_else(|| Refusal::not_found("bank account"))
}

/// Whether an account's prenote hasn't come back for so long that it is proved.
fn is_proved(stored: &StoredAccount, today: NaiveDate) -> bool {
    stored.account.state.proved_on().is_some_and(|day| day <= today)
}

/// Two amounts that nobody can guess.
fn drawn() -> Result<MicroDeposits, Refusal> {
    let cents = || {
        let mut byte = [0];
        // Bytes from 198 on are drawn again: they would make small amounts likelier.
        loop {
            getrandom::fill(&mut byte).map_err(|error| {
                tracing::error!(%error, "no random bits for micro-deposits");
                Refusal::Unavailable
            })?;
            if byte[0] < 198 {
                return Ok::<_, Refusal>(Cents(i64::from(byte[0] % 99) + 1));
            }
        }
    };
    MicroDeposits::new(cents()?, cents()?).ok_or(Refusal::Unavailable)
}
