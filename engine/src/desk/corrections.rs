//! Corrections: adjustments that two people agree on, and questions of partners about their lines.

use super::{Desk, Paging};
use crate::Office;
use crate::mail;
use crate::months::open_points_of;
use chrono::Days;
use domain::correction::{self, AdjustmentRow, AdjustmentStatus, DAYS_TO_ANSWER, DisputeRow, DisputeStatus};
use domain::event::Event;
use domain::rights::{Action, may};
use domain::run::RunStatus;
use domain::view::{AdjustmentsPage, AskedLine, QuestionQuery, QuestionsPage, StatementRow};
use domain::{AdjustmentId, Cents, DisputeId, EventId, Month, PartnerId, Refusal};
use serde_json::json;
use store::{Answer, NewAdjustment, NewDispute, Tx};

/// Adjustments or questions of a page.
const LISTED: u32 = 50;

/// A correction that is to be proposed.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The code of the partner whose commission is corrected.
    pub partner: String,
    /// How much, in favour of the partner when positive.
    pub amount: Cents,
    /// Why.
    pub reason: String,
    /// The number of the customer that it is about, if any.
    pub customer: Option<String>,
}

impl Desk {
    /// Proposes a correction. It takes effect in the next month that is calculated after a second person has agreed.
    pub async fn propose_adjustment(&self, proposal: &Proposal) -> Result<AdjustmentId, Refusal> {
        self.check(Action::Adjust)?;
        let mut tx = self.write().await?;
        let id = self.write_proposal(&mut tx, proposal).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn write_proposal(&self, tx: &mut Tx, proposal: &Proposal) -> Result<AdjustmentId, Refusal> {
        let reason = correction::words("reason", &proposal.reason)?;
        let amount = correction::amount(proposal.amount)?;
        let now = self.engine.clock.now();
        let partner = tx.partner_refs().await?.into_iter().find(|partner| partner.code == proposal.partner.trim());
        let unknown = || Refusal::invalid("partner", format!("there is no partner “{}”", proposal.partner.trim()));
        let partner = partner.ok_or_else(unknown)?;
        let customer = match proposal.customer.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
            Some(code) => {
                let found = tx.customers_by_code(&[code]).await?.first().map(|customer| customer.id);
                let unknown = || Refusal::invalid("customer", format!("there is no customer “{code}”"));
                Some(found.ok_or_else(unknown)?)
            }
            None => None,
        };
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let calculated = tx.runs().await?.first().map(|run| run.month);
        let month = calculated.map_or(Month::of(today).previous(), Month::next);
        let id = AdjustmentId(self.engine.clock.new_id());
        let (by, at) = (self.caller.user, now);
        tx.add_adjustment(&NewAdjustment {
            id,
            partner: partner.id,
            month,
            amount,
            reason: reason.clone(),
            customer,
            by,
            at,
        })
        .await?;
        let event = Event::AdjustmentProposed { adjustment: id, partner: partner.id, amount };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        let detail = json!({ "id": id, "amount": amount, "reason": reason, "month": month });
        tx.audit(now, self.actor(), "adjustment_proposed", &partner.code, &detail).await?;
        Ok(id)
    }

