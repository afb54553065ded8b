//! The letter about alerts: all that a person is to hear at a time.

use super::Letter;
use super::letters::letter;
use askama::Template;
use domain::Refusal;
use domain::mail::MailKind;
use domain::tenant::Tenant;
use domain::user::User;
use domain::view::NotificationRow;

/// Alerts that a letter names; of the rest it says how many.
const NAMED: usize = 25;

#[derive(Template)]
#[template(path = "health_alert.html")]
struct Html<'a> {
    subject: &'a str,
    operator: &'a str,
    name: &'a str,
    alerts: &'a [NotificationRow],
    more: usize,
}

#[derive(Template)]
#[template(path = "health_alert.txt")]
struct Text<'a> {
    operator: &'a str,
    name: &'a str,
    alerts: &'a [NotificationRow],
    more: usize,
}

/// What a person wants to hear of, the most urgent first.
pub(crate) fn health_alert(tenant: &Tenant, user: &User, mut alerts: Vec<NotificationRow>) -> Result<Letter, Refusal> {
    alerts.sort_by_key(|alert| (std::cmp::Reverse(alert.severity), alert.id));
    let subject = match alerts.as_slice() {
        [one] => format!("{}: {}", one.severity, one.title),
        [first, ..] => format!("{} alerts, the first: {} {}", alerts.len(), first.severity, first.title),
        [] => "No alerts".to_owned(),
    };
    let more = alerts.len().saturating_sub(NAMED);
    alerts.truncate(NAMED);
    let (operator, name) = (tenant.name.as_str(), user.name.as_str());
    let html = Html { subject: &subject, operator, name, alerts: &alerts, more };
    let text = Text { operator, name, alerts: &alerts, more };
    letter(MailKind::HealthAlert, subject.clone(), &html, &text)
}
