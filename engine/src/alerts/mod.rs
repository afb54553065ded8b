//! Alerts: noticed in scores or told by other work, raised once for each cause, told to those who want to hear.
//!
//! An [`Alarm`] gathers what one transaction raises and clears, and writes it at the end: the alerts with their history,
//! events, one audit entry, and word to people. Mail is written later by the workflow *alert watch*, which puts all that
//! a person is to hear into one letter.

mod notice;
mod watch;

pub(crate) use watch::stuck_name;

use crate::Engine;
use crate::duty::Duty;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::audit::Actor;
use domain::event::SuccessEvent;
use domain::health::alert::{Alert, AlertRules, AlertState, Decision, Preferences, Severity, Signal};
use domain::rights::{Action, may};
use domain::tenant::Tenant;
use domain::user::{Role, User};
use domain::view::{AlertStep, NotificationAbout, NotificationRow};
use domain::{AlertId, EventId, NotificationId, PartnerId, Refusal, UserId};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use store::{AlertEntry, KnownAlert, NewAlert, NewNotification, Tx};
use uuid::Uuid;

/// The partner that an alert is about.
#[derive(Clone, Debug)]
pub(crate) struct About {
    pub id: PartnerId,
    pub code: String,
    pub name: String,
    pub manager: Option<UserId>,
}

/// What a person is told.
pub(crate) struct Word<'a> {
    /// What it leads to.
    pub about: (NotificationAbout, Uuid),
    pub severity: Severity,
    /// About whom, or what.
    pub title: &'a str,
    pub words: &'a str,
}

/// What one transaction raises and clears.
pub(crate) struct Alarm<'a> {
    engine: &'a Engine,
    now: DateTime<Utc>,
    tenant: Tenant,
    pub rules: AlertRules,
    /// Those who may see alerts, with what they want to hear.
    people: Vec<(User, Preferences)>,
    duty: Duty,
    /// Partners in an emergency: of their other alerts nothing is mailed for now.
    paused: HashSet<PartnerId>,
    raised: Vec<(NewAlert, Option<About>)>,
    again: Vec<(AlertId, Signal)>,
    entries: Vec<AlertEntry>,
    notifications: Vec<NewNotification>,
    /// What the audit trail says: what has happened, to which cause.
    told: Vec<(AlertStep, String)>,
}

impl Engine {
    /// An alarm for what this transaction does.
    pub(crate) async fn alarm(&self, tx: &mut Tx) -> Result<Alarm<'_>, Refusal> {
        let rules = tx.alert_rules().await?.unwrap_or_default();
        let mut own: HashMap<_, _> = tx.alert_preferences().await?.into_iter().collect();
        let people = tx.users().await?.into_iter().filter(|user| may(user.role, Action::ReadAlerts));
        let people = people.map(|user| {
            let wanted = own.remove(&user.id);
            let wanted = wanted.unwrap_or_else(|| Preferences::default_of(user.role, rules.quiet));
            (user, wanted)
        });
        let tenant = tx.tenant_row().await?;
        Ok(Alarm {
            people: people.collect(),
            duty: Duty::on(tx, self.clock.today(&tenant.time_zone)).await?,
            paused: tx.paused_partners(self.clock.now()).await?,
            engine: self,
            now: self.clock.now(),
            tenant,
            rules,
            raised: Vec::new(),
            again: Vec::new(),
            entries: Vec::new(),
            notifications: Vec::new(),
            told: Vec::new(),
        })
    }

    /// Raises one alert about a partner, or about none, in the transaction of what it tells.
    pub(crate) async fn raise(&self, tx: &mut Tx, about: Option<PartnerId>, signal: Signal) -> Result<(), Refusal> {
        let about = match about {
            Some(id) => about_of(tx, id).await?,
            None => None,
        };
        let mut alarm = self.alarm(tx).await?;
        let latest = tx.latest_alert(&cause_of(about.as_ref(), &signal)).await?;
        alarm.signal(tx, about.as_ref(), signal, latest.as_ref()).await?;
        alarm.ring(tx, Actor::System).await
    }
}

/// The partner as an alert needs it.
pub(crate) async fn about_of(tx: &mut Tx, id: PartnerId) -> Result<Option<About>, Refusal> {
    let partner = tx.partner(id).await?;
    Ok(partner.map(|p| About { id: p.id, code: p.code, name: p.name, manager: p.manager_id }))
}

/// What tells an alert from all others of the operator's.
fn cause_of(about: Option<&About>, signal: &Signal) -> String {
    about.map_or_else(|| signal.key(), |about| format!("{} {}", about.id, signal.key()))
}

