//! What a quarter has brought a partner, for the talk about it.

use super::PartnerRef;
use crate::digest::QuarterMonth;
use crate::health::alert::{AlertState, Severity, Signal};
use crate::health::forecast::Forecast;
use crate::health::intervention::{AFTER, InterventionKind, InterventionState, Measured};
use crate::health::revenue::RevenueBridge;
use crate::health::{Component, HealthScore};
use crate::lifecycle::ChurnReason;
use crate::partner::{PartnerKind, Tier};
use crate::{Cents, InterventionId, Month, Quarter};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A partner's quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuarterReview {
    /// Whose.
    pub partner: PartnerRef,
    /// Its tier.
    pub tier: Tier,
    /// Its type.
    pub kind: PartnerKind,
    /// The quarter.
    pub quarter: Quarter,
    /// Whether it is over and billed; otherwise figures may still change.
    pub complete: bool,
    /// Quarters in which the partner was billed anything, newest first.
    pub quarters: Vec<Quarter>,
    /// Its billed months.
    pub months: Vec<QuarterMonth>,
    /// Whether the viewer may see commissions.
    pub sees_commission: bool,
    /// Billed in the quarter before; none without bills.
    pub billed_before: Option<Cents>,
    /// Health at its end, beside that at its beginning; none without a score.
    pub health: Option<HealthThenNow>,
    /// Customers and revenue won and lost.
    pub customers: Result<CustomersThenNow, NoCustomers>,
    /// Tickets, where the partner had any.
    pub tickets: Option<Handled>,
    /// Installations, where the partner had any.
    pub installations: Option<Handled>,
    /// Alerts that were raised, the most urgent first.
    pub alerts: Vec<ReviewAlert>,
    /// What was done for the partner, the oldest first; none of it for who may not see interventions.
    pub interventions: Option<Vec<ReviewIntervention>>,
    /// What is to be expected, for the quarter that the newest scores are of.
    pub outlook: Option<Forecast>,
}

impl QuarterReview {
    /// Billed in the quarter.
    pub fn billed(&self) -> Cents {
        self.months.iter().map(|month| month.billed).sum()
    }

    /// Its released commission; none while that of a month isn't released.
    pub fn commission(&self) -> Option<Cents> {
        self.months.iter().map(|month| month.commission).sum()
    }
}

/// A score at two times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthThenNow {
    /// The day of the earlier one, and its score; none where there is no earlier one.
    pub then: Option<(NaiveDate, f64)>,
    /// The day of the later one, and its score.
    pub now: (NaiveDate, f64),
    /// What each component brought to each.
    pub components: Vec<ComponentThenNow>,
    /// Whether the two were computed by different versions of the rules.
    pub other_rules: bool,
}

/// A component at two times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComponentThenNow {
    /// Which.
    pub component: Component,
    /// Its score then.
    pub then: Option<f64>,
    /// Its score now.
    pub now: Option<f64>,
    /// Points that it brings to the whole score more than then: weight × score now, less weight × score then.
    pub moved: Option<f64>,
}

impl HealthThenNow {
    /// What moved a score. What the components moved adds up to the score's own move.
    pub fn components(then: Option<&HealthScore>, now: &HealthScore) -> Vec<ComponentThenNow> {
        let brings = |score: &HealthScore, at: usize| {
            score.components.get(at).map_or(0.0, |of| of.effective_weight * of.score.unwrap_or_default())
        };
        let component = |(at, component): (usize, &Component)| {
            let of = |score: &HealthScore| score.components.get(at).and_then(|of| of.score);
            ComponentThenNow {
                component: *component,
                then: then.and_then(of),
                now: of(now),
                moved: then.map(|then| brings(now, at) - brings(then, at)),
            }
        };
        Component::ALL.iter().enumerate().map(component).collect()
    }
}

/// Customers at two times, by their bills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomersThenNow {
    /// The last month before the quarter, and its last one.
    pub months: (Month, Month),
    /// Customers billed then.
    pub start: u32,
    /// Billed now and never before.
    pub new: u32,
    /// Billed now and before, but not then.
    pub back: u32,
    /// Billed then and not now.
    pub lost: u32,
    /// What that means in revenue a month.
    pub revenue: RevenueBridge,
    /// Why customers left in the quarter, as it was said when they were moved; the most frequent first.
    pub reasons: Vec<(ChurnReason, i64)>,
}

impl CustomersThenNow {
    /// Customers billed now.
    pub const fn end(&self) -> u32 {
        self.start + self.new + self.back - self.lost
    }
}

/// Why customers can't be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum NoCustomers {
    /// The bills don't reach back far enough.
    #[error("bills don't reach back to {}", .0.label())]
    NotThen(Month),
    /// The last month isn't billed yet.
    #[error("{} isn't billed yet", .0.label())]
    NotYet(Month),
}

