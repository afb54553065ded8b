//! The letter that asks a partner's owner what they think, and reminds.

use super::Letter;
use super::letters::letter;
use askama::Template;
use chrono::NaiveDate;
use domain::Refusal;
use domain::mail::MailKind;
use domain::tenant::Tenant;
use domain::user::User;

/// What the letter says.
pub(crate) struct Invitation<'a> {
    pub partner: &'a str,
    pub link: String,
    pub last_day: NaiveDate,
    pub is_reminder: bool,
}

#[derive(Template)]
#[template(path = "survey.html")]
struct Html<'a> {
    subject: &'a str,
    operator: &'a str,
    name: &'a str,
    invitation: &'a Invitation<'a>,
}

#[derive(Template)]
#[template(path = "survey.txt")]
struct Text<'a> {
    operator: &'a str,
    name: &'a str,
    invitation: &'a Invitation<'a>,
}

/// What a partner thinks is asked, or asked for again.
pub(crate) fn survey(tenant: &Tenant, user: &User, invitation: &Invitation<'_>) -> Result<Letter, Refusal> {
    let (operator, name) = (tenant.name.as_str(), user.name.as_str());
    let subject = if invitation.is_reminder {
        format!("A reminder: how does {operator} do?")
    } else {
        format!("How does {operator} do?")
    };
    let html = Html { subject: &subject, operator, name, invitation };
    letter(MailKind::Survey, subject.clone(), &html, &Text { operator, name, invitation })
}
