//! What another plan would have cost in a past month, beside the plans in force.

use super::PartnerRef;
use crate::{Cents, Month, PartnerId};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A month under the plans in force and under a plan that is tried. Both sides are reckoned from the same facts, as a
/// close would do it; nothing is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIf {
    /// The month.
    pub month: Month,
    /// What was tried, for people: `Residual, version 2`.
    pub tried: String,
    /// The plan whose partners it was tried for, for people; none for all partners.
    pub scope: Option<String>,
    /// What the plans in force cost.
    pub in_force: Cents,
    /// What it would have cost.
    pub would_be: Cents,
    /// Partners who would have got more.
    pub winners: u32,
    /// Partners who would have got less.
    pub losers: u32,
    /// Partners who would have got the same.
    pub unchanged: u32,
    /// The partners that were compared, those with the largest difference first.
    pub rows: Vec<WhatIfRow>,
    /// Partners that can't be reckoned; no figure has anything of them.
    pub unknown: Vec<NotReckoned>,
    /// The month whose draws, holdbacks, instalments and small amounts both sides take over; none where no earlier
    /// month is calculated.
    pub carried_from: Option<Month>,
    /// For a calculated month: partners whose statement isn't what the plans in force come to now, as facts came in or a
    /// plan was given since.
    pub unlike_statements: Option<u32>,
}

/// One partner's month on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIfRow {
    /// Who.
    pub partner: PartnerRef,
    /// What the plan in force pays.
    pub in_force: Cents,
    /// What it would have got.
    pub would_be: Cents,
}

impl WhatIfRow {
    /// What it would have got more; negative for less.
    pub fn difference(&self) -> Cents {
        self.would_be - self.in_force
    }
}

/// A partner of which nothing can be said, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotReckoned {
    /// Who.
    pub partner: PartnerRef,
    /// What is missing, and the way out.
    pub reason: String,
}

impl WhatIf {
    /// What it would have cost more; negative for less.
    pub fn difference(&self) -> Cents {
        self.would_be - self.in_force
    }

    /// The difference in tenths of a per cent of the size of the cost in force, half away from zero; none where that is
    /// nothing.
    pub fn per_mille(&self) -> Option<i64> {
        let (difference, whole) = (i128::from(self.difference().0), i128::from(self.in_force.0));
        if whole == 0 {
            return None;
        }
        let twice = 2 * 1000 * difference.abs();
        let rounded = (twice + whole.abs()) / (2 * whole.abs());
        i64::try_from(rounded * difference.signum()).ok()
    }

    /// What of it is about some partners alone.
    #[must_use]
    pub fn of_those(mut self, seen: impl Fn(PartnerId) -> bool) -> Self {
        self.rows.retain(|row| seen(row.partner.id));
        self.unknown.retain(|not| seen(not.partner.id));
        let count = |fits: fn(i64) -> bool| {
            let rows = self.rows.iter().filter(|row| fits(row.difference().0));
            u32::try_from(rows.count()).unwrap_or(u32::MAX)
        };
        (self.winners, self.losers, self.unchanged) = (count(|by| by > 0), count(|by| by < 0), count(|by| by == 0));
        self.in_force = self.rows.iter().map(|row| row.in_force).sum();
        self.would_be = self.rows.iter().map(|row| row.would_be).sum();
        // It isn't known whose statements those are.
        self.unlike_statements = None;
        self
    }

    /// The rows in the order of their list: the largest difference first, then by code.
    pub fn sort_rows(&mut self) {
        let size = |row: &WhatIfRow| Reverse(row.difference().0.unsigned_abs());
        self.rows.sort_by(|a, b| size(a).cmp(&size(b)).then_with(|| a.partner.code.cmp(&b.partner.code)));
    }

    /// Those who would gain most, and those who would lose most, at most so many of each.
    pub fn movers(&self, most: usize) -> Vec<WhatIfRow> {
        let gain = self.rows.iter().filter(|row| row.difference() > Cents::ZERO).take(most);
        let loss: Vec<_> = self.rows.iter().filter(|row| row.difference() < Cents::ZERO).take(most).collect();
        gain.chain(loss.into_iter().rev()).cloned().collect()
    }
}

/// What is asked: everything stands in the address of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIfQuery {
    /// The plan, by its code.
    pub plan: Option<String>,
    /// Its version; the newest, unless given.
    pub version: Option<i32>,
    /// The month; the latest that has bills, unless given.
    pub month: Option<Month>,
    /// Whose month: `all`, or the code of the plan that they have. Those of the plan itself, unless given.
    pub scope: Option<String>,
    /// Page of the table, from 1.
    pub page: u32,
}

/// What can be chosen, and what came of the choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIfPage {
    /// Every plan: code, name, newest version.
    pub plans: Vec<(String, String, i32)>,
    /// Months with facts that are over, newest first.
    pub months: Vec<Month>,
    /// The plan and version that were tried, the month and the scope; none before a plan is chosen.
    pub asked: Option<(String, i32, Month, String)>,
    /// What came of it.
    pub result: Option<WhatIfResult>,
}

/// A what-if with one page of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIfResult {
    /// The figures; its rows are those of the page.
    pub what_if: WhatIf,
    /// Those who would gain most, then those who would lose most, the largest loss last.
    pub movers: Vec<WhatIfRow>,
    /// Partners compared in all.
    pub found: u32,
    /// This page, from 1.
    pub page: u32,
    /// Pages in all.
    pub pages: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PartnerId;
    use uuid::Uuid;

    fn row(code: &str, in_force: i64, would_be: i64) -> WhatIfRow {
        let partner = PartnerRef { id: PartnerId(Uuid::nil()), code: code.into(), name: code.into() };
        WhatIfRow { partner, in_force: Cents(in_force), would_be: Cents(would_be) }
    }

    fn what_if(rows: Vec<WhatIfRow>) -> WhatIf {
        WhatIf {
            month: "2025-08".parse().unwrap(),
            tried: String::new(),
            scope: None,
            in_force: rows.iter().map(|row| row.in_force).sum(),
            would_be: rows.iter().map(|row| row.would_be).sum(),
            winners: 0,
            losers: 0,
            unchanged: 0,
            rows,
            unknown: Vec::new(),
            carried_from: None,
            unlike_statements: None,
        }
    }

    #[test]
    fn the_largest_differences_come_first_and_movers_go_from_the_largest_gain_to_the_largest_loss() {
        let rows = vec![row("A", 0, 5), row("B", 9, 0), row("C", 1, 1), row("E", 3, 0), row("D", 0, 3), row("F", 0, 9)];
        let mut found = what_if(rows);
        found.sort_rows();
        let codes = |rows: &[WhatIfRow]| rows.iter().map(|row| row.partner.code.clone()).collect::<String>();
        assert_eq!(codes(&found.rows), "BFADEC");
        assert_eq!(codes(&found.movers(2)), "FAEB");
    }

    #[test]
    fn a_difference_is_rounded_to_the_tenth_of_a_per_cent_and_of_nothing_there_is_none() {
        let of = |in_force, would_be| what_if(vec![row("A", in_force, would_be)]).per_mille();
        assert_eq!(of(0, 5), None);
        assert_eq!(of(20_000, 20_010), Some(1));
        assert_eq!(of(20_000, 20_009), Some(0));
        assert_eq!(of(20_000, 10_000), Some(-500));
        assert_eq!(of(-100, -50), Some(500));
    }
}
