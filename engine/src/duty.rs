//! Who looks after partners on a day: the managers that they are assigned to, and those who cover for them.

use chrono::NaiveDate;
use domain::cover::{Cover, acting};
use domain::rights::sees_all;
use domain::user::User;
use domain::{Refusal, UserId};
use store::Tx;

/// Who is there for whom on a day.
pub(crate) struct Duty {
    day: NaiveDate,
    covers: Vec<Cover>,
}

impl Duty {
    /// That of the operator's day.
    pub async fn on(tx: &mut Tx, day: NaiveDate) -> Result<Self, Refusal> {
        Ok(Self { day, covers: tx.covers_from(day).await? })
    }

    /// Who looks after the partners of a manager.
    pub fn of(&self, manager: Option<UserId>) -> Option<UserId> {
        manager.map(|manager| acting(manager, self.day, &self.covers))
    }

    /// The cover of a manager that holds.
    pub fn cover(&self, manager: UserId) -> Option<&Cover> {
        self.covers.iter().find(|cover| cover.manager_id == manager && cover.holds_on(self.day))
    }

    /// Whether somebody may see a partner with this manager.
    pub fn sees(&self, user: &User, manager: Option<UserId>) -> bool {
        sees_all(user.role) || manager == Some(user.id) || self.of(manager) == Some(user.id)
    }

    /// Whether somebody is to be told of a partner with this manager: whoever sees all, and whoever looks after it, but
    /// not a manager who is away.
    pub fn tells(&self, user: &User, manager: Option<UserId>) -> bool {
        sees_all(user.role) || self.of(manager) == Some(user.id)
    }
}
