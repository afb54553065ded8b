//! Interventions at the desk: planned, begun, worked on, ended; the board and the calendar.

use super::Desk;
use super::playbooks::playbook;
use crate::alerts::Word;
use crate::duty::Duty;
use crate::mail;
use chrono::{Days, NaiveDate};
use domain::correction::words;
use domain::event::SuccessEvent;
use domain::health::Band;
use domain::health::alert::Severity;
use domain::health::intervention::{InterventionState, MeasureDays, SuccessMetric};
use domain::partner::Partner;
use domain::rights::{Action, may};
use domain::tenant::Tenant;
use domain::user::User;
use domain::view::{
    CalendarStep, InterventionBoard, InterventionPage, InterventionPlan, InterventionQuery, InterventionRow,
    NotificationAbout, PartnerRef,
};
use domain::{EventId, InterventionId, Refusal};
use serde_json::{Value, json};
use store::{NewIntervention, StoredIntervention, Tx};

/// Days for which ended interventions stay on the board.
const SHOWN: u64 = 30;
/// The same on the page of one partner.
const SHOWN_OF_PARTNER: u64 = 730;
/// Interventions of a board at most.
const BOARD: i64 = 500;
/// The longest span of a calendar, in days.
const CALENDAR: u64 = 100;
/// Days after which nobody writes down any more that an intervention has begun, and days ahead that one is planned for.
const LATE: u64 = 120;
const AHEAD: u64 = 365;
/// The longest effort that is logged at once, in minutes: a week of work.
const EFFORT: i32 = 2_400;

impl Desk {
    /// Interventions that are planned, under way, or ended not long ago; of one partner also those of two years.
    pub async fn interventions(&self, query: InterventionQuery) -> Result<InterventionBoard, Refusal> {
        self.check(Action::ReadInterventions)?;
        let mut tx = self.read().await?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let shown = if query.partner.is_some() { SHOWN_OF_PARTNER } else { SHOWN };
        let narrowed = (query.partner, query.kind, query.mine.then_some(self.caller.user));
        let rows = tx.interventions(today - Days::new(shown), narrowed, BOARD).await?;
        let people = tx.users().await?.into_iter().filter(|user| may(user.role, Action::Intervene));
        let mut people: Vec<_> = people.map(|user| (user.id, user.name)).collect();
        people.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(InterventionBoard { rows, today, people, may_intervene: may(self.caller.role, Action::Intervene) })
    }

