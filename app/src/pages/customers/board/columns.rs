//! What the board knows of each column, and how a move changes two of them: pure, so that it is easy to test.

use crate::parts::number::count;
use chrono::{DateTime, Utc};
use domain::lifecycle::Stage;
use domain::view::{BoardColumn, Card, StageCount};
use domain::{CustomerId, Refusal};

/// A card with whether the server has confirmed where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The customer.
    pub card: Card,
    /// Moved here, but not yet confirmed: it can't be picked up meanwhile, because its revision isn't known.
    pub pending: bool,
}

/// A stage with the cards loaded so far, highest revenue first.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The stage with what stands in it, moves not yet confirmed included.
    pub count: StageCount,
    /// The loaded cards.
    pub slots: Vec<Slot>,
    /// The last card that the server sent: what comes next is asked for by it.
    ///
    /// It stays when the card moves away, since the server knows where it stood.
    cursor: Option<CustomerId>,
    /// Whether there are no more cards to load.
    complete: bool,
}

impl From<BoardColumn> for Column {
    fn from(column: BoardColumn) -> Self {
        let mut new = Self { count: column.count, slots: Vec::new(), cursor: None, complete: false };
        new.append(column.cards);
        new
    }
}

impl Column {
    /// After which card to ask for more; `None` when there is nothing more to ask for.
    pub fn next_after(&self) -> Option<CustomerId> {
        self.cursor.filter(|_| !self.complete)
    }

    /// Adds the next cards that the server sent; none means that there are no more.
    pub fn append(&mut self, cards: Vec<Card>) {
        self.complete = cards.is_empty();
        self.cursor = cards.last().map(|card| card.id).or(self.cursor);
        for card in cards {
            // A card that was moved here meanwhile is loaded already.
            if self.position(card.id).is_none() {
                self.insert(Slot { card, pending: false });
            }
        }
        self.complete |= i64::try_from(self.slots.len()).is_ok_and(|loaded| loaded >= self.count.customers);
    }

    /// Where a card lies among the loaded ones.
    pub fn position(&self, id: CustomerId) -> Option<usize> {
        self.slots.iter().position(|slot| slot.card.id == id)
    }

    /// Takes a card out.
    pub fn take(&mut self, id: CustomerId) -> Option<Card> {
        let slot = self.slots.remove(self.position(id)?);
        self.count.customers -= 1;
        self.count.mrr = self.count.mrr - slot.card.mrr;
        Some(slot.card)
    }

    /// Puts a card in, where its revenue places it.
    pub fn put(&mut self, card: Card, pending: bool) {
        self.count.customers += 1;
        self.count.mrr += card.mrr;
        self.insert(Slot { card: Card { stage: self.count.stage, ..card }, pending });
    }

    fn insert(&mut self, slot: Slot) {
        let key = |slot: &Slot| (std::cmp::Reverse(slot.card.mrr), slot.card.id);
        let at = self.slots.partition_point(|other| key(other) < key(&slot));
        self.slots.insert(at, slot);
    }
}

/// Why a card can't go to a stage, with those it can go to; `None` when it can.
pub fn objection(card: &Card, to: Stage) -> Option<Refusal> {
    let legal = card.stage.next_stages().contains(&to);
    (!legal).then(|| card.stage.check_move(to, None).err()).flatten()
}

/// How long a card has been in its stage, in whole days.
pub fn days_in_words(since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match (now - since).num_days() {
        ..1 => "today".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{} days", count(days)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Cents;

    fn card(number: u128, dollars: i64) -> Card {
        Card {
            id: format!("0199a2b4-7e30-7000-8000-{number:012}").parse().unwrap(),
            code: format!("{number:04}"),
            city: None,
            stage: Stage::Lead,
            stage_since: DateTime::UNIX_EPOCH,
            mrr: Cents(dollars * 100),
            revision: 1,
        }
    }

    fn column(customers: i64, cards: &[(u128, i64)]) -> Column {
        Column::from(BoardColumn {
            count: StageCount { stage: Stage::Lead, customers, mrr: Cents(customers * 100) },
            cards: cards.iter().map(|(number, dollars)| card(*number, *dollars)).collect(),
        })
    }

    fn codes(column: &Column) -> Vec<&str> {
        column.slots.iter().map(|slot| slot.card.code.trim_start_matches('0')).collect()
    }

    #[test]
    fn a_card_that_moves_in_lies_where_its_revenue_places_it() {
        let mut column = column(3, &[(1, 90), (2, 50), (3, 50)]);
        column.put(card(9, 60), true);
        assert_eq!(codes(&column), ["1", "9", "2", "3"]);
        assert_eq!((column.count.customers, column.count.mrr), (4, Cents(300 + 6_000)));
        assert!(column.slots[1].pending);
    }

    #[test]
    fn a_move_taken_back_leaves_the_column_as_it_was() {
        let before = column(3, &[(1, 90), (2, 50), (3, 50)]);
        let mut after = before.clone();
        let taken = after.take(before.slots[1].card.id).unwrap();
        assert_eq!(after.count.customers, 2);
        after.put(taken, false);
        assert_eq!(after, before);
    }

    #[test]
    fn the_next_cards_are_asked_for_after_the_last_one_sent_even_if_it_moved_away() {
        let mut column = column(4, &[(1, 90), (2, 50)]);
        let last = column.slots[1].card.id;
        column.take(last);
        column.put(card(9, 10), false);
        assert_eq!(column.next_after(), Some(last));
        // The card that was moved here comes again with the page it belongs to, and is shown once.
        column.append(vec![card(3, 40), card(9, 10)]);
        assert_eq!(codes(&column), ["1", "3", "9"]);
    }

    #[test]
    fn an_empty_page_or_a_full_count_ends_the_loading() {
        let mut column = column(9, &[(1, 90)]);
        assert!(column.next_after().is_some());
        column.append(Vec::new());
        assert_eq!(column.next_after(), None);
        assert_eq!(super::tests::column(1, &[(1, 90)]).next_after(), None);
        assert_eq!(super::tests::column(0, &[]).next_after(), None);
    }
}
