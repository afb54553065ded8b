//! Alerts at the desk: listed, taken up, settled; notifications; and what a person wants to be told.

use super::{Desk, Paging};
use domain::correction::words;
use domain::event::SuccessEvent;
use domain::health::alert::form::{AlertRulesForm, PreferencesForm};
use domain::health::alert::{AlertRules, AlertState, Preferences};
use domain::rights::{Action, may};
use domain::view::{
    AlertPage, AlertQuery, AlertRow, AlertSettings, AlertStep, AlertsPage, Bell, Notifications, OwnAlert,
};
use domain::{AlertId, EventId, NotificationId, PartnerId, Refusal};
use serde_json::json;
use store::{AlertEntry, Tx};
use uuid::Uuid;

/// Alerts or notifications of a page.
const LISTED: u32 = 50;

impl Desk {
    /// A page of alerts.
    pub async fn alerts(&self, query: AlertQuery) -> Result<AlertsPage, Refusal> {
        self.check(Action::ReadAlerts)?;
        let paging = Paging::new(query.page, LISTED);
        let mut tx = self.read().await?;
        let mine = if query.mine { Some((self.caller.user, self.today(&mut tx).await?)) } else { None };
        let (rows, found) = tx.alerts(&query, mine, (paging.offset, paging.limit)).await?;
        Ok(AlertsPage {
            rows,
            found,
            pages: paging.pages(found),
            counts: tx.alert_counts(mine).await?,
            now: self.engine.clock.now(),
            may_handle: may(self.caller.role, Action::HandleAlerts),
        })
    }

    /// A page of alerts; with a code, those about its partner. About a partner that isn't there is nothing.
    pub async fn alerts_about(&self, mut query: AlertQuery, code: &str) -> Result<AlertsPage, Refusal> {
        self.check(Action::ReadAlerts)?;
        if !code.trim().is_empty() {
            let partners = self.read().await?.partner_refs().await?;
            let found = partners.into_iter().find(|partner| partner.code.eq_ignore_ascii_case(code.trim()));
            query.partner = Some(found.map_or(PartnerId(Uuid::nil()), |partner| partner.id));
        }
        self.alerts(query).await
    }

    /// One alert with all that has happened to it.
    pub async fn alert(&self, id: AlertId) -> Result<AlertPage, Refusal> {
        self.check(Action::ReadAlerts)?;
        let mut tx = self.read().await?;
        Ok(AlertPage {
            alert: alert(&mut tx, id).await?,
            history: tx.alert_history(id).await?,
            now: self.engine.clock.now(),
            may_handle: may(self.caller.role, Action::HandleAlerts),
        })
    }

    /// Takes an alert up: from now on it is the caller's.
    pub async fn acknowledge_alert(&self, id: AlertId) -> Result<(), Refusal> {
        self.move_alert(id, AlertState::Acknowledged, None).await
    }

    /// Says that the cause of an alert was mended, and how.
    pub async fn resolve_alert(&self, id: AlertId, how: &str) -> Result<(), Refusal> {
        self.move_alert(id, AlertState::Resolved, Some(words("how", how)?)).await
    }

    /// Says that nothing needs doing, and why.
    pub async fn dismiss_alert(&self, id: AlertId, reason: &str) -> Result<(), Refusal> {
        self.move_alert(id, AlertState::Dismissed, Some(words("reason", reason)?)).await
    }

