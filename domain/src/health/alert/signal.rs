//! Signals: causes of alerts, each with its figures.

use super::{AlertKind, Severity};
use crate::health::{Band, Component};
use crate::{Cents, Currency};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What was noticed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Signal {
    /// The score has left its band.
    BandCrossed {
        /// The band it was in.
        from: Band,
        /// The band it is in.
        to: Band,
        /// The score.
        score: f64,
    },
    /// The score has fallen far in short time.
    Fall {
        /// The day it is compared with.
        since: NaiveDate,
        /// The score then.
        before: f64,
        /// The score now.
        score: f64,
    },
    /// A component is low.
    ComponentLow {
        /// Which.
        component: Component,
        /// Its score.
        score: f64,
        /// What it should not fall below.
        threshold: f64,
    },
    /// Facts are missing.
    MissingData {
        /// Share of the weight that has facts, 0–1.
        coverage: f64,
        /// Components without.
        components: Vec<Component>,
    },
    /// The score will probably leave its band downwards.
    ForecastCrosses {
        /// In so many days.
        days: u32,
        /// The expected score.
        expected: f64,
        /// The band that it would be in.
        to: Band,
        /// The chance, 0–1.
        chance: f64,
    },
    /// Revenue hangs on few customers.
    RevenueConcentration {
        /// Herfindahl–Hirschman index.
        hhi: f64,
        /// Share of the largest customer, 0–1.
        largest: f64,
    },
    /// The bank has sent a payment back.
    PayoutReturned {
        /// The return reason code.
        code: String,
        /// How much.
        amount: Cents,
    },
    /// Automation waits for a person.
    WorkflowStuck {
        /// The workflow and its step.
        step: String,
        /// Why.
        reason: String,
    },
    /// A partner's question has no answer in time.
    QuestionOverdue {
        /// Which one: what tells it from others.
        question: String,
        /// When the answer was due.
        due: NaiveDate,
    },
    /// An emergency has begun.
    Emergency {
        /// Why, in words.
        why: String,
        /// Whether it is only a drill.
        drill: bool,
    },
}

impl Signal {
    /// Its kind.
    pub const fn kind(&self) -> AlertKind {
        match self {
            Self::BandCrossed { .. } => AlertKind::BandCrossed,
            Self::Fall { .. } => AlertKind::Fall,
            Self::ComponentLow { .. } => AlertKind::ComponentLow,
            Self::MissingData { .. } => AlertKind::MissingData,
            Self::ForecastCrosses { .. } => AlertKind::ForecastCrosses,
            Self::RevenueConcentration { .. } => AlertKind::RevenueConcentration,
            Self::PayoutReturned { .. } => AlertKind::PayoutReturned,
            Self::WorkflowStuck { .. } => AlertKind::WorkflowStuck,
            Self::QuestionOverdue { .. } => AlertKind::QuestionOverdue,
            Self::Emergency { .. } => AlertKind::Emergency,
        }
    }

    /// How urgent it is unless the operator says otherwise.
    pub fn severity(&self) -> Severity {
        match self {
            Self::BandCrossed { from, to, .. } if to.floor() > from.floor() => Severity::Info,
            Self::BandCrossed { to, .. } | Self::ForecastCrosses { to, .. } => {
                let severity = match to {
                    Band::Thriving | Band::Healthy => Severity::Low,
                    Band::Stable => Severity::Medium,
                    Band::AtRisk => Severity::High,
                    Band::Critical => Severity::Critical,
                };
                // What is only expected never wakes anybody.
                let expected = matches!(self, Self::ForecastCrosses { .. });
                if expected { severity.min(Severity::Medium) } else { severity }
            }
            Self::Fall { before, score, .. } if before - score >= 25.0 => Severity::Critical,
            Self::Fall { .. } | Self::PayoutReturned { .. } | Self::WorkflowStuck { .. } => Severity::High,
            Self::ComponentLow { score, threshold, .. } if *score < threshold / 2.0 => Severity::Medium,
            Self::ComponentLow { .. } | Self::MissingData { .. } | Self::RevenueConcentration { .. } => Severity::Low,
            Self::QuestionOverdue { .. } => Severity::Medium,
            Self::Emergency { drill: true, .. } => Severity::Info,
            Self::Emergency { .. } => Severity::Critical,
        }
    }

