//! The board as it stands in the browser: what is loaded, what is carried, and what was said about it.

use super::columns::{Column, Slot, objection};
use super::window::{Pane, columns, nearest, rows, rows_height};
use crate::calls::customers::{move_customer, read_board_cards, read_customer};
use chrono::{DateTime, Utc};
use domain::customer::Customer;
use domain::lifecycle::{ChurnReason, Stage};
use domain::view::{Board, Card};
use domain::{CustomerId, PartnerId, Refusal};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::ops::Range;

/// How a card is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Dragged by mouse, pen or finger.
    Drag,
    /// Picked up by a key or a tap; the target is chosen from a list.
    Choice,
}

/// A card that has been picked up and not yet put down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carry {
    /// The card.
    pub card: Card,
    /// How.
    pub by: By,
}

/// What the board tells people about a move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    #[default]
    Nothing,
    /// What happened: read to those who don't see it.
    News(String),
    /// Why something didn't happen: shown to everybody.
    Objection(Refusal),
}

/// One column with how it is scrolled.
#[derive(Clone, Copy)]
pub struct ColumnState {
    /// What is loaded.
    pub data: RwSignal<Column>,
    /// Its scrolling box, once measured.
    pub pane: RwSignal<Option<Pane>>,
    /// The row that the Tab key reaches.
    pub focus_at: RwSignal<usize>,
    /// Whether more cards are on their way.
    pub loading: RwSignal<bool>,
    /// The column.
    pub section_ref: NodeRef<html::Section>,
    /// The scrolling box.
    pub pane_ref: NodeRef<html::Div>,
    /// The list in it.
    pub list_ref: NodeRef<html::Ol>,
}

impl ColumnState {
    fn new(column: Column) -> Self {
        Self {
            data: RwSignal::new(column),
            pane: RwSignal::new(None),
            focus_at: RwSignal::new(0),
            loading: RwSignal::new(false),
            section_ref: NodeRef::new(),
            pane_ref: NodeRef::new(),
            list_ref: NodeRef::new(),
        }
    }

    /// Where it lies along the board.
    fn edges(&self) -> Option<(i32, i32)> {
        let section = self.section_ref.get_untracked()?;
        Some((section.offset_left(), section.offset_left() + section.offset_width()))
    }

    /// The rows to render.
    pub fn rows(&self) -> Range<usize> {
        rows(self.pane.get(), self.data.with(|column| column.slots.len()))
    }

    /// Looks how far the box is scrolled, and how high it and its rows are.
    pub fn measure(&self) {
        let (Some(pane), Some(list)) = (self.pane_ref.get_untracked(), self.list_ref.get_untracked()) else { return };
        let first = list.query_selector("li").ok().flatten();
        let known = self.pane.get_untracked().map_or(0.0, |pane| pane.row);
        let now = Pane {
            scrolled: f64::from(pane.scroll_top()),
            height: f64::from(pane.client_height()),
            row: first.map_or(known, |row| f64::from(row.client_height())),
        };
        if self.pane.get_untracked() != Some(now) {
            self.pane.set(Some(now));
        }
    }

    /// Scrolls so far that a row is seen, and lets the Tab key reach it.
    pub fn show_row(&self, row: usize) {
        self.focus_at.set(row);
        let (Some(element), Some(pane)) = (self.pane_ref.get_untracked(), self.pane.get_untracked()) else { return };
        let top = rows_height(row, pane.row);
        if top < pane.scrolled {
            element.set_scroll_top(pixels(top));
        } else if top + pane.row > pane.scrolled + pane.height {
            element.set_scroll_top(pixels(top + pane.row - pane.height));
        }
        self.measure();
    }
}

/// The whole board. Cheap to copy: it holds signals.
#[derive(Clone, Copy)]
pub struct BoardState {
    /// The partner as the page asked for it.
    partner: Option<PartnerId>,
    /// Whether the viewer may move cards.
    pub may_move: bool,
    columns: StoredValue<Vec<ColumnState>>,
    /// The columns that are seen, or nearly.
    pub seen: RwSignal<Range<usize>>,
    /// The card in hand.
    pub carry: RwSignal<Option<Carry>>,
    /// The stage it would be dropped on.
    pub over: RwSignal<Option<Stage>>,
    /// The card that goes to churned as soon as the reason is given.
    pub leaving: RwSignal<Option<Card>>,
    /// The latest news.
    pub said: RwSignal<Said>,
    /// The time by the reader's clock, once the page is live: "days in stage" means nothing without it.
    pub now: RwSignal<Option<DateTime<Utc>>>,
    /// The first column that is seen.
    pub front: RwSignal<Stage>,
    /// The box that scrolls sideways.
    pub board_ref: NodeRef<html::Div>,
}

