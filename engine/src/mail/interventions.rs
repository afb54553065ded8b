//! The letter about an intervention that was planned, for who sees to it.

use super::Letter;
use super::letters::letter;
use askama::Template;
use chrono::NaiveDate;
use domain::Refusal;
use domain::health::intervention::PlayStep;
use domain::mail::MailKind;
use domain::tenant::Tenant;
use domain::user::User;
use domain::view::PartnerRef;
use store::NewIntervention;

#[derive(Template)]
#[template(path = "intervention_scheduled.html")]
struct Html<'a> {
    subject: &'a str,
    operator: &'a str,
    name: &'a str,
    kind: &'a str,
    partner: &'a str,
    reason: &'a str,
    begins_on: NaiveDate,
    steps: &'a [PlayStep],
}

#[derive(Template)]
#[template(path = "intervention_scheduled.txt")]
struct Text<'a> {
    operator: &'a str,
    name: &'a str,
    kind: &'a str,
    partner: &'a str,
    reason: &'a str,
    begins_on: NaiveDate,
    steps: &'a [PlayStep],
}

/// An intervention was planned.
pub(crate) fn intervention_scheduled(
    tenant: &Tenant,
    user: &User,
    (partner, new): (&PartnerRef, &NewIntervention),
) -> Result<Letter, Refusal> {
    let kind = new.plays.kind.label();
    let subject = format!("{kind} for {} begins on {}", partner.name, new.begins_on);
    let (operator, name, steps, begins_on) = (&*tenant.name, &*user.name, &*new.plays.steps, new.begins_on);
    let (partner, reason) = (&*partner.name, &*new.reason);
    let html = Html { subject: &subject, operator, name, kind, partner, reason, begins_on, steps };
    let text = Text { operator, name, kind, partner, reason, begins_on, steps };
    letter(MailKind::InterventionScheduled, subject.clone(), &html, &text)
}
