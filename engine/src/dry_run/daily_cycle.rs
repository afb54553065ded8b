//! What the day's chores would find to do.

use crate::Office;
use domain::Refusal;
use domain::view::DryStep;

pub(super) async fn steps(office: &Office) -> Result<Vec<DryStep>, Refusal> {
    let ended = office.engine.count_ended_sessions().await?;
    let proved = office.proved_prenotes().await?;
    let late = office.late_questions().await?;
    let (entries, broken) = office.verify_audit().await?;
    let trail = match broken {
        None => DryStep::would("verify audit trail", "find every entry in its place").count("Entries", entries),
        Some(position) => DryStep::refused(
            "verify audit trail",
            format!("Entry {position} of the audit trail was changed, removed or moved: compare it with a backup."),
        ),
    };
    let to_score = office.to_score_today().await?;
    let health = match to_score.day {
        Some(day) => DryStep::would("partner health", format!("score every reseller as of {day}"))
            .count("Scored anew", usize::try_from(to_score.computed).unwrap_or(0))
            .count("Carried over", usize::try_from(to_score.carried).unwrap_or(0)),
        None => DryStep::would("partner health", "score nobody: nothing was ever billed"),
    };
    Ok(vec![
        DryStep::would("forget sign-ins", "forget sessions that have ended, of every operator")
            .count("Sessions", usize::try_from(ended).unwrap_or(0)),
        DryStep::would("verify bank accounts", "verify accounts whose prenotes didn't come back")
            .count("Accounts", proved),
        health,
        DryStep::would("alerts", "raise alerts that the scores give cause to, and resolve those whose cause is gone"),
        DryStep::would("measure interventions", "measure what interventions have brought beyond matched peers")
            .count("Interventions", office.to_measure(to_score.day).await?),
        DryStep::would("tell of due steps", "tell who sees to interventions of steps that are due, each once"),
        DryStep::would("tell of late questions", "tell who may answer of questions that are late, each once")
            .count("Questions", late),
        DryStep::would("look at months", "close months that are paid and of which nothing is open")
            .count("Months", office.paid_months().await?),
        trail,
        DryStep::would(
            "forget old records",
            "forget measurements of 30 days ago, events and adjustments of 90, and files whose time has come",
        ),
        DryStep::would("learn sizes", "let the database learn how large its tables are"),
    ])
}
