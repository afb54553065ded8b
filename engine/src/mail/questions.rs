//! Letters about questions: that nobody has answered them in time, and to who has asked, that somebody has.

use super::Letter;
use super::letters::{in_both_forms, letter};
use askama::Template;
use domain::correction::DisputeRow;
use domain::mail::MailKind;
use domain::tenant::Tenant;
use domain::user::User;
use domain::{Cents, Refusal};

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

in_both_forms!(AnsweredHtml, AnsweredText, ("question_answered.html", "question_answered.txt"), { partner, month, line, question, answer, next });

/// A reseller's question was answered; `adjustment` says how much was proposed to be put right by that.
pub(crate) fn question_answered(
    tenant: &Tenant,
    user: &User,
    asked: &DisputeRow,
    (answer, adjustment): (&str, Option<Cents>),
) -> Result<Letter, Refusal> {
    let month = asked.month.label();
    let subject = format!("Your question about the statement of {month} is answered");
    let next = adjustment.map_or_else(String::new, |amount| {
        let amount = tenant.currency.show(amount);
        format!("An adjustment of {amount} is proposed; when a second person has agreed, a later statement has it.")
    });
    let (operator, name, partner) = (tenant.name.as_str(), user.name.as_str(), asked.partner.name.as_str());
    let (month, line, question, next) = (month.as_str(), asked.line.as_str(), asked.question.as_str(), next.as_str());
    let html = AnsweredHtml { subject: &subject, operator, name, partner, month, line, question, answer, next };
    let text = AnsweredText { operator, name, partner, month, line, question, answer, next };
    letter(MailKind::QuestionAnswered, subject.clone(), &html, &text)
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
