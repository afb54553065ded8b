//! Dragging a card by mouse, pen or finger.
//!
//! Pointer events rather than HTML's drag and drop, which phones don't have.
//! A mouse takes a card anywhere; a finger or pen takes it by its handle, so that it can still scroll elsewhere.

use super::state::{BoardState, By};
use domain::lifecycle::Stage;
use domain::view::Card;
use leptos::ev::{MouseEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::Element;

/// So far the pointer moves before a press becomes a drag, in CSS pixels.
const SLACK: i32 = 5;
/// So near the edge of the board, in CSS pixels, a carried card makes it scroll.
const EDGE: i32 = 56;
/// So far it scrolls at most in one frame.
const STEP_MAX: i32 = 18;

/// A press on a card that may become a drag.
#[derive(Clone, Debug)]
struct Press {
    card: Card,
    pointer: i32,
    x: i32,
    y: i32,
}

/// The pointer's side of the board.
#[derive(Clone, Copy)]
pub struct Drag {
    board: BoardState,
    press: StoredValue<Option<Press>>,
    /// Where the pointer was last.
    at: StoredValue<(i32, i32)>,
    /// A drag ends in a click, which must not follow the card's link.
    swallow_click: StoredValue<bool>,
    /// The picture of the card that follows the pointer.
    pub ghost_ref: NodeRef<html::Div>,
}

impl Drag {
    /// Ready to drag.
    pub fn new(board: BoardState) -> Self {
        Self {
            board,
            press: StoredValue::new(None),
            at: StoredValue::new((0, 0)),
            swallow_click: StoredValue::new(false),
            ghost_ref: NodeRef::new(),
        }
    }

    /// A pointer is pressed on a card.
    pub fn press(&self, event: &PointerEvent, card: &Card, on_handle: bool) {
        self.swallow_click.set_value(false);
        if event.button() == 0 && event.is_primary() && (on_handle || event.pointer_type() == "mouse") {
            let (x, y) = (event.client_x(), event.client_y());
            self.press.set_value(Some(Press { card: card.clone(), pointer: event.pointer_id(), x, y }));
        }
    }

    /// The pointer moves.
    pub fn moved(&self, event: &PointerEvent) {
        let Some(press) = self.press.get_value().filter(|press| press.pointer == event.pointer_id()) else { return };
        if event.buttons() == 0 {
            return self.stop();
        }
        let (x, y) = (event.client_x(), event.client_y());
        self.at.set_value((x, y));
        if !self.dragging() {
            if (x - press.x).abs().max((y - press.y).abs()) < SLACK {
                return;
            }
            self.begin(press);
        }
        self.follow();
    }

    /// The pointer is released: the card is dropped where it is.
    pub fn released(&self) {
        if self.dragging() {
            match self.board.over.get_untracked() {
                Some(stage) => self.board.drop_on(stage),
                None => self.board.put_back(),
            }
        }
        self.press.set_value(None);
    }

    /// The browser, or the user, takes the pointer away.
    pub fn stop(&self) {
        if self.dragging() {
            self.board.put_back();
        }
        self.press.set_value(None);
    }

    /// A click follows the release, and means nothing after a drag.
    pub fn clicked(&self, event: &MouseEvent) {
        if self.swallow_click.get_value() {
            self.swallow_click.set_value(false);
            event.prevent_default();
            event.stop_propagation();
        }
    }

    fn dragging(&self) -> bool {
        self.board.carry.with_untracked(|carry| carry.as_ref().is_some_and(|carry| carry.by == By::Drag))
    }

    fn begin(self, press: Press) {
        // The board gets all further events, even if the card's element goes when the column scrolls.
        if let Some(board) = self.board.board_ref.get_untracked() {
            let _ = board.set_pointer_capture(press.pointer);
        }
        self.swallow_click.set_value(true);
        self.board.pick_up(press.card, By::Drag);
        self.scroll_at_edges();
    }

    /// Moves the picture to the pointer, and looks what is under it.
    fn follow(&self) {
        let (x, y) = self.at.get_value();
        if let Some(ghost) = self.ghost_ref.get_untracked() {
            let style = leptos::web_sys::HtmlElement::style(&ghost);
            let _ = style.set_property("transform", &format!("translate({x}px, {y}px)"));
        }
        let over = stage_under(x, y);
        if self.board.over.get_untracked() != over {
            self.board.over.set(over);
        }
    }

    /// Scrolls the board, frame by frame, while a card is held near its edge.
    fn scroll_at_edges(self) {
        request_animation_frame(move || {
            let Some(board) = self.board.board_ref.get_untracked().filter(|_| self.dragging()) else { return };
            let left = board.offset_left();
            let step = edge_step(self.at.get_value().0, left, left + board.client_width());
            if step != 0 {
                board.set_scroll_left(board.scroll_left() + step);
                self.follow();
            }
            self.scroll_at_edges();
        });
    }
}

/// How far to scroll in one frame: faster the nearer the pointer is to an edge.
fn edge_step(x: i32, left: i32, right: i32) -> i32 {
    let speed = |depth: i32| depth.clamp(0, EDGE) * STEP_MAX / EDGE;
    speed(x - (right - EDGE)) - speed(left + EDGE - x)
}

/// The stage that a card would be dropped on at a point of the window.
fn stage_under(x: i32, y: i32) -> Option<Stage> {
    #[expect(clippy::cast_precision_loss, reason = "no screen is wider than 2²⁴ pixels")]
    let found = document().element_from_point(x as f32, y as f32);
    let zone: Option<Element> = found.and_then(|element| element.closest("[data-drop]").ok().flatten());
    zone?.get_attribute("data-drop")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_board_scrolls_faster_the_nearer_the_pointer_is_to_an_edge() {
        assert_eq!(edge_step(500, 0, 1_000), 0);
        assert_eq!(edge_step(0, 0, 1_000), -STEP_MAX);
        assert_eq!(edge_step(1_000, 0, 1_000), STEP_MAX);
        assert!((1..STEP_MAX).contains(&edge_step(970, 0, 1_000)));
        assert_eq!(edge_step(-300, 0, 1_000), -STEP_MAX);
    }
}
