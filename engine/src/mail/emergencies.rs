//! The letter about an emergency, or a drill of one.

use super::Letter;
use super::letters::letter;
use askama::Template;
use domain::Refusal;
use domain::mail::MailKind;
use domain::tenant::Tenant;
use domain::user::User;
use domain::view::PartnerRef;

/// What the letter says; times by the operator's clocks.
pub(crate) struct Crisis {
    pub drill: bool,
    pub why: String,
    pub paused_until: Option<String>,
    pub checkpoint: String,
    pub every_hours: u32,
    pub days: u32,
}

#[derive(Template)]
#[template(path = "emergency_escalation.html")]
struct Html<'a> {
    subject: &'a str,
    operator: &'a str,
    name: &'a str,
    partner: &'a str,
    crisis: &'a Crisis,
}

#[derive(Template)]
#[template(path = "emergency_escalation.txt")]
struct Text<'a> {
    operator: &'a str,
    name: &'a str,
    partner: &'a str,
    crisis: &'a Crisis,
}

/// A partner is in an emergency, or a drill began.
pub(crate) fn emergency_escalation(
    tenant: &Tenant,
    user: &User,
    partner: &PartnerRef,
    crisis: &Crisis,
) -> Result<Letter, Refusal> {
    let called = if crisis.drill { "Drill, not an emergency" } else { "Emergency" };
    let partner = format!("{} {}", partner.code, partner.name);
    let subject = format!("{called}: {partner}");
    let (operator, name) = (tenant.name.as_str(), user.name.as_str());
    let html = Html { subject: &subject, operator, name, partner: &partner, crisis };
    let text = Text { operator, name, partner: &partner, crisis };
    letter(MailKind::EmergencyEscalation, subject.clone(), &html, &text)
}