impl Alarm<'_> {
    /// A signal, given the latest alert of its cause.
    pub async fn signal(
        &mut self,
        tx: &mut Tx,
        about: Option<&About>,
        signal: Signal,
        latest: Option<&KnownAlert>,
    ) -> Result<(), Refusal> {
        let Some(severity) = self.rules.severity(&signal) else { return Ok(()) };
        let acknowledge_by = self.rules.acknowledge_within(severity).map(|within| self.now + within);
        match (Alert::decide(latest.map(|known| &known.alert), severity, self.now, &self.rules), latest) {
            (Decision::Silent, _) => {}
            (Decision::Again, Some(known)) => self.again.push((known.id, signal)),
            (Decision::Worsen, Some(known)) => {
                tx.worsen_alert(known.id, &signal, (severity, acknowledge_by), self.now).await?;
                self.rose(tx, (known.id, about), (&signal, severity), AlertStep::Worsened).await?;
            }
            (Decision::Raise | Decision::Again | Decision::Worsen, _) => {
                let id = AlertId(self.engine.clock.new_id());
                let cause = cause_of(about, &signal);
                let partner = about.map(|about| about.id);
                let alert = NewAlert { id, partner, cause, signal, severity, at: self.now, acknowledge_by };
                self.raised.push((alert, about.cloned()));
            }
        }
        Ok(())
    }

    /// The cause of a live alert is gone, or was mended.
    pub async fn clear(&mut self, tx: &mut Tx, known: &KnownAlert, words: &str) -> Result<(), Refusal> {
        let moved = (known.alert.state, AlertState::Resolved);
        if !tx.move_alert(known.id, moved, (None, Some(words)), self.now).await? {
            return Ok(());
        }
        self.note(known.id, AlertStep::Resolved, words.to_owned());
        self.told.push((AlertStep::Resolved, known.cause.clone()));
        let event = SuccessEvent::AlertMoved { alert: known.id, partner: known.partner, state: AlertState::Resolved };
        Ok(tx.announce(EventId(self.engine.clock.new_id()), self.now, &event.into()).await?)
    }

    /// Nobody has acknowledged an alert in time: it goes to others.
    pub async fn escalate(&mut self, tx: &mut Tx, known: &KnownAlert) -> Result<(), Refusal> {
        let Some((step, taken)) = known.alert.escalation_due(self.now, &self.rules) else { return Ok(()) };
        if !tx.escalate_alert(known.id, taken).await? {
            return Ok(());
        }
        let about = match known.partner {
            Some(id) => about_of(tx, id).await?,
            None => None,
        };
        let words = format!("Nobody has acknowledged this in time. {}", known.signal.words(self.tenant.currency));
        let manager = about.as_ref().and_then(|about| about.manager);
        let of = |role: Role| {
            let meant = self.people.iter().filter(|(user, _)| user.role == role && self.duty.tells(user, manager));
            meant.cloned().collect::<Vec<_>>()
        };
        // Where nobody of that role is there for the partner, it doesn't wait for the next step.
        let to = Some(of(step.to)).filter(|to| !to.is_empty()).unwrap_or_else(|| of(Role::Admin));
        for (user, wanted) in to {
            self.tell(&user, &wanted, (known.id, about.as_ref()), (known.alert.severity, &words));
        }
        self.note(known.id, AlertStep::Escalated, format!("To every {}.", step.to.label().to_lowercase()));
        self.told.push((AlertStep::Escalated, known.cause.clone()));
        let event = SuccessEvent::AlertEscalated { alert: known.id, partner: known.partner, to: step.to };
        Ok(tx.announce(EventId(self.engine.clock.new_id()), self.now, &event.into()).await?)
    }

    /// Writes all that was gathered.
    pub async fn ring(mut self, tx: &mut Tx, actor: Actor) -> Result<(), Refusal> {
        let raised = std::mem::take(&mut self.raised);
        let new: Vec<_> = raised.iter().map(|(alert, _)| alert.clone()).collect();
        // Others may have raised the same cause meanwhile: then it is theirs.
        let written = tx.raise_alerts(&new).await?;
        for (alert, about) in raised.iter().filter(|(alert, _)| written.contains(&alert.id)) {
            let (about, what) = (about.as_ref(), (&alert.signal, alert.severity));
            self.rose(tx, (alert.id, about), what, AlertStep::Raised).await?;
        }
        tx.notice_alerts_again(&self.again, self.now).await?;
        tx.note_alerts(&self.entries).await?;
        tx.notify(&self.notifications).await?;
        if !self.told.is_empty() {
            let of = |step: AlertStep| self.told.iter().filter(move |(s, _)| *s == step).map(|(_, cause)| cause);
            let mut details = serde_json::Map::new();
            for step in AlertStep::ALL.iter().filter(|step| of(**step).next().is_some()) {
                details.insert(step.code().to_owned(), json!(of(*step).collect::<Vec<_>>()));
            }
            tx.audit(self.now, actor, "alerts", "alerts", &details.into()).await?;
        }
        Ok(())
    }

    /// An alert was raised, or got more urgent: it is noted, announced, and told to those who want to hear of it.
    async fn rose(
        &mut self,
        tx: &mut Tx,
        (id, about): (AlertId, Option<&About>),
        (signal, severity): (&Signal, Severity),
        step: AlertStep,
    ) -> Result<(), Refusal> {
        let partner = about.map(|about| about.id);
        let words = signal.words(self.tenant.currency);
        let manager = about.and_then(|about| about.manager);
        let hears = |user: &User, wanted: &Preferences| {
            let own = self.duty.of(manager) == Some(user.id);
            self.duty.tells(user, manager) && wanted.wants(signal.kind(), severity, partner, own)
        };
        let is_emergency = matches!(signal, Signal::Emergency { .. });
        let withheld = !is_emergency && partner.is_some_and(|partner| self.paused.contains(&partner));
        let hearing: Vec<_> = self.people.iter().filter(|(user, wanted)| hears(user, wanted)).cloned().collect();
        for (user, wanted) in hearing {
            let wanted = Preferences { by_mail: wanted.by_mail && !withheld, ..wanted };
            self.tell(&user, &wanted, (id, about), (severity, &words));
        }
        self.note(id, step, words);
        if withheld {
            self.note(id, AlertStep::Withheld, "The partner is in an emergency: nothing is mailed for now.".to_owned());
        }
        self.told.push((step, cause_of(about, signal)));
        let worse = step == AlertStep::Worsened;
        let event = SuccessEvent::AlertRaised { alert: id, partner, kind: signal.kind(), severity, worse };
        Ok(tx.announce(EventId(self.engine.clock.new_id()), self.now, &event.into()).await?)
    }

    fn note(&mut self, alert: AlertId, step: AlertStep, words: String) {
        let id = self.engine.clock.new_id();
        self.entries.push(AlertEntry { id, alert, at: self.now, step, by: None, words });
    }

    /// Word to a person about an alert.
    fn tell(
        &mut self,
        user: &User,
        wanted: &Preferences,
        (alert, about): (AlertId, Option<&About>),
        (severity, words): (Severity, &str),
    ) {
        let title = about.map_or_else(|| "Automation".to_owned(), |about| format!("{} {}", about.code, about.name));
        let word = Word { about: (NotificationAbout::Alert, alert.0), severity, title: &title, words };
        self.say(user.id, wanted, &word);
    }

    /// What a person who may see alerts is.
    pub fn role_of(&self, id: UserId) -> Option<Role> {
        self.people.iter().find(|(user, _)| user.id == id).map(|(user, _)| user.role)
    }

    /// Whether a person who may see alerts is to be told of a partner with this manager.
    pub fn tells(&self, id: UserId, manager: Option<UserId>) -> bool {
        self.people.iter().any(|(user, _)| user.id == id && self.duty.tells(user, manager))
    }

    /// Who looks after the partners of a manager today.
    pub fn on_duty(&self, manager: Option<UserId>) -> Option<UserId> {
        self.duty.of(manager)
    }

    /// Word to those who are meant, as far as they are to be told of a partner with this manager, about something other
    /// than an alert. Says whether there was anybody.
    pub fn say_to(&mut self, manager: Option<UserId>, meant: impl Fn(&User) -> bool, word: &Word<'_>) -> bool {
        let hears = |user: &User| meant(user) && self.duty.tells(user, manager);
        let hearing: Vec<_> = self.people.iter().filter(|(user, _)| hears(user)).cloned().collect();
        for (user, wanted) in &hearing {
            self.say(user.id, wanted, word);
        }
        !hearing.is_empty()
    }

    /// Word to one person within the application, of what they are written a letter about anyway.
    pub fn say_here(&mut self, to: UserId, word: &Word<'_>) {
        let silent = Preferences { by_mail: false, subscriptions: Vec::new(), quiet: None };
        self.say(to, &silent, word);
    }

    /// Within the application at once, by mail outside of the person's quiet hours.
    fn say(&mut self, user: UserId, wanted: &Preferences, word: &Word<'_>) {
        let zone = self.tenant.time_zone.parse().unwrap_or(Tz::UTC);
        let send_at = wanted.quiet.map_or(self.now, |quiet| quiet.send_at(self.now, word.severity, zone));
        let row = NotificationRow {
            id: NotificationId(self.engine.clock.new_id()),
            at: self.now,
            about: word.about.0,
            about_id: word.about.1,
            severity: word.severity,
            title: word.title.to_owned(),
            words: word.words.to_owned(),
            read_at: None,
        };
        self.notifications.push(NewNotification { user, row, mail_at: wanted.by_mail.then_some(send_at) });
    }
}
