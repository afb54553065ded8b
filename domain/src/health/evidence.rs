//! What a component's score was computed from, in figures and in words.

use super::Share;
use crate::code::coded;
use crate::{Cents, Currency};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

coded! {
    /// Why a component has no score.
    Missing {
        /// Nothing of the kind was ever recorded.
        NotRecorded = "not_recorded", "nothing of this kind is recorded yet";
        /// The facts don't reach back far enough to be complete.
        HistoryIncomplete = "history_incomplete", "the facts don't reach back far enough";
        /// There was nothing at the start of the window to compare with.
        NothingToCompare = "nothing_to_compare", "there was nothing yet at the start of the window";
        /// Neither the partner nor its tier has a target.
        NoTarget = "no_target", "no target is set";
        /// Fewer answers than the rules ask for.
        TooFewAnswers = "too_few_answers", "too few answers to surveys yet";
    }
}

/// The figures behind a component's score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Evidence {
    /// No facts.
    Missing {
        /// Why.
        why: Missing,
    },
    /// Billed revenue against quota.
    Revenue {
        /// Billed in the window.
        billed: Cents,
        /// Quota of the window.
        quota: Cents,
        /// Whether it is the partner's own.
        own_quota: bool,
    },
    /// Activations against target.
    Acquisition {
        /// Activated in the window.
        activated: u32,
        /// Target of the window.
        target: u32,
        /// Whether it is the partner's own.
        own_target: bool,
    },
    /// What was kept.
    Retention {
        /// Customers at the start of the window.
        start_customers: u32,
        /// Customers lost in it.
        lost_customers: u32,
        /// Billed at the start.
        start_billed: Cents,
        /// Of that, kept.
        kept_billed: Cents,
        /// Gross revenue retention per month, 0–1.
        monthly_revenue: f64,
        /// Customer (logo) retention per month, 0–1.
        monthly_customers: f64,
    },
    /// Where revenue is going.
    Growth {
        /// Change per month: 0.02 is 2 % up.
        monthly: f64,
        /// Months that it is computed from.
        months: u32,
    },
    /// How the partner's people take part.
    Engagement {
        /// Active days in the window.
        active_days: Option<u32>,
        /// Days that are enough.
        target_days: u32,
        /// Courses completed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        training: Option<Share>,
        /// Materials used, and how many are enough.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resources: Option<(u32, u32)>,
        /// Contacts logged, and how many are enough.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        interactions: Option<(u32, u32)>,
    },
    /// What runs as it should.
    Operations {
        /// Installations in time, and the days that count as such.
        installations: Option<(Share, u32)>,
        /// Tickets resolved in time, and the hours that count as such.
        tickets: Option<(Share, u32)>,
        /// Customers with complete data.
        data: Option<Share>,
        /// Statement lines compared without a finding.
        reconciled: Option<Share>,
    },
    /// What surveys say.
    Satisfaction {
        /// Answers that count.
        answers: u32,
        /// When the newest was given.
        newest: NaiveDate,
        /// Days after which an answer weighs half.
        half_life_days: u32,
        /// Their mean, the newest weighing most, 0–100.
        mean: f64,
    },
}

impl Evidence {
    /// The figures as a sentence.
    pub fn explain(&self, currency: Currency) -> String {
        let whose = |own: bool| if own { "own" } else { "tier's default" };
        match *self {
            Self::Missing { why } => format!("No score: {why}."),
            Self::Revenue { billed, quota, own_quota } => format!(
                "{} billed in 3 months, {} of the {} quota of {}.",
                currency.show(billed),
                percent(ratio(billed, quota)),
                whose(own_quota),
                currency.show(quota),
            ),
            Self::Acquisition { activated, target, own_target } => format!(
                "{activated} customers activated in 90 days, {} of the {} target of {target}.",
                percent(f64::from(activated) / f64::from(target)),
                whose(own_target),
            ),
            Self::Retention {
                start_customers,
                lost_customers,
                start_billed,
                kept_billed,
                monthly_revenue,
                monthly_customers,
            } => {
                format!(
                    "{lost_customers} of {start_customers} customers lost in 3 months; {} of {} billed was kept. \
                     A month keeps {} of revenue and {} of customers; the lower counts.",
                    currency.show(kept_billed),
                    currency.show(start_billed),
                    percent(monthly_revenue),
                    percent(monthly_customers),
                )
            }
            Self::Growth { monthly, months } => {
                format!(
                    "Billed revenue changes by {} a month (median slope of {months} months).",
                    signed_percent(monthly)
                )
            }
            Self::Engagement { active_days, target_days, training, resources, interactions } => sentence([
                active_days.map(|days| format!("active in the portal on {days} of 28 days; {target_days} are enough")),
                training.map(|share| format!("{} courses completed", of(share))),
                resources.map(|(used, enough)| format!("{used} materials used in 90 days; {enough} are enough")),
                interactions.map(|(had, enough)| format!("{had} contacts in 28 days; {enough} are enough")),
            ]),
            Self::Operations { installations, tickets, data, reconciled } => sentence([
                installations.map(|(share, days)| format!("{} installations within {days} days", of(share))),
                tickets.map(|(share, hours)| format!("{} tickets resolved within {hours} hours", of(share))),
                data.map(|share| format!("{} customers with complete data", of(share))),
                reconciled.map(|share| format!("{} statement lines without a finding", of(share))),
            ]),
            Self::Satisfaction { answers, newest, half_life_days, mean } => format!(
                "{answers} survey answers, the newest of {newest}, come to {mean:.0} of 100; after {half_life_days} \
                 days an answer weighs half."
            ),
        }
    }
}

/// The parts that are there, as one sentence.
fn sentence(parts: [Option<String>; 4]) -> String {
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    let (first, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
    format!("{}{rest}.", first.to_uppercase())
}

fn of(share: Share) -> String {
    format!("{} of {}", share.good, share.of)
}

fn ratio(part: Cents, whole: Cents) -> f64 {
    super::components::cents_to_f64(part) / super::components::cents_to_f64(whole)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn signed_percent(share: f64) -> String {
    format!("{:+.1} %", share * 100.0)
}
