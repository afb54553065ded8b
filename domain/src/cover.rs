//! Vacation cover: who looks after a manager's partners on the days on which the manager is away.

use crate::{CoverId, Refusal, UserId};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// The longest absence that is covered at once, in days.
const LONGEST: u64 = 366;

/// Days on which somebody looks after a manager's partners in their stead. Days are the operator's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Cover {
    /// Its id.
    pub id: CoverId,
    /// Who is away.
    pub manager_id: UserId,
    /// Who looks after their partners.
    pub cover_id: UserId,
    /// From this day on.
    pub first_day: NaiveDate,
    /// Until the end of this one.
    pub last_day: NaiveDate,
}

impl Cover {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.first_day <= day && day <= self.last_day
    }

    /// Whether there is a day on which both hold.
    fn meets(&self, other: &Self) -> bool {
        self.first_day <= other.last_day && other.first_day <= self.last_day
    }

    /// Refuses a cover that can't be meant beside the others, naming the field.
    ///
    /// Whoever is away covers for nobody: so that a partner has one person on each day, without looking further.
    pub fn check(&self, today: NaiveDate, others: &[Self]) -> Result<(), Refusal> {
        if self.last_day < self.first_day {
            return Err(Refusal::invalid("until", "the last day lies before the first"));
        }
        if self.last_day < today {
            return Err(Refusal::invalid("until", "these days are over"));
        }
        if self.last_day > self.first_day + Days::new(LONGEST - 1) {
            return Err(Refusal::invalid("until", format!("cover up to {LONGEST} days at once")));
        }
        if self.cover_id == self.manager_id {
            return Err(Refusal::invalid("covered by", "choose somebody else than who is away"));
        }
        for other in others.iter().filter(|other| other.id != self.id && other.meets(self)) {
            let days = format!("from {} until {}", other.first_day, other.last_day);
            if other.manager_id == self.manager_id {
                return Err(Refusal::invalid("from", format!("{days} is covered already; change that instead")));
            }
            if other.manager_id == self.cover_id {
                return Err(Refusal::invalid("covered by", format!("they are away themselves {days}")));
            }
            if other.cover_id == self.manager_id {
                let first = format!("who is away covers for somebody {days}; give that to another person first");
                return Err(Refusal::invalid("away", first));
            }
        }
        Ok(())
    }
}

/// Who looks after a manager's partners on a day: who covers for them, or they themselves.
pub fn acting(manager: UserId, on: NaiveDate, covers: &[Cover]) -> UserId {
    let cover = covers.iter().find(|cover| cover.manager_id == manager && cover.holds_on(on));
    cover.map_or(manager, |cover| cover.cover_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 10, 1).unwrap() + Days::new(number)
    }

    fn user(number: u8) -> UserId {
        UserId(Uuid::from_u128(number.into()))
    }

    fn cover(id: u128, (away, by): (u8, u8), (first, last): (u64, u64)) -> Cover {
        Cover {
            id: CoverId(Uuid::from_u128(id)),
            manager_id: user(away),
            cover_id: user(by),
            first_day: day(first),
            last_day: day(last),
        }
    }

    #[test]
    fn the_first_day_and_the_last_are_covered_and_no_other() {
        let one = [cover(1, (1, 2), (3, 5))];
        let who: Vec<_> = (2..=6).map(|number| acting(user(1), day(number), &one)).collect();
        assert_eq!(who, [1, 2, 2, 2, 1].map(user));
        assert_eq!(acting(user(3), day(4), &one), user(3), "nobody else is covered");
    }

    #[test]
    fn what_cannot_be_meant_is_refused_by_its_field() {
        let there = [cover(1, (1, 2), (3, 5)), cover(2, (3, 1), (10, 12))];
        let refused = |new: Cover| new.check(day(0), &there).map_err(|refusal| refusal.to_string()).err();
        let field = |new: Cover| refused(new).map(|words| words.split(':').next().unwrap_or_default().to_owned());
        let until = Some("until".to_owned());
        assert_eq!(field(cover(9, (4, 5), (3, 2))), until);
        assert_eq!(field(cover(9, (4, 5), (0, 366))), until);
        assert_eq!(
            cover(9, (4, 5), (0, 3)).check(day(4), &there).unwrap_err().to_string(),
            "until: these days are over"
        );
        assert_eq!(field(cover(9, (4, 4), (0, 3))).as_deref(), Some("covered by"));
        assert_eq!(field(cover(9, (1, 4), (5, 6))).as_deref(), Some("from"), "covered already");
        assert_eq!(field(cover(9, (4, 1), (5, 6))).as_deref(), Some("covered by"), "away themselves");
        assert_eq!(field(cover(9, (1, 4), (12, 20))).as_deref(), Some("away"), "covers for somebody");
        assert_eq!(refused(cover(1, (1, 2), (4, 8))), None, "its own days may be changed");
        assert_eq!(refused(cover(9, (1, 4), (6, 9))), None);
    }

    proptest! {
        #[test]
        fn whatever_is_kept_each_manager_has_one_person_on_each_day_and_that_person_is_there(
            asked in prop::collection::vec(((0u8..5, 0u8..5), (0u64..20, 0u64..8)), 0..40),
        ) {
            let mut kept: Vec<Cover> = Vec::new();
            for (id, (people, (first, length))) in (0u128..).zip(asked) {
                let new = cover(id, people, (first, first + length));
                if new.check(day(0), &kept).is_ok() {
                    kept.push(new);
                }
            }
            for (on, manager) in (0..30).flat_map(|on| (0..5).map(move |manager| (day(on), user(manager)))) {
                let holding = kept.iter().filter(|cover| cover.manager_id == manager && cover.holds_on(on));
                prop_assert!(holding.count() <= 1);
                let there = acting(manager, on, &kept);
                prop_assert_eq!(acting(there, on, &kept), there);
            }
        }
    }
}
