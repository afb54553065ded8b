//! Whom we can pay: what is payable, who is held out and why, and which account it goes to.

use super::of_state;
use crate::Engine;
use chrono::NaiveDate;
use domain::payout::{Candidate, HoldReason, Limits, Line, PayoutState, Standing, hold, propose};
use domain::view::{Payable, PayoutRow};
use domain::{BankAccountId, Cents, PartnerId, PayoutId, Refusal};
use std::collections::{BTreeMap, HashMap};
use store::{StoredAccount, Tx};

/// Partners' standings and accounts, as they are in a transaction.
pub(super) struct Payees {
    standings: HashMap<PartnerId, Standing>,
    accounts: BTreeMap<PartnerId, StoredAccount>,
}

impl Payees {
    /// Those of some partners.
    pub async fn of(tx: &mut Tx, partners: &[PartnerId], today: NaiveDate) -> Result<Self, Refusal> {
        let mut standings: HashMap<_, _> = partners.iter().map(|partner| (*partner, Standing::default())).collect();
        for (partner, told) in tx.payment_standings(partners).await? {
            standings.insert(
                partner,
                Standing {
                    on_hold: told.hold.is_some(),
                    has_account: false,
                    has_tax_form: told.tax_form.is_some_and(|form| form.holds_on(today)),
                    minimum: told.minimum,
                },
            );
        }
        let mut accounts = BTreeMap::new();
        for stored in tx.payable_accounts(partners).await? {
            if !stored.account.state.is_payable() {
                continue;
            }
            standings.entry(stored.account.partner).or_default().has_account = true;
            accounts.insert(stored.account.partner, stored);
        }
        Ok(Self { standings, accounts })
    }

    /// Whether a partner can be paid.
    pub fn standing(&self, partner: PartnerId) -> Standing {
        self.standings.get(&partner).copied().unwrap_or_default()
    }

    /// The account that a partner is paid to.
    pub fn account(&self, partner: PartnerId) -> Option<&StoredAccount> {
        self.accounts.get(&partner)
    }
}

impl Engine {
    /// What is payable to each partner, with the reason where it isn't paid now.
    pub(crate) async fn payables(&self, tx: &mut Tx, limits: Option<Limits>) -> Result<Vec<Payable>, Refusal> {
        let mut payables = tx.payables().await?;
        let lines = match limits {
            Some(limits) => self.lines(tx, &payables, limits).await?,
            None => Vec::new(),
        };
        let mut reasons: HashMap<_, _> = lines.into_iter().map(|line| (line.partner, line.held_out)).collect();
        for payable in &mut payables {
            payable.held_out = reasons.remove(&payable.partner.id).flatten();
        }
        Ok(payables)
    }

    /// What a batch proposed now would do about each partner. One that waits in an open batch is left for later.
    pub(crate) async fn lines(&self, tx: &mut Tx, payables: &[Payable], limits: Limits) -> Result<Vec<Line>, Refusal> {
        let zone = tx.tenant_row().await?.time_zone;
        let free: Vec<_> = payables.iter().filter(|payable| payable.open == Cents::ZERO).collect();
        let partners: Vec<_> = free.iter().map(|payable| payable.partner.id).collect();
        let payees = Payees::of(tx, &partners, self.clock.today(&zone)).await?;
        let candidates: Vec<_> = free
            .into_iter()
            .map(|payable| {
                let partner = payable.partner.id;
                Candidate { partner, payable: payable.due(), standing: payees.standing(partner) }
            })
            .collect();
        Ok(propose(&candidates, limits))
    }

    /// Payouts of an open batch that may not be sent as things are now, with the reason; and the accounts of the others.
    pub(super) async fn look_again(
        &self,
        tx: &mut Tx,
        payouts: &[&PayoutRow],
        limits: Limits,
    ) -> Result<(Vec<(PayoutId, HoldReason)>, Payees), Refusal> {
        let zone = tx.tenant_row().await?.time_zone;
        let partners: Vec<_> = payouts.iter().map(|payout| payout.partner.id).collect();
        let payees = Payees::of(tx, &partners, self.clock.today(&zone)).await?;
        let due: HashMap<_, _> = tx.payables().await?.into_iter().map(|p| (p.partner.id, p.owed - p.carried)).collect();
        let doubt = |payout: &&PayoutRow| {
            let partner = payout.partner.id;
            if payout.amount > due.get(&partner).copied().unwrap_or(Cents::ZERO) {
                return Some((payout.id, HoldReason::LessPayable));
            }
            // It was above the minimum when it was proposed, which is soon enough.
            let standing = Standing { minimum: Some(Cents::ZERO), ..payees.standing(partner) };
            hold(payout.amount, standing, limits).map(|reason| (payout.id, reason))
        };
        let doubts = payouts.iter().filter_map(doubt).collect();
        Ok((doubts, payees))
    }

    /// Payouts of a batch that is yet to be written that would be held out if it were written now.
    pub(crate) async fn doubts(
        &self,
        tx: &mut Tx,
        payouts: &[PayoutRow],
        limits: Limits,
    ) -> Result<Vec<(PayoutId, HoldReason)>, Refusal> {
        let proposed: Vec<_> = of_state(payouts, PayoutState::Proposed).collect();
        Ok(self.look_again(tx, &proposed, limits).await?.0)
    }

    /// An account by its id, whatever its state.
    pub(super) async fn account_of(&self, tx: &mut Tx, id: BankAccountId) -> Result<StoredAccount, Refusal> {
        tx.bank_account(id).await?.ok_or_else(|| Refusal::not_found("bank account"))
    }
}