/// What came in during the quarter and has had its time, and what of it was done in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handled {
    /// How many came in.
    pub all: i64,
    /// How many of them were done.
    pub done: i64,
    /// How many of them in time.
    pub in_time: i64,
    /// What is in time: hours of a ticket, days of an installation.
    pub within: u32,
}

/// An alert as a review tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewAlert {
    /// What was noticed.
    pub signal: Signal,
    /// How urgent it was.
    pub severity: Severity,
    /// When it was raised.
    pub raised_at: DateTime<Utc>,
    /// What has become of it.
    pub state: AlertState,
}

/// An intervention that was under way in the quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewIntervention {
    /// Which.
    pub id: InterventionId,
    /// What is done.
    pub kind: InterventionKind,
    /// How far it is now.
    pub state: InterventionState,
    /// When it began.
    pub begun_on: NaiveDate,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
    /// What came of it, in words.
    pub outcome: Option<String>,
    /// Its steps.
    pub steps: i64,
    /// Those that were done in the quarter.
    pub done: i64,
    /// Minutes that were spent on it in the quarter.
    pub minutes: i64,
    /// What it has brought beyond matched peers, as far as it is known by now.
    pub measured: Option<Measured>,
}

impl ReviewIntervention {
    /// The gain that is known of the longest time: after how many days, and how many points.
    pub fn gain(&self) -> Option<(u32, f64)> {
        let gains = AFTER.into_iter().zip(self.measured.as_ref()?.gain);
        gains.filter_map(|(days, gain)| Some((days, gain?))).next_back()
    }

    /// What it has brought, as a sentence.
    pub fn effect(&self) -> String {
        match (self.gain(), &self.measured) {
            (Some((days, gain)), Some(measured)) => {
                let peers = match measured.peers.len() {
                    1 => "1 peer".to_owned(),
                    many => format!("{many} peers"),
                };
                format!("{gain:+.1} points beyond {peers} after {days} days")
            }
            (None, Some(_)) => "not known before 30 days are over".to_owned(),
            (_, None) => "not known: nobody is like this partner, or it is too early".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::{Acquisition, HealthFacts, HealthRules, Missing, Revenue, score};
    use proptest::prelude::*;

    fn scored(billed: i64, activated: Option<u32>) -> HealthScore {
        let facts = HealthFacts {
            revenue: Ok(Revenue { billed: Cents(billed), quota: Cents(100), own_quota: true }),
            acquisition: activated
                .map(|activated| Acquisition { activated, target: 10, own_target: true })
                .ok_or(Missing::NotRecorded),
            ..HealthFacts::missing("2025-09-30".parse().unwrap(), Missing::NotRecorded)
        };
        score(&facts, &HealthRules { coverage_min: 0.1, ..HealthRules::default() })
    }

    #[test]
    fn the_effect_of_the_longest_time_is_told() {
        let mut of = ReviewIntervention {
            id: InterventionId(uuid::Uuid::nil()),
            kind: InterventionKind::SuccessCoaching,
            state: InterventionState::Completed,
            begun_on: "2025-07-01".parse().unwrap(),
            ended_on: None,
            outcome: None,
            steps: 4,
            done: 2,
            minutes: 90,
            measured: None,
        };
        assert!(of.effect().starts_with("not known: nobody"));
        let mut measured = Measured {
            partner: crate::PartnerId(uuid::Uuid::nil()),
            tier: Tier::Gold,
            baseline: 60.0,
            peers: vec![crate::PartnerId(uuid::Uuid::nil()); 3],
            gain: [None; 3],
        };
        of.measured = Some(measured.clone());
        assert_eq!((of.gain(), of.effect().as_str()), (None, "not known before 30 days are over"));
        measured.gain = [Some(2.0), Some(-1.25), None];
        of.measured = Some(measured);
        assert_eq!(of.effect(), "-1.2 points beyond 3 peers after 60 days");
    }

    proptest! {
        #[test]
        fn what_components_moved_adds_up_to_the_move_of_the_score(
            billed in (0i64..150, 0i64..150),
            activated in (prop::option::of(0u32..15), prop::option::of(0u32..15)),
        ) {
            let (then, now) = (scored(billed.0, activated.0), scored(billed.1, activated.1));
            let moved: f64 = HealthThenNow::components(Some(&then), &now).iter().filter_map(|of| of.moved).sum();
            prop_assert!((moved - (now.score.unwrap() - then.score.unwrap())).abs() < 1e-9);
            prop_assert!(HealthThenNow::components(None, &now).iter().all(|of| of.moved.is_none() && of.then.is_none()));
        }
    }
}
