//! The letters. Their words stand in `engine/templates/`, as HTML and as text.

use super::Letter;
use askama::Template;
use domain::banking::account::BankAccount;
use domain::mail::MailKind;
use domain::run::Run;
use domain::tenant::Tenant;
use domain::user::User;
use domain::view::StatementRow;
use domain::workflow::Workflow;
use domain::{Month, Refusal};

/// One letter in both of its forms, with the same words in their places.
macro_rules! letter {
    ($html:ident, $text:ident, ($as_html:literal, $as_text:literal), { $($field:ident),+ }) => {
        #[derive(Template)]
        #[template(path = $as_html)]
        struct $html<'a> { subject: &'a str, operator: &'a str, name: &'a str, $($field: &'a str),+ }

        #[derive(Template)]
        #[template(path = $as_text)]
        struct $text<'a> { operator: &'a str, name: &'a str, $($field: &'a str),+ }
    };
}
pub(super) use letter as in_both_forms;

letter!(ApprovalHtml, ApprovalText, ("approval_needed.html", "approval_needed.txt"), { month, commission, billed, partners });
letter!(StuckHtml, StuckText, ("work_stuck.html", "work_stuck.txt"), { workflow, period, step, reason });
letter!(StatementHtml, StatementText, ("statement.html", "statement.txt"), { partner, month, commission, billed, lines });
letter!(AccountHtml, AccountText, ("bank_account_changed.html", "bank_account_changed.txt"), { partner, by, kind, account, bank, holder, next });

/// A letter of a kind, in both of its forms.
pub(super) fn letter(
    kind: MailKind,
    subject: String,
    html: &impl Template,
    text: &impl Template,
) -> Result<Letter, Refusal> {
    let failed = |error: askama::Error| {
        tracing::error!(%error, "a letter couldn't be written");
        Refusal::Unavailable
    };
    Ok(Letter { kind, text: text.render().map_err(failed)?, html: html.render().map_err(failed)?, subject })
}

/// A calculated month waits for a second person.
pub(crate) fn approval_needed(tenant: &Tenant, user: &User, run: &Run) -> Result<Letter, Refusal> {
    let subject = format!("{} waits for your approval", run.month.label());
    let (operator, name, month) = (tenant.name.as_str(), user.name.as_str(), run.month.label());
    let (commission, billed) = (tenant.currency.show(run.commission), tenant.currency.show(run.billed));
    let (month, commission, billed) = (month.as_str(), commission.as_str(), billed.as_str());
    let partners = run.partners.to_string();
    let partners = partners.as_str();
    let html = ApprovalHtml { subject: &subject, operator, name, month, commission, billed, partners };
    let text = ApprovalText { operator, name, month, commission, billed, partners };
    letter(MailKind::ApprovalNeeded, subject.clone(), &html, &text)
}

/// A step has failed for good.
pub(crate) fn work_stuck(
    tenant: &Tenant,
    user: &User,
    (workflow, period, step): (Workflow, &str, &str),
    reason: &str,
) -> Result<Letter, Refusal> {
    let workflow = workflow.label();
    let subject = format!("{workflow} {period} is stuck");
    let (operator, name) = (tenant.name.as_str(), user.name.as_str());
    let html = StuckHtml { subject: &subject, operator, name, workflow, period, step, reason };
    let text = StuckText { operator, name, workflow, period, step, reason };
    letter(MailKind::WorkStuck, subject.clone(), &html, &text)
}

/// A reseller's statement was approved.
pub(crate) fn statement(tenant: &Tenant, user: &User, month: Month, row: &StatementRow) -> Result<Letter, Refusal> {
    let month = month.label();
    let subject = format!("Your commission statement for {month}");
    let (operator, name, month) = (tenant.name.as_str(), user.name.as_str(), month.as_str());
    let (commission, billed) = (tenant.currency.show(row.commission), tenant.currency.show(row.billed));
    let (commission, billed, lines) = (commission.as_str(), billed.as_str(), row.lines.to_string());
    let (partner, lines) = (row.partner.name.as_str(), lines.as_str());
    let html = StatementHtml { subject: &subject, operator, name, partner, month, commission, billed, lines };
    let text = StatementText { operator, name, partner, month, commission, billed, lines };
    letter(MailKind::Statement, subject.clone(), &html, &text)
}

/// A reseller is paid to another account; `by` says who has changed it.
pub(crate) fn bank_account_changed(
    tenant: &Tenant,
    user: &User,
    account: &BankAccount,
    (partner, by): (&str, &str),
) -> Result<Letter, Refusal> {
    let subject = "Your bank account was changed".to_owned();
    let (operator, name) = (tenant.name.as_str(), user.name.as_str());
    let (kind, masked, bank) = (account.kind.label().to_lowercase(), account.masked(), account.routing.to_string());
    let next = if account.state.is_payable() {
        "It is verified as the one before was."
    } else {
        "Payments wait until it is verified."
    };
    let (kind, bank, holder) = (kind.as_str(), bank.as_str(), account.holder_name.as_str());
    let account = masked.as_str();
    let html = AccountHtml { subject: &subject, operator, name, partner, by, kind, account, bank, holder, next };
    let text = AccountText { operator, name, partner, by, kind, account, bank, holder, next };
    letter(MailKind::BankAccountChanged, subject.clone(), &html, &text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::user::Role;
    use domain::{Currency, Rounding, TenantId, UserId};

    #[test]
    fn what_people_are_called_is_text_and_never_markup() {
        let tenant = Tenant {
            id: TenantId(1),
            slug: "acme".into(),
            name: "Acme & <Sons>".into(),
            time_zone: "UTC".into(),
            currency: Currency::Usd,
            rounding: Rounding::HalfEven,
            history_from: None,
            notice: None,
            is_demo: false,
        };
        let user = User {
            tenant_id: TenantId(1),
            id: UserId(uuid::Uuid::nil()),
            email: "ana@example.com".into(),
            name: "<script>".into(),
            role: Role::Finance,
            partner_id: None,
        };
        let letter = work_stuck(&tenant, &user, (Workflow::MonthEnd, "2025-09", "freeze"), "no bills").unwrap();
        assert_eq!(letter.subject, "Month end 2025-09 is stuck");
        assert!(letter.html.contains("Hello &#60;script&#62;,") && letter.html.contains("Acme &#38; &#60;Sons&#62;"));
        assert!(letter.text.starts_with("Hello <script>,\n"), "{}", letter.text);
    }
}
