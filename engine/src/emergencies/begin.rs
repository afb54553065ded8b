//! The beginning of an emergency: who is told, what is paused, what is done.

use super::{FOLLOW, called};
use crate::alerts::Word;
use crate::duty::Duty;
use crate::mail::{self, Crisis};
use crate::{Engine, Office};
use chrono::{DateTime, Days, TimeZone, Utc};
use domain::audit::Actor;
use domain::event::SuccessEvent;
use domain::health::Band;
use domain::health::alert::{Severity, Signal};
use domain::health::emergency::{Baseline, EmergencyPlan, EmergencyRules, Trigger};
use domain::health::intervention::{InterventionKind, InterventionState, MeasureDays, Playbook, SuccessMetric};
use domain::rights::{Action, may};
use domain::tenant::Tenant;
use domain::user::{Role, User};
use domain::view::{EmergencyStep, NotificationAbout, PartnerRef};
use domain::workflow::{NewStep, Workflow};
use domain::{EmergencyId, EventId, InterventionId, Month, PartnerId, Refusal, UserId, WorkId};
use serde_json::json;
use store::{NewEmergency, NewIntervention, NewWork, Tx};

/// What an emergency begins with.
#[derive(Clone, Debug)]
pub(crate) struct Beginning {
    pub partner: PartnerId,
    /// What its figures say.
    pub triggers: Vec<Trigger>,
    /// What a person says.
    pub why: Option<String>,
    pub drill: bool,
    pub by: Option<UserId>,
}

/// An emergency as its beginning knows it.
struct Scene {
    tenant: Tenant,
    partner: PartnerRef,
    new: NewEmergency,
    /// Who looks after it and the operator's contacts; where there are none, administrators.
    people: Vec<User>,
}

impl Office {
    /// Begins an emergency and tells people at once; nothing where the partner has one already, or such a drill.
    pub(crate) async fn begin_emergency(&self, beginning: Beginning) -> Result<Option<EmergencyId>, Refusal> {
        let engine = &self.engine;
        let mut tx = engine.store.write(self.tenant).await?;
        let scene = engine.scene(&mut tx, beginning).await?;
        if !tx.begin_emergency(&scene.new).await? {
            return Ok(None);
        }
        let NewEmergency { id, partner, drill, begun: (now, by), .. } = scene.new;
        engine.note_emergency(&mut tx, id, (EmergencyStep::Begun, by), scene.new.why.clone()).await?;
        engine.tell_of_emergency(&mut tx, &scene).await?;
        if !drill {
            engine.take_measures(&mut tx, &scene).await?;
        }
        let event = SuccessEvent::EmergencyBegun { emergency: id, partner, drill };
        tx.announce(EventId(engine.clock.new_id()), now, &event.into()).await?;
        let detail = json!({ "id": id, "drill": drill, "why": scene.new.why });
        let actor = by.map_or(Actor::System, Actor::User);
        tx.audit(now, actor, "emergency_begun", &scene.partner.code, &detail).await?;
        engine.begin_following(&mut tx, &scene).await?;
        tx.commit().await?;
        engine.wake_runner();
        Ok(Some(id))
    }
}

impl Engine {
    async fn scene(&self, tx: &mut Tx, beginning: Beginning) -> Result<Scene, Refusal> {
        let Beginning { partner: id, triggers, why, drill, by } = beginning;
        let now = self.clock.now();
        let tenant = tx.tenant_row().await?;
        let partner = tx.partner(id).await?.ok_or_else(|| Refusal::not_found("partner"))?;
        let (rules, contacts) = tx.emergency_settings().await?.unwrap_or_default();
        let told = triggers.iter().map(|trigger| trigger.words(tenant.currency)).chain(why);
        let why = told.collect::<Vec<_>>().join(" ");
        let score = tx.latest_health(id).await?.and_then(|stored| stored.detail.score);
        let baseline = Baseline { score, month: Month::of(self.clock.today(&tenant.time_zone)) };
        let paused_until = EmergencyPlan::new(now, drill).paused_until(&rules);
        let new = NewEmergency {
            id: EmergencyId(self.clock.new_id()),
            partner: id,
            drill,
            triggers,
            why,
            rules,
            baseline,
            begun: (now, by),
            paused_until,
        };
        let users = tx.users().await?;
        let duty = Duty::on(tx, self.clock.today(&tenant.time_zone)).await?;
        let there = duty.of(partner.manager_id);
        let is_meant = |user: &&User| {
            let named = contacts.contains(&user.id) || there == Some(user.id);
            named && !user.role.is_partner() && duty.tells(user, partner.manager_id)
        };
        let mut people: Vec<_> = users.iter().filter(is_meant).cloned().collect();
        if people.is_empty() {
            people = users.into_iter().filter(|user| user.role == Role::Admin).collect();
        }
        Ok(Scene { tenant, partner: PartnerRef { id, code: partner.code, name: partner.name }, new, people })
    }

