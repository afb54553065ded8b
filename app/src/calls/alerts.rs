//! Alerts, notifications, and when and to whom they are told.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::health::alert::form::{AlertRulesForm, PreferencesForm};
use domain::view::{AlertPage, AlertQuery, AlertSettings, AlertsPage, Bell, Notifications, OwnAlert};
use domain::{AlertId, NotificationId};
use leptos::prelude::*;

/// A page of alerts.
#[server(protocol = Read)]
pub async fn read_alerts(
    /// What the list is narrowed to.
    query: AlertQuery,
    /// The code of the partner that it is narrowed to; empty for all.
    #[server(default)]
    partner: String,
) -> Result<AlertsPage, Trouble> {
    Ok(super::desk()?.alerts_about(query, &partner).await?)
}

/// One alert.
#[server(protocol = Read)]
pub async fn read_alert(
    /// Which.
    alert: AlertId,
) -> Result<AlertPage, Trouble> {
    Ok(super::desk()?.alert(alert).await?)
}

/// What is noticed about the viewer's own partner.
#[server(protocol = Read)]
pub async fn read_own_alerts() -> Result<Vec<OwnAlert>, Trouble> {
    Ok(super::desk()?.own_alerts().await?)
}

/// Takes an alert up.
#[server(protocol = Change)]
pub async fn acknowledge_alert(
    /// Which.
    alert: AlertId,
) -> Result<(), Trouble> {
    Ok(super::desk()?.acknowledge_alert(alert).await?)
}

/// Says that the cause of an alert was mended.
#[server(protocol = Change)]
pub async fn resolve_alert(
    /// Which.
    alert: AlertId,
    /// How.
    how: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.resolve_alert(alert, &how).await?)
}

/// Says that nothing needs doing.
#[server(protocol = Change)]
pub async fn dismiss_alert(
    /// Which.
    alert: AlertId,
    /// Why.
    reason: String,
) -> Result<(), Trouble> {
    Ok(super::desk()?.dismiss_alert(alert, &reason).await?)
}

/// How much the viewer hasn't read.
#[server(protocol = Read)]
pub async fn read_bell() -> Result<Bell, Trouble> {
    Ok(super::desk()?.bell().await?)
}

/// A page of the viewer's notifications.
#[server(protocol = Read)]
pub async fn read_notifications(
    /// Page, from 1.
    page: u32,
) -> Result<Notifications, Trouble> {
    Ok(super::desk()?.notifications(page).await?)
}

/// Marks a notification as read, or as unread again.
#[server(protocol = Change)]
pub async fn mark_notification(
    /// Which.
    notification: NotificationId,
    /// Read, or not.
    read: bool,
) -> Result<(), Trouble> {
    Ok(super::desk()?.mark_notification(notification, read).await?)
}

/// Marks all notifications as read that the viewer has seen.
#[server(protocol = Change)]
pub async fn mark_all_notifications(
    /// The newest of them.
    upto: NotificationId,
) -> Result<u64, Trouble> {
    Ok(super::desk()?.read_notifications(upto).await?)
}

/// What the viewer wants to be told, and the operator's rules.
#[server(protocol = Read)]
pub async fn read_alert_settings() -> Result<AlertSettings, Trouble> {
    Ok(super::desk()?.alert_settings().await?)
}

/// Keeps what the viewer wants to be told.
#[server(protocol = Change)]
pub async fn save_alert_preferences(
    /// As the form says it.
    form: PreferencesForm,
) -> Result<(), Trouble> {
    Ok(super::desk()?.say_alert_preferences(&form).await?)
}

/// Keeps the operator's rules.
#[server(protocol = Change)]
pub async fn save_alert_rules(
    /// As the form says them.
    form: AlertRulesForm,
) -> Result<(), Trouble> {
    Ok(super::desk()?.say_alert_rules(&form).await?)
}