    /// Agrees to a correction that another person has proposed, or doesn't.
    pub async fn decide_adjustment(&self, id: AdjustmentId, agree: bool) -> Result<AdjustmentRow, Refusal> {
        self.check(Action::Adjust)?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let row = adjustment(&mut tx, id).await?;
        if row.proposed_by == self.caller.user {
            return Err(Refusal::forbidden("agree to your own adjustment; ask a second person"));
        }
        let status = if agree { AdjustmentStatus::Approved } else { AdjustmentStatus::Rejected };
        if !tx.decide_adjustment(id, status, (self.caller.user, now)).await? {
            let is = row.status.label().to_lowercase();
            return Err(Refusal::conflict(format!("this adjustment is {is} already")));
        }
        let event = Event::AdjustmentDecided { adjustment: id, partner: row.partner.id, approved: agree };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        let detail = json!({ "id": id, "amount": row.amount, "status": status });
        tx.audit(now, self.actor(), "adjustment_decided", &row.partner.code, &detail).await?;
        let row = adjustment(&mut tx, id).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Every adjustment, newest first.
    pub async fn adjustments(&self) -> Result<Vec<AdjustmentRow>, Refusal> {
        self.check(Action::ReadAdjustments)?;
        Ok(self.read().await?.adjustments(None).await?)
    }

    /// A page of adjustments, from 1.
    pub async fn adjustments_page(&self, page: u32) -> Result<AdjustmentsPage, Refusal> {
        let all = self.adjustments().await?;
        let waiting = all.iter().filter(|row| row.status == AdjustmentStatus::Proposed).count();
        let paging = Paging::new(page, LISTED);
        Ok(AdjustmentsPage {
            found: count(all.len()),
            pages: paging.pages(i64::from(count(all.len()))),
            waiting: count(waiting),
            rows: paging.cut(all),
            viewer: self.caller.user,
            may_adjust: may(self.caller.role, Action::Adjust),
        })
    }

    /// Asks about a line of a statement, by its place from 0 among all lines.
    pub async fn raise_dispute(
        &self,
        month: Month,
        partner: Option<PartnerId>,
        place: u32,
        question: &str,
    ) -> Result<DisputeId, Refusal> {
        self.check(Action::Dispute)?;
        let question = correction::words("question", question)?;
        let partner = self.partner_asked(partner)?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let (statement, line) = line_asked(&mut tx, (month, partner), place).await?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let id = DisputeId(self.engine.clock.new_id());
        tx.add_dispute(&NewDispute {
            id,
            partner,
            statement: (month, statement.version),
            line,
            question: question.clone(),
            by: self.caller.user,
            at: now,
            due_on: today + Days::new(DAYS_TO_ANSWER),
        })
        .await?;
        let event = Event::DisputeRaised { dispute: id, partner };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        let detail = json!({ "id": id, "month": month, "question": question });
        tx.audit(now, self.actor(), "dispute_raised", &statement.partner.code, &detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Questions about lines: a partner's own, or those of all.
    pub async fn disputes(&self) -> Result<Vec<DisputeRow>, Refusal> {
        self.check(Action::ReadStatements)?;
        Ok(self.read().await?.disputes(self.caller.partner).await?)
    }

    /// A page of questions, and the line that a new one is to be about.
    pub async fn questions(&self, query: QuestionQuery) -> Result<QuestionsPage, Refusal> {
        let all = self.disputes().await?;
        let mut tx = self.read().await?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let asked = match query.month.zip(query.line) {
            Some((month, place)) => {
                self.check(Action::Dispute)?;
                let partner = self.partner_asked(None)?;
                let (_, words) = line_asked(&mut tx, (month, partner), place).await?;
                Some(AskedLine { month, place, words, due_on: today + Days::new(DAYS_TO_ANSWER) })
            }
            None => None,
        };
        let open = all.iter().filter(|row| row.status == DisputeStatus::Open).count();
        let overdue = all.iter().filter(|row| row.is_overdue(today)).count();
        let paging = Paging::new(query.page, LISTED);
        Ok(QuestionsPage {
            found: count(all.len()),
            pages: paging.pages(i64::from(count(all.len()))),
            open: count(open),
            overdue: count(overdue),
            rows: paging.cut(all),
            today,
            asked,
            may_answer: may(self.caller.role, Action::AnswerDispute),
            may_adjust: may(self.caller.role, Action::Adjust),
        })
    }

    /// Answers a question by an explanation, or by proposing an adjustment, which a second person has to agree to.
    pub async fn answer_dispute(
        &self,
        id: DisputeId,
        answer: &str,
        adjust: Option<Cents>,
    ) -> Result<Option<AdjustmentId>, Refusal> {
        self.check(Action::AnswerDispute)?;
        let words = correction::words("answer", answer)?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        let found = tx.disputes(None).await?.into_iter().find(|dispute| dispute.id == id);
        let dispute = found.ok_or_else(|| Refusal::not_found("question"))?;
        let adjustment = match adjust {
            Some(amount) => {
                self.check(Action::Adjust)?;
                let partner = dispute.partner.code.clone();
                let reason = words.clone();
                Some(self.write_proposal(&mut tx, &Proposal { partner, amount, reason, customer: None }).await?)
            }
            None => None,
        };
        let status = if adjustment.is_some() { DisputeStatus::Adjusted } else { DisputeStatus::Explained };
        let given = Answer { status, words: words.clone(), by: self.caller.user, at: now, adjustment };
        if !tx.answer_dispute(id, &given).await? {
            return Err(Refusal::conflict("this question is answered already"));
        }
        let event = Event::DisputeAnswered { dispute: id, partner: dispute.partner.id, adjustment };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        let detail = json!({ "id": id, "answer": words, "adjustment": adjustment });
        tx.audit(now, self.actor(), "dispute_answered", &dispute.partner.code, &detail).await?;
        tx.wake_steps(&open_points_of(dispute.month), now).await?;
        self.write_answer(&mut tx, &dispute, (&words, adjust)).await?;
        tx.commit().await?;
        self.engine.wake_runner();
        Ok(adjustment)
    }

    /// Writes to the owners of the reseller that has asked.
    async fn write_answer(
        &self,
        tx: &mut Tx,
        asked: &DisputeRow,
        answer: (&str, Option<Cents>),
    ) -> Result<(), Refusal> {
        let tenant = tx.tenant_row().await?;
        let owners = mail::owners_of(tx, asked.partner.id).await?.into_iter();
        let letters = owners.map(|user| Ok((user.clone(), mail::question_answered(&tenant, &user, asked, answer)?)));
        let letters = letters.collect::<Result<_, Refusal>>()?;
        self.engine.send(tx, &format!("answer to question {}", asked.id), letters).await
    }
}

impl Office {
    /// How many questions are late that nobody was told of.
    pub(crate) async fn late_questions(&self) -> Result<usize, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        Ok(tx.disputes(None).await?.iter().filter(|question| question.is_to_escalate(today)).count())
    }
}

/// A partner's statement of a month, and one of its lines in words.
async fn line_asked(
    tx: &mut Tx,
    (month, partner): (Month, PartnerId),
    place: u32,
) -> Result<(StatementRow, String), Refusal> {
    let (statement, _) = tx.statement(month, partner).await?.ok_or_else(|| Refusal::not_found("statement"))?;
    if statement.status < RunStatus::Calculated {
        return Err(Refusal::not_now(format!("{} is being calculated; ask when it is done.", month.label())));
    }
    let key = (month, statement.version, partner);
    let line = tx.statement_lines(key, place.into(), 1).await?.into_iter().next();
    let line = line.ok_or_else(|| Refusal::not_found("line of that statement"))?;
    let (fact, rule) = (line.fact_in_words(month), line.rule_in_words());
    let words = [line.customer_code.as_deref().unwrap_or_default(), fact.as_str(), rule.as_str()];
    let words: Vec<_> = words.into_iter().filter(|words| !words.is_empty()).collect();
    Ok((statement, format!("{}: {} ({})", line.kind.label(), line.amount, words.join(", "))))
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

async fn adjustment(tx: &mut Tx, id: AdjustmentId) -> Result<AdjustmentRow, Refusal> {
    let found = tx.adjustments(None).await?.into_iter().find(|adjustment| adjustment.id == id);
    found.ok_or_else(|| Refusal::not_found("adjustment"))
}
