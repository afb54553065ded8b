//! Corrections: adjustments, and questions about lines.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::correction::AdjustmentRow;
use domain::view::{AdjustmentsPage, QuestionQuery, QuestionsPage};
use domain::{AdjustmentId, DisputeId, Month};
use leptos::prelude::*;

/// A page of adjustments, from 1.
#[server(protocol = Read)]
pub async fn read_adjustments(
    /// Which.
    page: u32,
) -> Result<AdjustmentsPage, Trouble> {
    Ok(super::desk()?.adjustments_page(page).await?)
}

/// Proposes a correction.
#[server(protocol = Change)]
pub async fn propose_adjustment(
    /// The reseller's code.
    partner: String,
    /// How much, as it is written.
    amount: String,
    /// Why.
    reason: String,
    /// The customer's number, or nothing.
    customer: String,
) -> Result<AdjustmentId, Trouble> {
    let amount = domain::correction::amount_in(&amount)?;
    let proposal = engine::Proposal { partner, amount, reason, customer: Some(customer) };
    Ok(super::desk()?.propose_adjustment(&proposal).await?)
}

/// Agrees to a correction that somebody else has proposed, or doesn't.
#[server(protocol = Change)]
pub async fn decide_adjustment(
    /// Which.
    id: AdjustmentId,
    /// Whether one agrees.
    agree: bool,
) -> Result<AdjustmentRow, Trouble> {
    Ok(super::desk()?.decide_adjustment(id, agree).await?)
}

/// A page of questions, and the line that a new one is to be about.
#[server(protocol = Read)]
pub async fn read_questions(
    /// Which.
    query: QuestionQuery,
) -> Result<QuestionsPage, Trouble> {
    Ok(super::desk()?.questions(query).await?)
}

/// Asks about a line of the viewer's own statement.
#[server(protocol = Change)]
pub async fn ask_question(
    /// The statement's month.
    month: Month,
    /// The line's place among all, from 0.
    place: u32,
    /// The question.
    question: String,
) -> Result<DisputeId, Trouble> {
    Ok(super::desk()?.raise_dispute(month, None, place, &question).await?)
}

/// Answers a question, with an adjustment where an amount is given.
#[server(protocol = Change)]
pub async fn answer_question(
    /// Which.
    id: DisputeId,
    /// The answer.
    answer: String,
    /// How much is adjusted, as it is written, or nothing.
    amount: String,
) -> Result<Option<AdjustmentId>, Trouble> {
    let amount = domain::correction::optional_amount_in(&amount)?;
    Ok(super::desk()?.answer_dispute(id, &answer, amount).await?)
}
