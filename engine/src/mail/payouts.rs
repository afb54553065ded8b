//! Letters about payouts: to those who release them, and to those who are paid.

use super::Letter;
use super::letters::{in_both_forms, letter};
use askama::Template;
use chrono::NaiveDate;
use domain::Refusal;
use domain::mail::MailKind;
use domain::tenant::Tenant;
use domain::user::User;
use domain::view::{PayoutBatchRow, PayoutRow};

in_both_forms!(PayoutsWaitHtml, PayoutsWaitText, ("payouts_wait.html", "payouts_wait.txt"), { batch, total, payouts });
in_both_forms!(PayoutSentHtml, PayoutSentText, ("payout_sent.html", "payout_sent.txt"), { partner, batch, amount, account, arrives });
in_both_forms!(PayoutReturnedHtml, PayoutReturnedText, ("payout_returned.html", "payout_returned.txt"), { partner, batch, amount, account, reason, next });

/// A batch of payouts waits for a second person.
pub(crate) fn payouts_wait(tenant: &Tenant, user: &User, batch: &PayoutBatchRow) -> Result<Letter, Refusal> {
    let subject = format!("Payouts {} wait for your approval", batch.name());
    let (operator, name, number) = (tenant.name.as_str(), user.name.as_str(), batch.name());
    let (total, payouts) = (tenant.currency.show(batch.total), batch.payouts.to_string());
    let (batch, total, payouts) = (number.as_str(), total.as_str(), payouts.as_str());
    let html = PayoutsWaitHtml { subject: &subject, operator, name, batch, total, payouts };
    let text = PayoutsWaitText { operator, name, batch, total, payouts };
    letter(MailKind::ApprovalNeeded, subject.clone(), &html, &text)
}

/// A payout is on its way.
pub(crate) fn payout_sent(
    tenant: &Tenant,
    user: &User,
    payout: &PayoutRow,
    arrives: NaiveDate,
) -> Result<Letter, Refusal> {
    let amount = tenant.currency.show(payout.amount);
    let subject = format!("{amount} is on its way to you");
    let (operator, name, partner) = (tenant.name.as_str(), user.name.as_str(), payout.partner.name.as_str());
    let (batch, arrives) = (payout.batch_name(), arrives.to_string());
    let account = payout.account.as_deref().unwrap_or_default();
    let (batch, amount, arrives) = (batch.as_str(), amount.as_str(), arrives.as_str());
    let html = PayoutSentHtml { subject: &subject, operator, name, partner, batch, amount, account, arrives };
    let text = PayoutSentText { operator, name, partner, batch, amount, account, arrives };
    letter(MailKind::PayoutSent, subject.clone(), &html, &text)
}

/// A payout came back; `next` says what the partner can do.
pub(crate) fn payout_returned(
    tenant: &Tenant,
    user: &User,
    payout: &PayoutRow,
    (reason, next): (&str, &str),
) -> Result<Letter, Refusal> {
    let amount = tenant.currency.show(payout.amount);
    let subject = format!("Your bank has sent {amount} back");
    let (operator, name, partner) = (tenant.name.as_str(), user.name.as_str(), payout.partner.name.as_str());
    let (batch, account) = (payout.batch_name(), payout.account.as_deref().unwrap_or_default());
    let (batch, amount) = (batch.as_str(), amount.as_str());
    let html = PayoutReturnedHtml { subject: &subject, operator, name, partner, batch, amount, account, reason, next };
    let text = PayoutReturnedText { operator, name, partner, batch, amount, account, reason, next };
    letter(MailKind::PayoutReturned, subject.clone(), &html, &text)
}
