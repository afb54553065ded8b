//! The course of an emergency: assessments, the checkpoint, and its end by itself.

use super::{called, closing_of};
use crate::Office;
use crate::alerts::Word;
use crate::clock::day_of;
use crate::runner::{Settled, Work};
use chrono::TimeDelta;
use domain::audit::Actor;
use domain::health::SatisfactionRules;
use domain::health::alert::Severity;
use domain::health::emergency::{Due, Goal, Progress, goal};
use domain::health::survey::mean_of;
use domain::user::Role;
use domain::view::{EmergencyStep, NotificationAbout};
use domain::{EmergencyId, Month, PartnerId, Refusal};
use serde::Deserialize;
use serde_json::json;
use store::{NewEmergencyEntry, StoredEmergency, Tx};
use uuid::Uuid;

/// Hours between looks at the goal once the assessments are over.
const LATER: i64 = 24;

#[derive(Deserialize)]
struct Input {
    emergency: EmergencyId,
}

impl Office {
    /// Does what is due of an emergency, and waits for the next or for its end.
    pub(crate) async fn follow_emergency(&self, work: &Work) -> Result<Settled, Refusal> {
        let Input { emergency: id } = serde_json::from_value(work.claim.input.clone())
            .map_err(|_| Refusal::not_now("the run doesn't say which emergency it follows"))?;
        let now = self.engine.clock.now();
        let found = self.open_emergency(id).await?;
        let Some(found) = found else { return work.done(json!({ "closed": true })).await };
        let due = found.row.plan().due(now, &found.rules);
        let assess = due.iter().find_map(|due| match due {
            Due::Assess { number } => Some(*number),
            Due::Checkpoint => None,
        });
        // A drill looks at what is there and has nothing computed.
        if assess.is_some() && !found.row.drill {
            self.score_today(None).await?;
        }
        let mut tx = self.engine.store.write(self.tenant).await?;
        let reached = self.goal_now(&mut tx, &found).await?;
        let asked = due.contains(&Due::Checkpoint);
        let asked_at = if asked { Some(now) } else { found.row.asked_at };
        let assessed = assess.unwrap_or(found.row.assessed);
        // From here on nobody closes it until this is kept.
        if !tx.follow_emergency(id, assessed, Some(&reached.goal), asked_at).await? {
            return work.done_in(tx, json!({ "closed": true })).await;
        }
        if assess.is_some() {
            self.note_assessment(&mut tx, &found, assessed, reached).await?;
        }
        if asked {
            self.ask_to_take_stock(&mut tx, &found).await?;
        }
        if let Some(why) = is_over(&found, assessed, &reached.goal) {
            self.close_emergency_in(&mut tx, &found.row, None, why).await?;
            return work.done_in(tx, json!({ "assessed": assessed, "closed": true })).await;
        }
        let next = found.row.plan().next_at(now, &found.rules).unwrap_or(now + TimeDelta::hours(LATER));
        work.wait_in(tx, &closing_of(id), Some(next)).await
    }

    async fn open_emergency(&self, id: EmergencyId) -> Result<Option<StoredEmergency>, Refusal> {
        let found = self.engine.store.read(self.tenant).await?.emergency(id).await?;
        Ok(found.filter(|found| found.row.closed_at.is_none()))
    }

    /// How far the goal is reached, by scores, answers and bills of now.
    async fn goal_now(&self, tx: &mut Tx, found: &StoredEmergency) -> Result<Reached, Refusal> {
        let partner = found.row.partner.id;
        let zone = tx.tenant_row().await?.time_zone;
        let today = self.engine.clock.today(&zone);
        let score = tx.latest_health(partner).await?.and_then(|stored| stored.detail.score);
        let begun = day_of(found.row.begun_at, &zone);
        let answers = tx.answers_heard(begun, today, just_before(partner), partner).await?.into_iter();
        let answers: Vec<_> = answers.map(|(_, answer)| answer).collect();
        let heard = mean_of(&answers, today, &SatisfactionRules::default());
        let complete = Month::of(today).previous();
        let billed = tx.latest_billed_month().await?.map_or(complete, |month| month.min(complete));
        let months = tx.billed_by_month_of(partner, found.baseline.month.previous(), billed).await?;
        let progress = Progress {
            score,
            satisfaction: heard.map(|heard| heard.mean),
            months: months.into_iter().map(|(month, billed, _)| (month, billed)).collect(),
        };
        Ok(Reached { score, goal: goal(&found.baseline, &progress, &found.rules) })
    }

    async fn note_assessment(
        &self,
        tx: &mut Tx,
        found: &StoredEmergency,
        number: u32,
        reached: Reached,
    ) -> Result<(), Refusal> {
        let score = reached.score.map_or_else(|| "no score".to_owned(), |score| format!("score {score:.1}"));
        let gained =
            reached.goal.score.reached.map_or_else(String::new, |gained| format!(", {gained:+.1} since it began"));
        let entry = NewEmergencyEntry {
            id: self.engine.clock.new_id(),
            at: self.engine.clock.now(),
            step: EmergencyStep::Assessed,
            by: None,
            words: format!("Assessment {number}: {score}{gained}."),
            score: reached.score,
            goal: Some(reached.goal),
        };
        Ok(tx.note_emergency(found.row.id, &entry).await?)
    }

    /// Tells those who were told of the beginning that it is time.
    async fn ask_to_take_stock(&self, tx: &mut Tx, found: &StoredEmergency) -> Result<(), Refusal> {
        let row = &found.row;
        let manager = tx.partner(row.partner.id).await?.and_then(|partner| partner.manager_id);
        let contacts = tx.emergency_settings().await?.map(|(_, contacts)| contacts).unwrap_or_default();
        let mut alarm = self.engine.alarm(tx).await?;
        let words = format!("{}: it is time to take stock, and to say how to go on.", called(row.drill));
        let told = Word {
            about: (NotificationAbout::Emergency, row.id.0),
            severity: if row.drill { Severity::Info } else { Severity::Critical },
            title: &format!("{} {}", row.partner.code, row.partner.name),
            words: &words,
        };
        let there = alarm.on_duty(manager);
        if !alarm.say_to(manager, |user| contacts.contains(&user.id) || there == Some(user.id), &told) {
            alarm.say_to(manager, |user| user.role == Role::Admin, &told);
        }
        alarm.ring(tx, Actor::System).await?;
        self.engine.note_emergency(tx, row.id, (EmergencyStep::Asked, None), words).await
    }
}

/// What was found at an assessment.
#[derive(Clone, Copy)]
struct Reached {
    score: Option<f64>,
    goal: Goal,
}

/// Why it ends by itself: a real one by its goal, a drill when its days are over.
fn is_over(found: &StoredEmergency, assessed: u32, goal: &Goal) -> Option<&'static str> {
    let all = found.row.plan().assessments(&found.rules).count();
    if found.row.drill {
        return usize::try_from(assessed).is_ok_and(|made| made >= all).then_some("The days of the drill are over.");
    }
    goal.is_reached().then_some("Score, satisfaction and revenue have reached their goal.")
}

/// Before one partner and after all others that come before it.
fn just_before(partner: PartnerId) -> PartnerId {
    PartnerId(Uuid::from_u128(partner.0.as_u128().saturating_sub(1)))
}
