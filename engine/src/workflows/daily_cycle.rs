//! What every day needs.

use super::unknown_step;
use crate::duty::Duty;
use crate::mail::{self, people_who_may};
use crate::runner::{Settled, Work};
use chrono::{NaiveDate, TimeDelta};
use domain::correction::DisputeRow;
use domain::event::Event;
use domain::health::alert::Signal;
use domain::rights::Action;
use domain::user::User;
use domain::{EventId, Refusal};
use serde_json::json;
use store::Tx;

pub(super) const STEPS: &[&str] = &[
    "forget sign-ins",
    "verify bank accounts",
    "partner health",
    "alerts",
    "measure interventions",
    "tell of due steps",
    "tell of late questions",
    "look at months",
    "verify audit trail",
    "forget old records",
    "learn sizes",
];

/// How long measurements of the installation are kept.
const MEASUREMENTS_KEPT: TimeDelta = TimeDelta::days(30);
/// How long is kept what was adjusted by measurement.
const CHANGES_KEPT: TimeDelta = TimeDelta::days(90);
/// How long a file is kept that was never brought in to its end.
const UPLOADS_KEPT: TimeDelta = TimeDelta::days(1);
/// How long events are kept for observers to ask for.
const EVENTS_KEPT: TimeDelta = TimeDelta::days(90);

pub(super) async fn perform(work: &Work) -> Result<Settled, Refusal> {
    match work.claim.name.as_str() {
        "forget sign-ins" => forget_sign_ins(work).await,
        "verify bank accounts" => verify_bank_accounts(work).await,
        "partner health" => score_partners(work).await,
        "alerts" => notice(work).await,
        "measure interventions" => measure_interventions(work).await,
        "tell of due steps" => work.office.tell_of_due_steps(work).await,
        "tell of late questions" => tell_of_late_questions(work).await,
        "look at months" => look_at_months(work).await,
        "verify audit trail" => verify_audit(work).await,
        "forget old records" => forget_old_records(work).await,
        "learn sizes" => learn_sizes(work).await,
        _ => Err(unknown_step(work)),
    }
}

async fn forget_sign_ins(work: &Work) -> Result<Settled, Refusal> {
    let forgotten = work.office.engine.forget_ended_sessions().await?;
    work.done(json!({ "forgotten": forgotten })).await
}

/// What only helps for a while. The audit trail isn't among it: that stays.
async fn forget_old_records(work: &Work) -> Result<Settled, Refusal> {
    let now = work.office.engine.clock.now();
    let mut tx = work.office.engine.store.write(work.office.tenant).await?;
    let measurements = tx.forget_measurements(now - MEASUREMENTS_KEPT).await?;
    let adjusted = tx.forget_pace_changes(now - CHANGES_KEPT).await?;
    let events = tx.forget_events(now - EVENTS_KEPT).await?;
    let files = tx.forget_files(now, now - UPLOADS_KEPT).await?;
    work.done_in(tx, json!({ "measurements": measurements, "adjustments": adjusted, "events": events, "files": files }))
        .await
}

/// The tables have grown since yesterday, and the database picks its indexes by their sizes.
async fn learn_sizes(work: &Work) -> Result<Settled, Refusal> {
    work.office.engine.store.learn_sizes().await?;
    work.done(json!({})).await
}

async fn verify_bank_accounts(work: &Work) -> Result<Settled, Refusal> {
    let verified = work.office.look_at_prenotes().await?;
    work.done(json!({ "verified": verified })).await
}

/// A letter about questions that nobody has answered in time, to all who may answer. Each is told of once.
async fn tell_of_late_questions(work: &Work) -> Result<Settled, Refusal> {
    let engine = &work.office.engine;
    let now = engine.clock.now();
    let mut tx = engine.store.write(work.office.tenant).await?;
    let tenant = tx.tenant_row().await?;
    let late = tx.escalate_disputes(engine.clock.today(&tenant.time_zone), now).await?;
    for question in &late {
        let event = Event::DisputeOverdue { dispute: question.id, partner: question.partner.id };
        tx.announce(EventId(engine.clock.new_id()), now, &event).await?;
        let detail = json!({ "id": question.id, "due_on": question.due_on });
        tx.audit(now, work.actor(), "dispute_overdue", &question.partner.code, &detail).await?;
        let signal = Signal::QuestionOverdue { question: question.id.to_string(), due: question.due_on };
        engine.raise(&mut tx, Some(question.partner.id), signal).await?;
    }
    if !late.is_empty() {
        let letters = letters_of(&mut tx, &late, engine.clock.today(&tenant.time_zone)).await?;
        let write = |(user, questions): (User, Vec<DisputeRow>)| {
            let letter = mail::questions_overdue(&tenant, &user, &questions)?;
            Ok((user, letter))
        };
        let letters = letters.into_iter().map(write).collect::<Result<_, Refusal>>()?;
        engine.send(&mut tx, &format!("late questions of {}", work.claim.period), letters).await?;
    }
    work.done_in(tx, json!({ "questions": late.len() })).await
}

/// Who is written to about which of these questions: all who may answer them, a manager about those of its partners.
async fn letters_of(
    tx: &mut Tx,
    late: &[DisputeRow],
    today: NaiveDate,
) -> Result<Vec<(User, Vec<DisputeRow>)>, Refusal> {
    let duty = Duty::on(tx, today).await?;
    let mut asked = Vec::new();
    for question in late {
        let manager = tx.partner(question.partner.id).await?.and_then(|partner| partner.manager_id);
        asked.push((manager, question));
    }
    let people = people_who_may(tx, Action::AnswerDispute, None).await?.into_iter().map(|user| {
        let told = asked.iter().filter(|(manager, _)| duty.tells(&user, *manager));
        let told: Vec<_> = told.map(|(_, question)| (*question).clone()).collect();
        (user, told)
    });
    Ok(people.filter(|(_, told)| !told.is_empty()).collect())
}

/// Scores everybody as of the operator's day. Performed again it goes on where it stood.
async fn score_partners(work: &Work) -> Result<Settled, Refusal> {
    let scored = work.office.score_today(Some(&work.claim)).await?;
    work.done(json!(scored)).await
}

/// Months whose own run is over or was cancelled are paid and closed all the same.
async fn look_at_months(work: &Work) -> Result<Settled, Refusal> {
    work.office.look_at_money().await?;
    let closed = work.office.close_ready_months(work.actor()).await?;
    work.done(json!({ "closed": closed })).await
}

/// What the scores give cause to. Of a step that is performed again nothing is doubled.
async fn notice(work: &Work) -> Result<Settled, Refusal> {
    let Some(day) = work.office.day_to_score().await? else { return work.done(json!({})).await };
    let noticed = work.office.notice(day).await?;
    work.done(json!({ "partners": noticed.partners, "causes": noticed.signals, "gone": noticed.cleared })).await
}

/// What interventions have brought, by the scores of the day. Measured again, the same comes out.
async fn measure_interventions(work: &Work) -> Result<Settled, Refusal> {
    let Some(day) = work.office.day_to_score().await? else { return work.done(json!({})).await };
    let measured = work.office.measure_interventions(day).await?;
    work.done(json!({ "measured": measured })).await
}

async fn verify_audit(work: &Work) -> Result<Settled, Refusal> {
    let (entries, broken) = work.office.verify_audit().await?;
    if let Some(position) = broken {
        return Err(Refusal::not_now(format!(
            "entry {position} of the audit trail was changed, removed or moved: compare it with a backup"
        )));
    }
    work.done(json!({ "entries": entries })).await
}
