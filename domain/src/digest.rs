//! What a week or a quarter has brought, as it is told by letter.

use crate::lifecycle::{ChurnReason, Stage};
use crate::{Cents, Month};
use serde::{Deserialize, Serialize};

/// Customers that came into a stage from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moves {
    /// The stage.
    pub to: Stage,
    /// Why, of those that left.
    pub reason: Option<ChurnReason>,
    /// How many.
    pub customers: i64,
    /// What they pay each month, as it stands now.
    pub mrr: Cents,
}

/// Contacts with customers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contacts {
    /// How many.
    pub contacts: i64,
    /// How many of them were rated.
    pub rated: i64,
    /// The mean rating, 1 to 10; none where nobody rated.
    pub satisfaction: Option<f64>,
}

/// A partner's month within a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterMonth {
    /// The month.
    pub month: Month,
    /// What its customers were billed.
    pub billed: Cents,
    /// How many customers were billed.
    pub customers: i64,
    /// Its commission, once a second person has released it.
    pub commission: Option<Cents>,
}

/// Customers and revenue of several stages together.
pub fn sum_of(moves: &[Moves], stages: &[Stage]) -> (i64, Cents) {
    let of = moves.iter().filter(|moved| stages.contains(&moved.to));
    of.fold((0, Cents::ZERO), |(customers, mrr), moved| (customers + moved.customers, mrr + moved.mrr))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_into_several_stages_are_added_up() {
        let moves = |to, customers, mrr| Moves { to, reason: None, customers, mrr: Cents(mrr) };
        let week = [moves(Stage::Active, 2, 5000), moves(Stage::Churned, 1, 700), moves(Stage::Expansion, 1, 90)];
        assert_eq!(sum_of(&week, &[Stage::Active, Stage::Expansion]), (3, Cents(5090)));
        assert_eq!(sum_of(&week, &[Stage::AtRisk]), (0, Cents::ZERO));
    }
}