    async fn move_alert(&self, id: AlertId, to: AlertState, said: Option<String>) -> Result<(), Refusal> {
        self.check(Action::HandleAlerts)?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let found = alert(&mut tx, id).await?;
        found.state.check_move(to)?;
        let by = (Some(self.caller.user), said.as_deref());
        if !tx.move_alert(id, (found.state, to), by, now).await? {
            return Err(Refusal::conflict("somebody else has just moved this alert"));
        }
        let step = match to {
            AlertState::Dismissed => AlertStep::Dismissed,
            AlertState::Resolved => AlertStep::Resolved,
            AlertState::Acknowledged | AlertState::Open => AlertStep::Acknowledged,
        };
        let entry = AlertEntry {
            id: self.engine.clock.new_id(),
            alert: id,
            at: now,
            step,
            by: by.0,
            words: said.clone().unwrap_or_default(),
        };
        tx.note_alerts(&[entry]).await?;
        let partner = found.partner.as_ref().map(|partner| partner.id);
        let event = SuccessEvent::AlertMoved { alert: id, partner, state: to };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event.into()).await?;
        let subject = found.partner.map_or_else(|| found.signal.key(), |partner| partner.code);
        let detail = json!({ "id": id, "cause": found.signal.key(), "state": to, "said": said });
        tx.audit(now, self.actor(), "alert_moved", &subject, &detail).await?;
        Ok(tx.commit().await?)
    }

    /// Live alerts about the caller's own partner, the most urgent first.
    pub async fn own_alerts(&self) -> Result<Vec<OwnAlert>, Refusal> {
        self.check(Action::ReadPartner)?;
        let query = AlertQuery { partner: Some(self.partner_asked(None)?), ..AlertQuery::default() };
        let (rows, _) = self.read().await?.alerts(&query, None, (0, LISTED.into())).await?;
        let own = rows.into_iter().filter(|row| row.signal.kind().is_for_the_partner()).map(|row| OwnAlert {
            taken: row.state == AlertState::Acknowledged,
            signal: row.signal,
            severity: row.severity,
            raised_at: row.raised_at,
        });
        Ok(own.collect())
    }

    /// How many of the caller's notifications aren't read, and the newest of those.
    pub async fn bell(&self) -> Result<Bell, Refusal> {
        self.check(Action::ReadAlerts)?;
        let mut tx = self.read().await?;
        let (rows, _, unread) = tx.notifications(self.caller.user, (0, 1)).await?;
        Ok(Bell { unread, newest: rows.into_iter().find(|row| row.read_at.is_none()) })
    }

    /// A page of the caller's notifications.
    pub async fn notifications(&self, page: u32) -> Result<Notifications, Refusal> {
        self.check(Action::ReadAlerts)?;
        let paging = Paging::new(page, LISTED);
        let mut tx = self.read().await?;
        let (rows, found, unread) = tx.notifications(self.caller.user, (paging.offset, paging.limit)).await?;
        Ok(Notifications { rows, found, pages: paging.pages(found), unread })
    }

    /// Marks one of the caller's notifications as read, or as unread again.
    pub async fn mark_notification(&self, id: NotificationId, read: bool) -> Result<(), Refusal> {
        self.check(Action::ReadAlerts)?;
        let mut tx = self.write().await?;
        if !tx.mark_read(self.caller.user, id, read.then(|| self.engine.clock.now())).await? {
            return Err(Refusal::not_found("notification"));
        }
        Ok(tx.commit().await?)
    }

    /// Marks the caller's notifications as read, up to and with the newest that they have seen.
    pub async fn read_notifications(&self, upto: NotificationId) -> Result<u64, Refusal> {
        self.check(Action::ReadAlerts)?;
        let mut tx = self.write().await?;
        let read = tx.read_upto(self.caller.user, upto, self.engine.clock.now()).await?;
        tx.commit().await?;
        Ok(read)
    }

    /// What the caller wants to be told, and the operator's rules.
    pub async fn alert_settings(&self) -> Result<AlertSettings, Refusal> {
        self.check(Action::ReadAlerts)?;
        let mut tx = self.read().await?;
        let rules = tx.alert_rules().await?.unwrap_or_default();
        let own = tx.alert_preferences().await?.into_iter().find(|(user, _)| *user == self.caller.user);
        let is_own = own.is_some();
        let preferences =
            own.map_or_else(|| Preferences::default_of(self.caller.role, rules.quiet), |(_, preferences)| preferences);
        let names = |id: &PartnerId| preferences.subscriptions.iter().any(|one| one.whose.names(*id));
        Ok(AlertSettings {
            is_own,
            named: tx.partner_refs().await?.into_iter().filter(|partner| names(&partner.id)).collect(),
            preferences,
            rules,
            may_edit_rules: may(self.caller.role, Action::EditAlertRules),
        })
    }

    /// Keeps what the caller wants to be told.
    pub async fn save_alert_preferences(&self, preferences: &Preferences) -> Result<(), Refusal> {
        self.check(Action::ReadAlerts)?;
        preferences.check()?;
        let mut tx = self.write().await?;
        let now = self.engine.clock.now();
        tx.put_alert_preferences(self.caller.user, preferences, now).await?;
        tx.audit(now, self.actor(), "alert_preferences", "own", &json!(preferences)).await?;
        Ok(tx.commit().await?)
    }

    /// Keeps what the caller wants to be told, as a form says it.
    pub async fn say_alert_preferences(&self, form: &PreferencesForm) -> Result<(), Refusal> {
        self.check(Action::ReadAlerts)?;
        let partners = self.read().await?.partner_refs().await?;
        self.save_alert_preferences(&form.read(&partners)?).await
    }

    /// Keeps the operator's rules; they hold from the next look at scores on.
    pub async fn save_alert_rules(&self, rules: &AlertRules) -> Result<(), Refusal> {
        self.check(Action::EditAlertRules)?;
        rules.check()?;
        let mut tx = self.write().await?;
        let now = self.engine.clock.now();
        tx.put_alert_rules(rules, self.caller.user, now).await?;
        tx.audit(now, self.actor(), "alert_rules", "rules", &json!(rules)).await?;
        Ok(tx.commit().await?)
    }

    /// Keeps the operator's rules, as a form says them.
    pub async fn say_alert_rules(&self, form: &AlertRulesForm) -> Result<(), Refusal> {
        self.check(Action::EditAlertRules)?;
        self.save_alert_rules(&form.read()?).await
    }

    /// A mark that changes whenever alerts or the caller's notifications have moved on, for who watches.
    pub async fn alert_mark(&self) -> Result<String, Refusal> {
        self.check(Action::ReadAlerts)?;
        let mut tx = self.read().await?;
        Ok(format!("{:?} {:?}", tx.newest_alert_step().await?, tx.unread(self.caller.user).await?))
    }
}

async fn alert(tx: &mut Tx, id: AlertId) -> Result<AlertRow, Refusal> {
    tx.alert(id).await?.ok_or_else(|| Refusal::not_found("alert"))
}