impl BoardState {
    /// A board as the server sent it.
    pub fn new(partner: Option<PartnerId>, board: Board) -> Self {
        let columns: Vec<_> = board.columns.into_iter().map(|column| ColumnState::new(column.into())).collect();
        Self {
            partner,
            may_move: board.may_move,
            seen: RwSignal::new(0..columns.len()),
            columns: StoredValue::new(columns),
            carry: RwSignal::new(None),
            over: RwSignal::new(None),
            leaving: RwSignal::new(None),
            said: RwSignal::new(Said::Nothing),
            now: RwSignal::new(None),
            front: RwSignal::new(Stage::Prospect),
            board_ref: NodeRef::new(),
        }
    }

    /// Every column, in the order of life.
    pub fn columns(&self) -> Vec<ColumnState> {
        self.columns.get_value()
    }

    /// The column of a stage.
    pub fn column(&self, stage: Stage) -> ColumnState {
        self.columns.with_value(|columns| columns[place(stage)])
    }

    /// Picks a card up.
    pub fn pick_up(&self, card: Card, by: By) {
        if by == By::Choice {
            let count = card.stage.next_stages().len();
            self.said
                .set(Said::News(format!("{} picked up from {}. Choose one of {count} stages.", card.code, card.stage)));
        }
        self.over.set(None);
        self.carry.set(Some(Carry { card, by }));
    }

    /// Puts the card in hand back where it was.
    pub fn put_back(&self) {
        self.over.set(None);
        if let Some(carry) = self.carry.try_update(Option::take).flatten() {
            self.said.set(Said::News(format!("{} stays in {}.", carry.card.code, carry.card.stage)));
            if carry.by == By::Choice {
                focus_card(carry.card.id);
            }
        }
    }

    /// Puts the card in hand down on a stage.
    pub fn drop_on(&self, to: Stage) {
        let Some(carry) = self.carry.get_untracked() else { return };
        if carry.card.stage == to {
            return self.put_back();
        }
        self.carry.set(None);
        self.over.set(None);
        if let Some(refusal) = objection(&carry.card, to) {
            self.said.set(Said::Objection(refusal));
        } else if to == Stage::Churned {
            self.leaving.set(Some(carry.card));
        } else {
            self.move_card(carry.card, to, None);
        }
    }

    /// Moves a card at once, and takes it back if the server refuses.
    pub fn move_card(self, card: Card, to: Stage, reason: Option<ChurnReason>) {
        let (id, revision) = (card.id, card.revision);
        self.column(card.stage).data.update(|column| drop(column.take(id)));
        self.column(to).data.update(|column| column.put(card.clone(), true));
        self.said.set(Said::Nothing);
        self.show_card(to, id);
        spawn_local(async move {
            match move_customer(id, to, reason, revision).await {
                Ok(moved) => {
                    self.said.set(Said::News(format!("{} is now in {to}.", moved.code)));
                    self.settle(to, moved);
                }
                Err(trouble) => {
                    let refusal = trouble.0;
                    let changed = matches!(refusal, Refusal::Conflict { .. });
                    self.said.set(Said::Objection(refusal));
                    self.settle(to, card.clone());
                    // Someone else was faster: show where they put it.
                    if let (true, Ok(page)) = (changed, read_customer(id).await) {
                        self.settle(card.stage, card_of(page.customer));
                    }
                }
            }
        });
    }

    /// Lays a card where the server says it is.
    fn settle(&self, from: Stage, card: Card) {
        self.column(from).data.update(|column| drop(column.take(card.id)));
        let (stage, id) = (card.stage, card.id);
        self.column(stage).data.update(|column| column.put(card, false));
        self.show_card(stage, id);
    }

