//! The letter about questions that nobody has answered in time.

use super::Letter;
use super::letters::letter;
use askama::Template;
use domain::Refusal;
use domain::correction::DisputeRow;
use domain::mail::MailKind;
use domain::tenant::Tenant;
use domain::user::User;

#[derive(Template)]
#[template(path = "questions_overdue.html")]
struct Html<'a> {
    subject: &'a str,
    operator: &'a str,
    name: &'a str,
    questions: &'a [DisputeRow],
}

#[derive(Template)]
#[template(path = "questions_overdue.txt")]
struct Text<'a> {
    operator: &'a str,
    name: &'a str,
    questions: &'a [DisputeRow],
}

/// Questions wait longer than they may, for somebody who may answer them.
pub(crate) fn questions_overdue(tenant: &Tenant, user: &User, questions: &[DisputeRow]) -> Result<Letter, Refusal> {
    let subject = match questions {
        [one] => format!("A question of {} waits for an answer", one.partner.name),
        many => format!("{} questions wait for an answer", many.len()),
    };
    let (operator, name) = (tenant.name.as_str(), user.name.as_str());
    let html = Html { subject: &subject, operator, name, questions };
    let text = Text { operator, name, questions };
    letter(MailKind::QuestionsOverdue, subject.clone(), &html, &text)
}
