//! Which cards and columns of the board are worth rendering: pure arithmetic on scroll positions.

use std::ops::Range;

/// Cards a column shows before its size is known: on the server, and at hydration.
pub const CARDS_AT_FIRST: usize = 10;

/// Rows kept beyond each edge, so that a fast scroll doesn't outrun rendering.
const ROWS_BEYOND: usize = 4;

/// The window moves in steps of so many rows, so that most scroll events change nothing.
const STEP: usize = 4;

/// What is known of a scrolling column, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pane {
    /// How far it is scrolled.
    pub scrolled: f64,
    /// How much of it is seen.
    pub height: f64,
    /// Height of one row: a card with the gap below it.
    pub row: f64,
}

/// The rows to render of a column with so many cards.
pub fn rows(pane: Option<Pane>, cards: usize) -> Range<usize> {
    let Some(pane) = pane.filter(|pane| pane.row > 0.0) else {
        return 0..cards.min(CARDS_AT_FIRST);
    };
    let first = whole(pane.scrolled / pane.row).min(cards);
    let seen = whole(pane.height / pane.row) + 2;
    let start = first.saturating_sub(ROWS_BEYOND) / STEP * STEP;
    let end = (first + seen + ROWS_BEYOND).next_multiple_of(STEP);
    start..end.min(cards)
}

/// Where a column lies along the board: its left and right edge, in CSS pixels.
pub type Edges = (f64, f64);

/// The columns to render the cards of: those that are seen, and one beyond each end.
pub fn columns(scrolled: f64, width: f64, edges: &[Edges]) -> Range<usize> {
    let first = edges.partition_point(|(_, right)| *right <= scrolled);
    let end = edges.partition_point(|(left, _)| *left < scrolled + width);
    first.saturating_sub(1)..(end + 1).min(edges.len())
}

/// The column whose left edge is nearest to that of the board.
pub fn nearest(scrolled: f64, edges: &[Edges]) -> usize {
    let away = |at: &usize| edges.get(*at).map_or(f64::MAX, |(left, _)| (left - scrolled).abs());
    (0..edges.len()).min_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(0)
}

/// Whether the end of the loaded cards is near enough to ask for more: two panes away.
pub fn wants_more(pane: Pane, cards: usize) -> bool {
    let loaded = rows_height(cards, pane.row);
    loaded - pane.scrolled < pane.height * 3.0
}

/// Height of so many rows.
pub fn rows_height(rows: usize, row: f64) -> f64 {
    f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) * row
}

/// The whole part of a length in rows; nothing when scrolled beyond the top, as some browsers do.
fn whole(rows: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a u32 holds")]
    let whole = rows.clamp(0.0, f64::from(u32::MAX)) as usize;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pane(scrolled: f64) -> Pane {
        Pane { scrolled, height: 600.0, row: 80.0 }
    }

    #[test]
    fn before_anything_is_measured_the_first_cards_are_rendered() {
        assert_eq!(rows(None, 10_000), 0..CARDS_AT_FIRST);
        assert_eq!(rows(None, 3), 0..3);
        assert_eq!(rows(Some(Pane { row: 0.0, ..pane(0.0) }), 3), 0..3);
    }

    #[test]
    fn every_row_that_is_seen_is_rendered_and_few_more() {
        for top in 0..2_000_u32 {
            let scrolled = f64::from(top) * 37.0;
            let range = rows(Some(pane(scrolled)), 1_000);
            let (first_seen, last_seen) = (whole(scrolled / 80.0), whole((scrolled + 599.0) / 80.0));
            if first_seen < 1_000 {
                assert!(range.start <= first_seen && last_seen.min(999) < range.end, "{range:?} at {scrolled}");
            }
            assert!(range.len() <= 24, "{range:?} at {scrolled}");
            assert!(range.end <= 1_000);
        }
    }

    #[test]
    fn a_scroll_within_a_step_changes_nothing() {
        assert_eq!(rows(Some(pane(8.0 * 80.0)), 1_000), rows(Some(pane(9.0 * 80.0)), 1_000));
    }

    #[test]
    fn an_overscrolled_pane_is_at_the_top() {
        assert_eq!(rows(Some(pane(-50.0)), 100), rows(Some(pane(0.0)), 100));
    }

    #[test]
    fn seen_columns_and_their_neighbours_are_rendered() {
        let edges: Vec<_> = (0..12).map(|at| (f64::from(at) * 260.0, f64::from(at + 1) * 260.0)).collect();
        assert_eq!(columns(0.0, 800.0, &edges), 0..5);
        assert_eq!(columns(2_600.0, 520.0, &edges), 9..12);
        assert_eq!(columns(260.0, 260.0, &edges), 0..3);
        assert_eq!(columns(0.0, 800.0, &[]), 0..0);
    }

    #[test]
    fn the_front_column_is_the_nearest_one_narrow_ones_included() {
        let edges = [(0.0, 40.0), (40.0, 300.0), (300.0, 340.0)];
        assert_eq!(nearest(0.0, &edges), 0);
        assert_eq!(nearest(30.0, &edges), 1);
        assert_eq!(nearest(900.0, &edges), 2);
        assert_eq!(nearest(5.0, &[]), 0);
    }

    #[test]
    fn more_is_wanted_two_panes_before_the_end() {
        assert!(wants_more(pane(0.0), 20));
        assert!(!wants_more(pane(0.0), 50));
        assert!(wants_more(pane(2_300.0), 50));
    }
}
