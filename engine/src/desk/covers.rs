//! Vacation cover at the desk: a manager enters its own, a head anybody's. It holds and ends by its days.

use super::Desk;
use super::managers::able;
use chrono::{Days, NaiveDate};
use domain::cover::Cover;
use domain::event::HouseEvent;
use domain::rights::{Action, may};
use domain::view::{CoverForm, CoverRow, CoversPage};
use domain::{CoverId, EventId, Refusal, UserId};
use serde_json::json;
use std::str::FromStr;
use store::Tx;

impl Desk {
    /// Vacations that aren't over, and who covers.
    pub async fn covers(&self) -> Result<CoversPage, Refusal> {
        self.check(Action::ArrangeCover)?;
        let mut tx = self.read().await?;
        let today = self.today(&mut tx).await?;
        let covers = tx.covers_from(today).await?;
        let users = tx.users().await?;
        let named = |id: UserId| {
            (id, users.iter().find(|user| user.id == id).map(|user| user.name.clone()).unwrap_or_default())
        };
        let row = |cover: Cover| CoverRow {
            id: cover.id,
            manager: named(cover.manager_id),
            cover: named(cover.cover_id),
            first_day: cover.first_day,
            last_day: cover.last_day,
            may_edit: self.enters_for(cover.manager_id),
        };
        let covering: Vec<_> = able(&users).map(|user| (user.id, user.name.clone())).collect();
        Ok(CoversPage {
            rows: covers.into_iter().map(row).collect(),
            away: covering.iter().filter(|(id, _)| self.enters_for(*id)).cloned().collect(),
            covering,
            today,
        })
    }

    /// Keeps a vacation as a form says it: a new one, or one that is changed.
    pub async fn save_cover(&self, form: &CoverForm) -> Result<CoverId, Refusal> {
        self.check(Action::ArrangeCover)?;
        let mut tx = self.write().await?;
        tx.lock_covers().await?;
        let before = match form.id.trim() {
            "" => None,
            id => Some(self.own_cover(&mut tx, id.parse().map_err(|_| no_cover())?).await?),
        };
        let id = before.map_or_else(|| CoverId(self.engine.clock.new_id()), |before| before.id);
        let cover = Cover {
            id,
            manager_id: self.person(&mut tx, "away", &form.away).await?,
            cover_id: self.person(&mut tx, "covered by", &form.covering).await?,
            first_day: day("from", &form.first)?,
            last_day: day("until", &form.last)?,
        };
        if !self.enters_for(cover.manager_id) {
            return Err(Refusal::forbidden("enter the vacation of another manager; a head of partners does that"));
        }
        let today = self.today(&mut tx).await?;
        cover.check(today, &tx.covers_from(today.min(cover.first_day)).await?)?;
        tx.put_cover(&cover, (self.caller.user, self.engine.clock.now())).await?;
        self.told_of_cover(&mut tx, &cover, "cover_saved").await?;
        tx.commit().await?;
        Ok(cover.id)
    }

    /// Takes a vacation back that hasn't begun, or ends one today: it was covered until yesterday.
    pub async fn end_cover(&self, id: CoverId) -> Result<(), Refusal> {
        self.check(Action::ArrangeCover)?;
        let mut tx = self.write().await?;
        tx.lock_covers().await?;
        let cover = self.own_cover(&mut tx, id).await?;
        let today = self.today(&mut tx).await?;
        if cover.last_day < today {
            return Err(Refusal::not_now("This vacation is over."));
        }
        let yesterday = today - Days::new(1);
        if cover.first_day > yesterday {
            tx.remove_cover(id).await?;
        } else {
            let ended = Cover { last_day: yesterday, ..cover };
            tx.put_cover(&ended, (self.caller.user, self.engine.clock.now())).await?;
        }
        self.told_of_cover(&mut tx, &cover, "cover_ended").await?;
        Ok(tx.commit().await?)
    }

    /// Whether the caller may enter a manager's vacation.
    fn enters_for(&self, manager: UserId) -> bool {
        manager == self.caller.user || may(self.caller.role, Action::AssignManagers)
    }

    async fn own_cover(&self, tx: &mut Tx, id: CoverId) -> Result<Cover, Refusal> {
        tx.cover(id).await?.filter(|cover| self.enters_for(cover.manager_id)).ok_or_else(no_cover)
    }

    /// Somebody who looks after partners, by the id that a form says.
    async fn person(&self, tx: &mut Tx, field: &str, id: &str) -> Result<UserId, Refusal> {
        let chosen = UserId::from_str(id.trim()).ok();
        let users = tx.users().await?;
        let found = able(&users).find(|user| Some(user.id) == chosen).map(|user| user.id);
        found.ok_or_else(|| Refusal::invalid(field, "choose a partner manager or a head of partners"))
    }

    async fn told_of_cover(&self, tx: &mut Tx, cover: &Cover, action: &str) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        let event = HouseEvent::CoverArranged { cover: cover.id, manager: cover.manager_id }.into();
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        let subject = tx.user(cover.manager_id).await?.map(|user| user.email).unwrap_or_default();
        Ok(tx.audit(now, self.actor(), action, &subject, &json!(cover)).await?)
    }
}

fn no_cover() -> Refusal {
    Refusal::not_found("vacation")
}

fn day(field: &str, text: &str) -> Result<NaiveDate, Refusal> {
    text.trim().parse().map_err(|_| Refusal::invalid(field, format!("“{}” is not a day like 2025-12-22", text.trim())))
}