    /// Asks for the next cards of a column.
    pub fn load_more(self, stage: Stage) {
        let column = self.column(stage);
        let Some(after) = column.data.with_untracked(Column::next_after) else { return };
        if column.loading.get_untracked() {
            return;
        }
        column.loading.set(true);
        spawn_local(async move {
            match read_board_cards(self.partner, stage, Some(after)).await {
                Ok(cards) => column.data.update(|column| column.append(cards)),
                Err(trouble) => self.said.set(Said::Objection(trouble.0)),
            }
            column.loading.set(false);
        });
    }

    /// Scrolls to a card and gives it the focus, once it is rendered where it lies now.
    pub fn show_card(self, stage: Stage, id: CustomerId) {
        request_animation_frame(move || {
            self.measure();
            let column = self.column(stage);
            if let Some(row) = column.data.with_untracked(|column| column.position(id)) {
                self.show_column(stage);
                column.show_row(row);
                focus_card(id);
            }
        });
    }

    /// Begins at the first stage where anybody stands, unless it is seen anyway.
    pub fn begin_at_first_card(&self) {
        let stands = |column: &&ColumnState| column.data.with_untracked(|data| data.count.customers > 0);
        let columns = self.columns();
        let edges = columns.iter().find(stands).and_then(ColumnState::edges);
        if let (Some(board), Some((left, right))) = (self.board_ref.get_untracked(), edges)
            && right > board.client_width()
        {
            board.set_scroll_left(left);
            self.look();
        }
    }

    /// Scrolls sideways so far that a column is seen.
    pub fn show_column(&self, stage: Stage) {
        let (Some(board), Some((left, right))) = (self.board_ref.get_untracked(), self.column(stage).edges()) else {
            return;
        };
        if left < board.scroll_left() {
            board.set_scroll_left(left);
        } else if right > board.scroll_left() + board.client_width() {
            board.set_scroll_left(right - board.client_width());
        }
        self.look();
    }

    /// Whether the browser has taken over the page.
    pub fn is_live(&self) -> bool {
        self.now.with(Option::is_some)
    }

    /// Measures the board: when the page comes alive, and when the window changes.
    pub fn measure(&self) {
        self.look();
        for column in self.columns() {
            column.measure();
        }
    }

    /// Looks which columns are seen.
    pub fn look(&self) {
        let Some(board) = self.board_ref.get_untracked() else { return };
        let edges: Vec<_> = self.columns().iter().filter_map(ColumnState::edges).collect();
        let edges: Vec<_> = edges.into_iter().map(|(left, right)| (f64::from(left), f64::from(right))).collect();
        let scrolled = f64::from(board.scroll_left());
        let seen = columns(scrolled, f64::from(board.client_width()), &edges);
        if self.seen.get_untracked() != seen {
            self.seen.set(seen);
        }
        let front = Stage::ALL.get(nearest(scrolled, &edges)).copied().unwrap_or(Stage::Prospect);
        if self.front.get_untracked() != front {
            self.front.set(front);
        }
    }
}

/// Gives a card the focus, once it is rendered.
pub fn focus_card(id: CustomerId) {
    focus_later(format!("[data-card='{id}'] a"));
}

/// Gives the first element that fits a selector the focus, after the page has been rendered.
pub fn focus_later(selector: String) {
    use leptos::wasm_bindgen::JsCast;
    request_animation_frame(move || {
        let found = document().query_selector(&selector).ok().flatten();
        if let Some(element) = found.and_then(|element| element.dyn_into::<leptos::web_sys::HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}

/// Where a stage stands among the columns.
pub fn place(stage: Stage) -> usize {
    Stage::ALL.iter().position(|other| *other == stage).unwrap_or(0)
}

/// The cards to render of a column, with their rows.
pub fn slots(column: &Column, rows: Range<usize>) -> Vec<(usize, Slot)> {
    let end = rows.end.min(column.slots.len());
    (rows.start.min(end)..end).map(|row| (row, column.slots[row].clone())).collect()
}

fn card_of(customer: Customer) -> Card {
    let Customer { id, code, city, stage, stage_since, mrr, revision, .. } = customer;
    Card { id, code, city, stage, stage_since, mrr, revision }
}

fn pixels(length: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "browsers scroll no further than this")]
    let pixels = length.round().clamp(0.0, f64::from(i32::MAX)) as i32;
    pixels
}
