//! Alerts and the notification centre as pages show them.

use super::PartnerRef;
use crate::code::coded;
use crate::health::alert::{AlertKind, AlertRules, AlertState, Preferences, Severity, Signal};
use crate::{AlertId, NotificationId, PartnerId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An alert.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertRow {
    /// Its id.
    pub id: AlertId,
    /// About whom; none where it is about automation.
    pub partner: Option<PartnerRef>,
    /// What was noticed last, with its figures.
    pub signal: Signal,
    /// How urgent it is.
    pub severity: Severity,
    /// What has become of it.
    pub state: AlertState,
    /// When it was raised, or became more urgent.
    pub raised_at: DateTime<Utc>,
    /// When it was noticed last.
    pub noticed_at: DateTime<Utc>,
    /// Until when somebody should acknowledge it; none where nobody must.
    pub acknowledge_by: Option<DateTime<Utc>>,
    /// Escalation steps that were taken.
    pub escalated: u32,
    /// Who has acknowledged it, and when.
    pub taken: Option<(String, DateTime<Utc>)>,
    /// When it was settled.
    pub settled_at: Option<DateTime<Utc>>,
    /// Who has settled it; nobody when its cause was gone by itself.
    pub settled_by: Option<String>,
    /// What was said when it was settled.
    pub reason: Option<String>,
}

impl AlertRow {
    /// Whether it should have been acknowledged by now.
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.state == AlertState::Open && self.acknowledge_by.is_some_and(|by| by <= now)
    }
}

coded! {
    /// Which alerts are listed.
    Standing {
        /// Those that somebody must still do something about.
        Live = "live", "Live";
        /// Those that nobody has taken up.
        Open = "open", "Open";
        /// Those that somebody is on.
        Acknowledged = "acknowledged", "Acknowledged";
        /// Those that are resolved or dismissed.
        Settled = "settled", "Settled";
    }
}

/// Which alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertQuery {
    /// How they stand.
    pub standing: Standing,
    /// Of this kind only.
    pub kind: Option<AlertKind>,
    /// From this severity on.
    pub at_least: Severity,
    /// About this partner only.
    pub partner: Option<PartnerId>,
    /// About partners that the viewer looks after only.
    pub mine: bool,
    /// Page, from 1.
    pub page: u32,
}

impl Default for AlertQuery {
    fn default() -> Self {
        Self { standing: Standing::Live, kind: None, at_least: Severity::Info, partner: None, mine: false, page: 1 }
    }
}

/// Live alerts of a severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct AlertCount {
    /// How urgent.
    pub severity: Severity,
    /// How many nobody has taken up.
    pub open: i64,
    /// How many somebody is on.
    pub acknowledged: i64,
}

/// A page of alerts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertsPage {
    /// The alerts: the most urgent first, of those the newest.
    pub rows: Vec<AlertRow>,
    /// How many there are in all.
    pub found: i64,
    /// Pages of them.
    pub pages: u32,
    /// Live ones that the viewer may see, by severity, the most urgent first.
    pub counts: Vec<AlertCount>,
    /// What time it is: who is late depends on it.
    pub now: DateTime<Utc>,
    /// Whether the viewer may acknowledge, resolve and dismiss.
    pub may_handle: bool,
}

coded! {
    /// What has happened to an alert.
    AlertStep {
        /// It was noticed first.
        Raised = "raised", "Raised";
        /// It got more urgent.
        Worsened = "worsened", "More urgent";
        /// Its mails are held back.
        Withheld = "withheld", "Mail withheld";
        /// Somebody took it up.
        Acknowledged = "acknowledged", "Acknowledged";
        /// Nobody took it up in time.
        Escalated = "escalated", "Escalated";
        /// Its cause is gone, or was mended.
        Resolved = "resolved", "Resolved";
        /// Nothing needs doing.
        Dismissed = "dismissed", "Dismissed";
    }
}

/// One thing that has happened to an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct AlertHistoryRow {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub step: AlertStep,
    /// By whom; nobody when it happened by itself.
    pub by: Option<String>,
    /// In words.
    pub words: String,
}

/// An alert with all that has happened to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertPage {
    /// The alert.
    pub alert: AlertRow,
    /// Its history, oldest first.
    pub history: Vec<AlertHistoryRow>,
    /// What time it is.
    pub now: DateTime<Utc>,
    /// Whether the viewer may acknowledge, resolve and dismiss.
    pub may_handle: bool,
}

coded! {
    /// What a notification leads to.
    NotificationAbout {
        /// An alert.
        Alert = "alert", "Alert";
        /// An intervention.
        Intervention = "intervention", "Intervention";
        /// An emergency.
        Emergency = "emergency", "Emergency";
    }
}

/// Word to a person within the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct NotificationRow {
    /// Its id.
    pub id: NotificationId,
    /// When.
    pub at: DateTime<Utc>,
    /// What it leads to.
    pub about: NotificationAbout,
    /// Which one.
    pub about_id: Uuid,
    /// How urgent it is.
    pub severity: Severity,
    /// About whom, or what.
    pub title: String,
    /// What has happened.
    pub words: String,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

/// A person's notifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notifications {
    /// A page of them, newest first.
    pub rows: Vec<NotificationRow>,
    /// How many there are in all.
    pub found: i64,
    /// Pages of them.
    pub pages: u32,
    /// How many aren't read.
    pub unread: i64,
}

/// What the bell in the frame tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bell {
    /// How many notifications aren't read.
    pub unread: i64,
    /// The newest of them.
    pub newest: Option<NotificationRow>,
}

/// An alert as the partner sees it that it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnAlert {
    /// What was noticed last, with its figures.
    pub signal: Signal,
    /// How urgent it is.
    pub severity: Severity,
    /// When it was raised, or became more urgent.
    pub raised_at: DateTime<Utc>,
    /// Whether somebody of the operator's is on it.
    pub taken: bool,
}

/// What a person wants to be told, and the operator's rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertSettings {
    /// The person's own.
    pub preferences: Preferences,
    /// Whether they have said so themselves; otherwise it is what their role is told.
    pub is_own: bool,
    /// The partners that they name.
    pub named: Vec<PartnerRef>,
    /// The operator's rules.
    pub rules: AlertRules,
    /// Whether the viewer may change the rules.
    pub may_edit_rules: bool,
}