    /// Steps that are due from one day to another, by day.
    pub async fn intervention_calendar(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<CalendarStep>, Refusal> {
        self.check(Action::ReadInterventions)?;
        if to < from || to > from + Days::new(CALENDAR) {
            return Err(Refusal::invalid("days", format!("choose up to {CALENDAR} days")));
        }
        Ok(self.read().await?.steps_between(from, to).await?)
    }

    /// One intervention with everything about it.
    pub async fn intervention(&self, id: InterventionId) -> Result<InterventionPage, Refusal> {
        self.check(Action::ReadInterventions)?;
        let mut tx = self.read().await?;
        let (row, more) = found(&mut tx, id).await?;
        let now = tx.latest_health(row.partner.id).await?;
        let (steps, efforts) = (tx.intervention_steps(id).await?, tx.efforts(id).await?);
        drop(tx);
        let StoredIntervention { reason, goal, outcome, playbook, planner, planned_at, measured, measured_on, .. } =
            more;
        Ok(InterventionPage {
            reached: now.and_then(|now| goal.reached(&now.detail)),
            playbook,
            planned: (planner, planned_at),
            measured,
            measured_on,
            row,
            reason,
            goal,
            outcome,
            steps,
            efforts,
            may_intervene: may(self.caller.role, Action::Intervene),
        })
    }

    /// Plans an intervention by the playbook in force. Somebody else who sees to it is told, and gets a letter.
    pub async fn plan_intervention(&self, plan: &InterventionPlan) -> Result<InterventionId, Refusal> {
        self.check(Action::Intervene)?;
        let reason = words("reason", &plan.reason)?;
        let mut tx = self.write().await?;
        let tenant = tx.tenant_row().await?;
        let today = self.engine.clock.today(&tenant.time_zone);
        if plan.begins_on < today - Days::new(LATE) || plan.begins_on > today + Days::new(AHEAD) {
            return Err(Refusal::invalid("begin", format!("it lies at most {LATE} days back and {AHEAD} days ahead")));
        }
        let Partner { id, code, name, manager_id, .. } =
            tx.partner(plan.partner).await?.ok_or_else(|| Refusal::not_found("partner"))?;
        let partner = PartnerRef { id, code, name };
        let owner = tx.user(plan.owner.unwrap_or(self.caller.user)).await?;
        let duty = Duty::on(&mut tx, today).await?;
        let owner = owner.filter(|user| may(user.role, Action::Intervene) && duty.sees(user, manager_id));
        let who = "choose somebody who sees this partner and may work on interventions";
        let owner = owner.ok_or_else(|| Refusal::invalid("owner", who))?;
        let goal = goal_of(&mut tx, plan).await?;
        let (plays, playbook) = playbook(&mut tx, plan.kind).await?;
        let new = NewIntervention {
            id: InterventionId(self.engine.clock.new_id()),
            partner: partner.id,
            playbook,
            plays,
            reason: reason.clone(),
            goal,
            owner: owner.id,
            planned: (self.caller.user, self.engine.clock.now()),
            begins_on: plan.begins_on,
        };
        tx.plan_intervention(&new).await.map_err(|fault| {
            let there = "an intervention of this kind is planned or under way for this partner already";
            if fault.is_duplicate() { Refusal::conflict(there) } else { fault.into() }
        })?;
        if owner.id != self.caller.user {
            self.tell_owner(&mut tx, &tenant, owner, (&partner, &new)).await?;
        }
        let (row, _) = found(&mut tx, new.id).await?;
        self.tell_intervention(&mut tx, &row, InterventionState::Planned, json!({ "reason": reason })).await?;
        tx.commit().await?;
        Ok(new.id)
    }

    async fn tell_owner(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        owner: User,
        (partner, new): (&PartnerRef, &NewIntervention),
    ) -> Result<(), Refusal> {
        let mut alarm = self.engine.alarm(tx).await?;
        let word = Word {
            about: (NotificationAbout::Intervention, new.id.0),
            severity: Severity::Low,
            title: &format!("{} {}", partner.code, partner.name),
            words: &format!("{} begins on {}, and you see to it.", new.plays.kind.label(), new.begins_on),
        };
        alarm.say_here(owner.id, &word);
        alarm.ring(tx, self.actor()).await?;
        let letter = mail::intervention_scheduled(tenant, &owner, (partner, new))?;
        self.engine.send(tx, &format!("intervention {}", new.id), vec![(owner, letter)]).await
    }

    /// Begins a planned intervention, today or on an earlier day on which it has: the partner's score of then is kept,
    /// and steps are due counted from there.
    pub async fn begin_intervention(&self, id: InterventionId, on: Option<NaiveDate>) -> Result<(), Refusal> {
        self.check(Action::Intervene)?;
        let mut tx = self.write().await?;
        let (row, _) = found(&mut tx, id).await?;
        row.state.check_move(InterventionState::InProgress)?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let on = on.unwrap_or(today);
        if on > today || on < today - Days::new(LATE) {
            return Err(Refusal::invalid("begun", format!("it lies at most {LATE} days back and not ahead")));
        }
        let baseline = tx.health_until(row.partner.id, on).await?.map(|stored| stored.detail);
        let steps = tx.intervention_steps(id).await?;
        let due: Vec<_> = steps.iter().map(|step| (step.position, step.step.due(on))).collect();
        if !tx.begin_intervention(id, (on, MeasureDays::last(on)), baseline.as_ref(), &due).await? {
            return Err(moved());
        }
        let detail = json!({ "on": on, "baseline": baseline.and_then(|score| score.score) });
        self.tell_intervention(&mut tx, &row, InterventionState::InProgress, detail).await?;
        Ok(tx.commit().await?)
    }

    /// Notes that a step is done.
    pub async fn complete_intervention_step(&self, id: InterventionId, step: i32, note: &str) -> Result<(), Refusal> {
        let note = note.trim();
        let note = if note.is_empty() { None } else { Some(words("note", note)?) };
        self.finish_intervention_step(id, step, false, note).await
    }

    /// Leaves a step out, for a reason.
    pub async fn leave_out_intervention_step(
        &self,
        id: InterventionId,
        step: i32,
        reason: &str,
    ) -> Result<(), Refusal> {
        self.finish_intervention_step(id, step, true, Some(words("reason", reason)?)).await
    }

    async fn finish_intervention_step(
        &self,
        id: InterventionId,
        step: i32,
        left_out: bool,
        note: Option<String>,
    ) -> Result<(), Refusal> {
        self.check(Action::Intervene)?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let (row, _) = found(&mut tx, id).await?;
        under_way(&row)?;
        if !tx.intervention_steps(id).await?.iter().any(|known| known.position == step) {
            return Err(Refusal::not_found("step of this intervention"));
        }
        if !tx.finish_step((id, step), (self.caller.user, now), left_out, note.as_deref()).await? {
            return Err(Refusal::conflict("this step is done already"));
        }
        let event =
            SuccessEvent::InterventionStepFinished { intervention: id, partner: row.partner.id, step, left_out };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event.into()).await?;
        let detail = json!({ "id": id, "step": step, "left_out": left_out, "note": note });
        tx.audit(now, self.actor(), "intervention_step", &row.partner.code, &detail).await?;
        Ok(tx.commit().await?)
    }

