//! What keeps a month from being approved, and from being closed.

use super::RunStatus;
use crate::Month;
use crate::reconciliation::{Area, Severity};
use chrono::{DateTime, Utc};

/// What the closing of a month depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosingFacts {
    /// How far it is.
    pub status: RunStatus,
    /// When the last of its money had arrived.
    pub paid_at: Option<DateTime<Utc>>,
    /// When each area was last compared.
    pub compared: Vec<(Area, DateTime<Utc>)>,
    /// Findings that somebody should look at, by severity.
    pub findings: Vec<(Severity, i64)>,
    /// Questions of partners about it that nobody has answered.
    pub questions: i64,
}

impl ClosingFacts {
    /// Whether the month was compared after the last of its money had arrived.
    pub fn is_reconciled(&self) -> bool {
        let areas = [Area::Commissions, Area::Ledger, Area::Bank];
        let since = |at: DateTime<Utc>| self.paid_at.is_some_and(|paid| at >= paid);
        areas.iter().all(|area| self.compared.iter().any(|(of, at)| of == area && since(*at)))
    }

    /// Findings so severe, or more, that somebody should look at.
    pub fn findings_from(&self, severity: Severity) -> i64 {
        self.findings.iter().filter(|(of, _)| *of >= severity).map(|(_, count)| count).sum()
    }
}

/// Why a calculated month can't be approved yet, whoever wants to: facts that came late, critical findings, or a
/// comparison that is still under way.
pub fn keeps_from_approval(month: Month, is_outdated: bool, critical: i64, is_being_compared: bool) -> Option<String> {
    let month = month.label();
    match critical {
        _ if is_outdated => Some(format!("Facts of {month} came in after it was calculated. Calculate it anew first.")),
        0 if is_being_compared => {
            Some(format!("{month} is being compared with bills and books; try again in a moment."))
        }
        0 => None,
        1 => Some(format!("A critical finding of {month} is open: settle it, or calculate the month anew.")),
        count => {
            Some(format!("{count} critical findings of {month} are open: settle them, or calculate the month anew."))
        }
    }
}

/// Why a month isn't closed by itself, as sentences; nothing when it can be.
pub fn open_points(facts: &ClosingFacts) -> Vec<String> {
    let mut points = Vec::new();
    if facts.status < RunStatus::Paid {
        points.push("Not all of its money has arrived or is held with a reason.".to_owned());
    } else if !facts.is_reconciled() {
        points.push("It wasn't reconciled since its money arrived.".to_owned());
    }
    points.extend(match facts.findings_from(Severity::High) {
        0 => None,
        1 => Some("One finding of high or critical severity is open.".to_owned()),
        count => Some(format!("{count} findings of high or critical severity are open.")),
    });
    points.extend(match facts.questions {
        0 => None,
        1 => Some("One question of a reseller isn't answered.".to_owned()),
        count => Some(format!("{count} questions of resellers aren't answered.")),
    });
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_month_is_closed_when_paid_reconciled_since_and_without_open_findings_and_questions() {
        let paid: DateTime<Utc> = "2025-10-08T02:00:00Z".parse().unwrap();
        let compared = |minutes| {
            let at = paid + TimeDelta::minutes(minutes);
            [Area::Commissions, Area::Ledger, Area::Bank].map(|area| (area, at)).to_vec()
        };
        let ready = ClosingFacts {
            status: RunStatus::Paid,
            paid_at: Some(paid),
            compared: compared(1),
            findings: vec![(Severity::Low, 9), (Severity::Medium, 2)],
            questions: 0,
        };
        assert_eq!(open_points(&ready), [""; 0]);
        let early = ClosingFacts { compared: compared(-1), ..ready.clone() };
        assert_eq!(open_points(&early), ["It wasn't reconciled since its money arrived."]);
        let partly = ClosingFacts { compared: compared(1)[..2].to_vec(), ..ready.clone() };
        assert_eq!(open_points(&partly).len(), 1, "the bank's lines weren't compared");
        let findings = vec![(Severity::High, 1), (Severity::Critical, 1)];
        let amiss = ClosingFacts { findings, questions: 1, status: RunStatus::Approved, ..ready };
        assert_eq!(
            open_points(&amiss),
            [
                "Not all of its money has arrived or is held with a reason.",
                "2 findings of high or critical severity are open.",
                "One question of a reseller isn't answered."
            ]
        );
    }
}
