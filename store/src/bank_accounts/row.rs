//! An account as its row, and back.

use super::{Sealed, StoredAccount};
use crate::Fault;
use chrono::{DateTime, NaiveDate, Utc};
use domain::banking::account::{
    AccountState, AccountStatus, BankAccount, BankAccountKind, Failing, HolderKind, MicroDeposits, Proof,
};
use domain::{BankAccountId, Cents, PartnerId, UserId};

#[derive(sqlx::FromRow)]
pub(super) struct Columns {
    id: BankAccountId,
    partner_id: PartnerId,
    kind: BankAccountKind,
    holder: HolderKind,
    holder_name: String,
    routing: String,
    ending: String,
    key_id: i32,
    sealed: Vec<u8>,
    fingerprint: Vec<u8>,
    #[sqlx(flatten)]
    state: StateColumns,
    entered_at: DateTime<Utc>,
    entered_by: Option<UserId>,
    revision: i64,
}

/// A state as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct StateColumns {
    pub status: AccountStatus,
    pub status_day: Option<NaiveDate>,
    pub proof: Option<Proof>,
    pub deposit_less: Option<Cents>,
    pub deposit_more: Option<Cents>,
    pub tries: i16,
    pub return_code: Option<String>,
}

impl From<&AccountState> for StateColumns {
    fn from(state: &AccountState) -> Self {
        let mut columns = Self {
            status: state.status(),
            status_day: None,
            proof: None,
            deposit_less: None,
            deposit_more: None,
            tries: 0,
            return_code: None,
        };
        match state {
            AccountState::Unverified => {}
            AccountState::Prenoted { settles_on } => {
                (columns.status_day, columns.proof) = (Some(*settles_on), Some(Proof::Prenote));
            }
            AccountState::Deposited { settles_on, deposits, tries } => {
                (columns.status_day, columns.proof) = (Some(*settles_on), Some(Proof::MicroDeposits));
                let [less, more] = deposits.amounts();
                (columns.deposit_less, columns.deposit_more, columns.tries) = (Some(less), Some(more), (*tries).into());
            }
            AccountState::Verified { on, by } => (columns.status_day, columns.proof) = (Some(*on), Some(*by)),
            AccountState::Failed { on, why } => {
                columns.status_day = Some(*on);
                if let Failing::Returned(code) = why {
                    columns.return_code = Some(code.clone());
                }
            }
            AccountState::Replaced { on } => columns.status_day = Some(*on),
        }
        columns
    }
}

impl StateColumns {
    fn state(self) -> Option<AccountState> {
        let day = self.status_day;
        Some(match (self.status, self.proof) {
            (AccountStatus::Unverified, _) => AccountState::Unverified,
            (AccountStatus::Verifying, Some(Proof::Prenote)) => AccountState::Prenoted { settles_on: day? },
            (AccountStatus::Verifying, Some(Proof::MicroDeposits)) => AccountState::Deposited {
                settles_on: day?,
                deposits: MicroDeposits::new(self.deposit_less?, self.deposit_more?)?,
                tries: self.tries.try_into().ok()?,
            },
            (AccountStatus::Verified, Some(by)) => AccountState::Verified { on: day?, by },
            (AccountStatus::Verifying | AccountStatus::Verified, None) => return None,
            (AccountStatus::Failed, _) => {
                AccountState::Failed { on: day?, why: self.return_code.map_or(Failing::Unconfirmed, Failing::Returned) }
            }
            (AccountStatus::Replaced, _) => AccountState::Replaced { on: day? },
        })
    }
}

impl TryFrom<Columns> for StoredAccount {
    type Error = Fault;

    fn try_from(row: Columns) -> Result<Self, Fault> {
        let id = row.id;
        let broken = |what: &str| Fault::Inconsistent(format!("bank account {id}: {what}"));
        let account = BankAccount {
            id,
            partner: row.partner_id,
            kind: row.kind,
            holder: row.holder,
            holder_name: row.holder_name,
            routing: row.routing.parse().map_err(|_| broken("its routing number doesn't hold"))?,
            ending: row.ending,
            state: row.state.state().ok_or_else(|| broken("its state lacks what belongs to it"))?,
            entered_at: row.entered_at,
            entered_by: row.entered_by,
            revision: row.revision,
        };
        Ok(Self { account, number: Sealed { key: row.key_id, bytes: row.sealed }, fingerprint: row.fingerprint })
    }
}
