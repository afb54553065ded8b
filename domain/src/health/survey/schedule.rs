//! When a partner is asked, reminded, and left alone.

use crate::Refusal;
use crate::code::coded;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

coded! {
    /// How far a survey that was sent is.
    SurveyState {
        /// Waits for an answer.
        Open = "open", "Open";
        /// Was answered; the link is used up.
        Answered = "answered", "Answered";
        /// Wasn't answered in time; the link is dead.
        Closed = "closed", "Closed";
    }
}

/// When partners are asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyRules {
    /// Days between two surveys of a partner.
    pub ask_every_days: u32,
    /// Days after asking on which a partner that hasn't answered is reminded, rising.
    pub remind_after_days: Vec<u32>,
    /// Days after asking on which the survey is closed.
    pub close_after_days: u32,
}

impl Default for SurveyRules {
    fn default() -> Self {
        Self { ask_every_days: 90, remind_after_days: vec![5, 12], close_after_days: 21 }
    }
}

/// The latest survey of a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// When it was asked.
    pub on: NaiveDate,
    /// How far it is.
    pub state: SurveyState,
    /// Reminders sent.
    pub reminders: u32,
}

/// What is next for a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurveyStep {
    /// Send the survey.
    Ask,
    /// Remind; afterwards so many reminders count as sent, also those that were missed.
    Remind {
        /// Reminders due by now.
        reminders: u32,
    },
    /// It isn't answered any more.
    Close,
    /// Nothing before this day.
    Wait {
        /// The day.
        until: NaiveDate,
    },
}

impl SurveyRules {
    /// Refuses rules that can't be meant, naming the field.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.remind_after_days.len() > 5 || !self.remind_after_days.is_sorted_by(|a, b| a < b) {
            return Err(Refusal::invalid("reminders", "give at most five, on rising days"));
        }
        if self.remind_after_days.first() == Some(&0) || self.remind_after_days.last() >= Some(&self.close_after_days) {
            return Err(Refusal::invalid("reminders", "they lie after the day of asking and before that of closing"));
        }
        if self.close_after_days == 0 {
            return Err(Refusal::invalid("closing", "leave at least a day for an answer"));
        }
        if self.ask_every_days <= self.close_after_days {
            return Err(Refusal::invalid("asking", "a survey is closed before the next is asked"));
        }
        Ok(())
    }

    /// What to do for a partner whose latest survey is this one.
    pub fn next(&self, latest: Option<&Asked>, today: NaiveDate) -> SurveyStep {
        let Some(asked) = latest else { return SurveyStep::Ask };
        let after = |days: u32| asked.on + Days::new(u64::from(days));
        let wait_or = |until: NaiveDate, step| if today < until { SurveyStep::Wait { until } } else { step };
        if asked.state != SurveyState::Open {
            return wait_or(after(self.ask_every_days), SurveyStep::Ask);
        }
        if today >= after(self.close_after_days) {
            return SurveyStep::Close;
        }
        let due = self.remind_after_days.iter().filter(|days| after(**days) <= today).count();
        let due = u32::try_from(due).unwrap_or(u32::MAX);
        if due > asked.reminders {
            return SurveyStep::Remind { reminders: due };
        }
        let next = self.remind_after_days.iter().copied().find(|days| after(*days) > today);
        SurveyStep::Wait { until: after(next.unwrap_or(self.close_after_days)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_partner_is_asked_reminded_twice_and_left_alone_until_the_next_quarter() {
        let rules = SurveyRules::default();
        rules.check().unwrap();
        let open = |reminders| Asked { on: day("2025-01-01"), state: SurveyState::Open, reminders };
        let step = |asked: Asked, today| rules.next(Some(&asked), day(today));
        assert_eq!(rules.next(None, day("2025-01-01")), SurveyStep::Ask);
        assert_eq!(step(open(0), "2025-01-02"), SurveyStep::Wait { until: day("2025-01-06") });
        assert_eq!(step(open(0), "2025-01-06"), SurveyStep::Remind { reminders: 1 });
        assert_eq!(step(open(1), "2025-01-06"), SurveyStep::Wait { until: day("2025-01-13") });
        // After an outage one reminder is sent, not two.
        assert_eq!(step(open(0), "2025-01-15"), SurveyStep::Remind { reminders: 2 });
        assert_eq!(step(open(2), "2025-01-15"), SurveyStep::Wait { until: day("2025-01-22") });
        assert_eq!(step(open(2), "2025-01-22"), SurveyStep::Close);
        let answered = Asked { state: SurveyState::Answered, ..open(1) };
        assert_eq!(step(answered, "2025-01-15"), SurveyStep::Wait { until: day("2025-04-01") });
        assert_eq!(step(answered, "2025-04-01"), SurveyStep::Ask);
    }

    #[test]
    fn rules_that_cannot_be_meant_are_refused() {
        let refused = |change: fn(&mut SurveyRules)| {
            let mut rules = SurveyRules::default();
            change(&mut rules);
            rules.check().is_err()
        };
        assert!(refused(|rules| rules.remind_after_days = vec![5, 5]));
        assert!(refused(|rules| rules.remind_after_days = vec![0, 5]));
        assert!(refused(|rules| rules.remind_after_days = vec![21]));
        assert!(refused(|rules| rules.ask_every_days = 21));
        assert!(refused(
            |rules| *rules = SurveyRules { remind_after_days: vec![], close_after_days: 0, ..rules.clone() }
        ));
    }

    proptest! {
        #[test]
        fn nobody_gets_more_than_one_message_a_day_nor_more_reminders_than_ruled(days in 1u64..200) {
            let rules = SurveyRules::default();
            let mut asked: Option<Asked> = None;
            let (mut asks, mut reminders) = (0, 0);
            for today in (0..days).map(|n| day("2025-01-01") + Days::new(n)) {
                match rules.next(asked.as_ref(), today) {
                    SurveyStep::Ask => {
                        asked = Some(Asked { on: today, state: SurveyState::Open, reminders: 0 });
                        asks += 1;
                    }
                    SurveyStep::Remind { reminders: due } => {
                        asked.as_mut().unwrap().reminders = due;
                        reminders += 1;
                    }
                    SurveyStep::Close => asked.as_mut().unwrap().state = SurveyState::Closed,
                    SurveyStep::Wait { until } => prop_assert!(until > today),
                }
            }
            prop_assert_eq!(asks, days.div_ceil(90));
            prop_assert!(reminders <= asks * 2);
        }
    }
}