    /// Letters and word within the application, at whatever hour.
    async fn tell_of_emergency(&self, tx: &mut Tx, scene: &Scene) -> Result<(), Refusal> {
        let NewEmergency { id, drill, why, rules, .. } = &scene.new;
        let mut alarm = self.alarm(tx).await?;
        let title = format!("{} {}", scene.partner.code, scene.partner.name);
        let words = format!("{}: {why}", called(*drill));
        let severity = if *drill { Severity::Info } else { Severity::Critical };
        let word = Word { about: (NotificationAbout::Emergency, id.0), severity, title: &title, words: &words };
        for user in &scene.people {
            alarm.say_here(user.id, &word);
        }
        alarm.ring(tx, Actor::System).await?;
        let crisis = crisis(scene, rules);
        let write = |user: &User| {
            let letter = mail::emergency_escalation(&scene.tenant, user, &scene.partner, &crisis)?;
            Ok((user.clone(), letter))
        };
        let letters = scene.people.iter().map(write).collect::<Result<Vec<_>, Refusal>>()?;
        self.send(tx, &format!("emergency {id}"), letters).await?;
        let names: Vec<_> = scene.people.iter().map(|user| user.name.as_str()).collect();
        let told =
            if names.is_empty() { "Nobody could be told.".to_owned() } else { format!("Told {}.", names.join(", ")) };
        self.note_emergency(tx, *id, (EmergencyStep::Escalated, None), told).await
    }

    /// What a drill leaves out: the alert, the pause, and the intervention.
    async fn take_measures(&self, tx: &mut Tx, scene: &Scene) -> Result<(), Refusal> {
        let NewEmergency { id, partner, why, paused_until, .. } = &scene.new;
        let signal = Signal::Emergency { why: why.clone(), drill: false };
        self.raise(tx, Some(*partner), signal).await?;
        if let Some(until) = paused_until {
            let words = format!("Until {} UTC warnings and reminders are held back.", until.format("%Y-%m-%d %H:%M"));
            self.note_emergency(tx, *id, (EmergencyStep::Paused, None), words).await?;
        }
        self.intervene(tx, scene).await
    }

    /// Begins an escalation, or joins the one that is planned or under way.
    async fn intervene(&self, tx: &mut Tx, scene: &Scene) -> Result<(), Refusal> {
        let id = scene.new.id;
        let today = self.clock.today(&scene.tenant.time_zone);
        let narrowed = (Some(scene.partner.id), Some(InterventionKind::Escalation), None);
        let live = tx.interventions(today + Days::new(1), narrowed, 1).await?;
        if let Some(row) = live.first() {
            tx.join_emergency(id, row.id).await?;
            let words = "The escalation that is there already is joined.".to_owned();
            return self.note_emergency(tx, id, (EmergencyStep::Intervened, None), words).await;
        }
        let able = |user: &&User| may(user.role, Action::Intervene);
        let Some(owner) = scene.people.iter().find(able) else { return Ok(()) };
        let kind = InterventionKind::Escalation;
        let (plays, playbook) = tx.playbook(kind).await?.unwrap_or_else(|| (Playbook::default_of(kind), 0));
        let score = tx.latest_health(scene.partner.id).await?.map(|stored| stored.detail);
        let open_goal = SuccessMetric { component: None, baseline: None, target: Band::Healthy.floor() };
        let new = NewIntervention {
            id: InterventionId(self.clock.new_id()),
            partner: scene.partner.id,
            playbook,
            plays,
            reason: format!("Emergency: {}", scene.new.why),
            goal: score.as_ref().map_or(open_goal, |score| SuccessMetric::of(None, score)),
            owner: owner.id,
            planned: (owner.id, scene.new.begun.0),
            begins_on: today,
        };
        tx.plan_intervention(&new).await?;
        let due: Vec<_> = (1..).zip(&new.plays.steps).map(|(at, step)| (at, step.due(today))).collect();
        tx.begin_intervention(new.id, (today, MeasureDays::last(today)), score.as_ref(), &due).await?;
        tx.join_emergency(id, new.id).await?;
        let (intervention, partner, state) = (new.id, scene.partner.id, InterventionState::InProgress);
        let event = SuccessEvent::InterventionMoved { intervention, partner, kind, state };
        tx.announce(EventId(self.clock.new_id()), scene.new.begun.0, &event.into()).await?;
        let words = format!("An escalation has begun; {} sees to it.", owner.name);
        self.note_emergency(tx, id, (EmergencyStep::Intervened, None), words).await
    }

    async fn begin_following(&self, tx: &mut Tx, scene: &Scene) -> Result<(), Refusal> {
        let NewEmergency { id, drill, begun: (now, by), .. } = scene.new;
        let mark = if drill { " (drill)" } else { "" };
        let work = NewWork {
            id: WorkId(self.clock.new_id()),
            workflow: Workflow::Emergency,
            period: format!("{} {}{mark}", scene.partner.code, now.format("%Y-%m-%d %H:%M:%S")),
            started_by: by,
            reason: Some(scene.new.why.clone()),
        };
        let step = NewStep { stage: 10, name: FOLLOW.to_owned(), input: json!({ "emergency": id }) };
        tx.begin_work(&work, &[step], now).await?;
        Ok(())
    }
}

/// The emergency as its letter tells it, by the operator's clocks.
fn crisis(scene: &Scene, rules: &EmergencyRules) -> Crisis {
    let NewEmergency { drill, begun, .. } = scene.new;
    let plan = EmergencyPlan::new(begun.0, drill);
    let zone: chrono_tz::Tz = scene.tenant.time_zone.parse().unwrap_or(chrono_tz::UTC);
    let local = |at: DateTime<Utc>| zone.from_utc_datetime(&at.naive_utc()).format("%Y-%m-%d %H:%M").to_string();
    Crisis {
        drill,
        why: scene.new.why.clone(),
        paused_until: plan.paused_until(rules).map(local),
        checkpoint: local(plan.checkpoint(rules)),
        every_hours: rules.assess_every_hours,
        days: rules.assess_days,
    }
}