    /// Notes time that was spent on an intervention.
    pub async fn log_effort(&self, id: InterventionId, minutes: i32, on: &str) -> Result<(), Refusal> {
        self.check(Action::Intervene)?;
        if !(1..=EFFORT).contains(&minutes) {
            return Err(Refusal::invalid("minutes", format!("give 1 to {EFFORT}")));
        }
        let on = words("on what", on)?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let (row, _) = found(&mut tx, id).await?;
        if row.state == InterventionState::Cancelled {
            return Err(Refusal::not_now("This intervention was given up."));
        }
        tx.log_effort((self.engine.clock.new_id(), id), (self.caller.user, now), minutes, &on).await?;
        let event = SuccessEvent::EffortLogged { intervention: id, partner: row.partner.id, minutes };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event.into()).await?;
        let detail = json!({ "id": id, "minutes": minutes, "on": on });
        tx.audit(now, self.actor(), "intervention_effort", &row.partner.code, &detail).await?;
        Ok(tx.commit().await?)
    }

    /// Completes an intervention with a word on what came of it. Every step is done or left out before.
    pub async fn complete_intervention(&self, id: InterventionId, outcome: &str) -> Result<(), Refusal> {
        self.end_intervention(id, InterventionState::Completed, words("outcome", outcome)?).await
    }

    /// Gives an intervention up, with the reason.
    pub async fn cancel_intervention(&self, id: InterventionId, reason: &str) -> Result<(), Refusal> {
        self.end_intervention(id, InterventionState::Cancelled, words("reason", reason)?).await
    }

    async fn end_intervention(
        &self,
        id: InterventionId,
        to: InterventionState,
        outcome: String,
    ) -> Result<(), Refusal> {
        self.check(Action::Intervene)?;
        let mut tx = self.write().await?;
        let (row, _) = found(&mut tx, id).await?;
        row.state.check_move(to)?;
        let open = row.steps - row.steps_done;
        if to == InterventionState::Completed && open > 0 {
            return Err(Refusal::not_now(format!("{open} steps are still to be done or left out.")));
        }
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        if !tx.end_intervention(id, (row.state, to), today, &outcome).await? {
            return Err(moved());
        }
        self.tell_intervention(&mut tx, &row, to, json!({ "outcome": outcome })).await?;
        Ok(tx.commit().await?)
    }

    async fn tell_intervention(
        &self,
        tx: &mut Tx,
        row: &InterventionRow,
        state: InterventionState,
        said: Value,
    ) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        let InterventionRow { id, partner, kind, .. } = row;
        let event = SuccessEvent::InterventionMoved { intervention: *id, partner: partner.id, kind: *kind, state };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event.into()).await?;
        let detail = json!({ "id": id, "kind": kind, "state": state, "said": said });
        Ok(tx.audit(now, self.actor(), "intervention_moved", &partner.code, &detail).await?)
    }
}

async fn found(tx: &mut Tx, id: InterventionId) -> Result<(InterventionRow, StoredIntervention), Refusal> {
    tx.intervention(id).await?.ok_or_else(|| Refusal::not_found("intervention"))
}

/// What was said it should move, or else the score to the next band.
async fn goal_of(tx: &mut Tx, plan: &InterventionPlan) -> Result<SuccessMetric, Refusal> {
    let score = tx.latest_health(plan.partner).await?.map(|stored| stored.detail);
    let goal = match (plan.goal, &score) {
        (Some(goal), _) => goal,
        (None, Some(score)) => SuccessMetric::of(None, score),
        (None, None) => SuccessMetric { component: None, baseline: None, target: Band::Healthy.floor() },
    };
    goal.check()?;
    Ok(goal)
}

fn under_way(row: &InterventionRow) -> Result<(), Refusal> {
    match row.state {
        InterventionState::InProgress => Ok(()),
        InterventionState::Planned => Err(Refusal::not_now("Begin this intervention first.")),
        InterventionState::Completed | InterventionState::Cancelled => {
            Err(Refusal::not_now("This intervention has ended."))
        }
    }
}

fn moved() -> Refusal {
    Refusal::conflict("somebody else has just moved this intervention")
}