    /// What tells it from others about the same partner: a signal with the key of a live alert is that alert again.
    pub fn key(&self) -> String {
        let kind = self.kind().code();
        match self {
            Self::BandCrossed { from, to, .. } => {
                format!("{kind}:{}", if to.floor() > from.floor() { "up" } else { "down" })
            }
            Self::ComponentLow { component, .. } => format!("{kind}:{}", component.code()),
            Self::PayoutReturned { code, .. } => format!("{kind}:{code}"),
            Self::WorkflowStuck { step, .. } => format!("{kind}:{step}"),
            Self::QuestionOverdue { question, .. } => format!("{kind}:{question}"),
            Self::Emergency { drill, .. } => format!("{kind}:{}", if *drill { "drill" } else { "real" }),
            _ => kind.to_owned(),
        }
    }

    /// What was noticed, as a sentence with its figures.
    pub fn words(&self, currency: Currency) -> String {
        match self {
            Self::BandCrossed { from, to, score } => format!("The score went from “{from}” to “{to}”: {score:.1}."),
            Self::Fall { since, before, score } => {
                format!("The score fell by {:.1} points since {since}, from {before:.1} to {score:.1}.", before - score)
            }
            Self::ComponentLow { component, score, threshold } => {
                format!("{component} is at {score:.1}, below {threshold:.0}.")
            }
            Self::MissingData { coverage, components } => {
                let names: Vec<_> = components.iter().map(|component| component.label()).collect();
                format!("Facts cover {:.0} % of the weight; missing: {}.", coverage * 100.0, names.join(", "))
            }
            Self::ForecastCrosses { days, expected, to, chance } => format!(
                "In {days} days {expected:.1} is expected, “{to}”; the chance of leaving the band is {:.0} %.",
                chance * 100.0
            ),
            Self::RevenueConcentration { hhi, largest } => format!(
                "Revenue is concentrated (index {hhi:.0}); the largest customer has {:.1} % of it.",
                largest * 100.0
            ),
            Self::PayoutReturned { code, amount } => {
                format!("The bank sent {} back: {code}.", currency.show(*amount))
            }
            Self::WorkflowStuck { step, reason } => format!("“{step}” waits for a person: {reason}."),
            Self::QuestionOverdue { due, .. } => format!("A question should have been answered by {due}."),
            Self::Emergency { why, drill: true } => format!("Drill: {why}"),
            Self::Emergency { why, drill: false } => why.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_band_is_more_urgent_and_a_better_one_is_only_news() {
        let crossed = |from, to| Signal::BandCrossed { from, to, score: 45.0 };
        let severity = |from, to| crossed(from, to).severity();
        assert_eq!(severity(Band::Healthy, Band::Stable), Severity::Medium);
        assert_eq!(severity(Band::Stable, Band::Critical), Severity::Critical);
        assert_eq!(severity(Band::AtRisk, Band::Healthy), Severity::Info);
        let expected = Signal::ForecastCrosses { days: 30, expected: 20.0, to: Band::Critical, chance: 0.9 };
        assert_eq!(expected.severity(), Severity::Medium);
        assert_eq!(crossed(Band::Healthy, Band::Stable).key(), crossed(Band::Stable, Band::AtRisk).key());
        assert_ne!(crossed(Band::Healthy, Band::Stable).key(), crossed(Band::AtRisk, Band::Stable).key());
    }

    #[test]
    fn a_signal_says_its_figures() {
        let low = Signal::ComponentLow { component: Component::Retention, score: 32.0, threshold: 70.0 };
        assert_eq!(
            (low.words(Currency::Usd), low.severity()),
            ("Customer retention is at 32.0, below 70.".into(), Severity::Medium)
        );
        assert_eq!(low.key(), "component_low:retention");
        let returned = Signal::PayoutReturned { code: "R03".into(), amount: Cents(12_345) };
        assert_eq!(returned.words(Currency::Usd), "The bank sent $123.45 back: R03.");
        let json = serde_json::to_string(&low).unwrap();
        assert_eq!(serde_json::from_str::<Signal>(&json).unwrap(), low);
    }
}
