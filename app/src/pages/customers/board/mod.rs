//! The board: twelve stages side by side, with cards that are moved by dragging, by keys or by a tap.
//!
//! Start with [`columns`] (what a move changes) and [`window`] (what is rendered of ten thousand cards): both are pure.
//! [`state`] holds them in signals and asks the server; the rest is HTML and events.

mod card;
mod churn;
mod column;
mod columns;
mod drag;
mod state;
mod tray;
mod window;

use crate::layout::viewer;
use crate::parts::Glyph;
use card::CardFace;
use chrono::DateTime;
use churn::ChurnDialog;
use column::ColumnView;
use domain::lifecycle::Stage;
use domain::view::Board;
use domain::{Currency, PartnerId};
use drag::Drag;
use leptos::ev;
use leptos::prelude::*;
use state::{BoardState, By, Said};
use tray::Tray;

/// A partner's board.
#[component]
pub fn BoardView(
    /// The partner as the page asked for it.
    partner: Option<PartnerId>,
    /// What the server sent.
    board: Board,
) -> impl IntoView {
    let viewer = viewer();
    let currency = viewer.currency;
    let name = board.partner.name.clone();
    let label = format!("Customers of {name} by stage");
    // A partner's own people know whose board it is; the page's head tells them anyway.
    let whose = viewer.partner.is_none().then(|| view! { <Whose name /> });
    let board = BoardState::new(partner, board);
    let drag = Drag::new(board);
    Effect::new(move |_| come_alive(board, drag));
    let dragging = move || board.carry.with(|carry| carry.as_ref().is_some_and(|carry| carry.by == By::Drag));
    let columns = Stage::ALL.iter().map(|&stage| view! { <ColumnView board drag stage currency /> });
    view! {
        {whose}
        <Jump board />
        <div
            class="board"
            role="group"
            aria-label=label
            node_ref=board.board_ref
            data-dragging=move || dragging().then_some("")
            on:scroll=move |_| board.look()
            on:pointermove=move |event| drag.moved(&event)
            on:pointerup=move |_| drag.released()
            on:pointercancel=move |_| drag.stop()
            on:click:capture=move |event| drag.clicked(&event)
        >
            {columns.collect_view()}
        </div>
        {board.may_move.then(|| view! { <KeysHelp /> })}
        <Ghost board drag currency />
        <Tray board />
        <ChurnDialog board />
        <News board />
    }
}

#[component]
fn Whose(name: String) -> impl IntoView {
    view! {
        <p class="board-whose">
            <strong>{name}</strong>
            " "
            <a class="text-link" href="/customers">
                "Another partner"
            </a>
        </p>
    }
}

/// Measures what the server couldn't know, and listens to the window, until the board goes.
fn come_alive(board: BoardState, drag: Drag) {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a date are whole and fit")]
    let now = DateTime::from_timestamp_millis(js_sys::Date::now() as i64);
    board.now.set(now);
    let begin = move || {
        board.measure();
        board.begin_at_first_card();
    };
    // A page that is come to from another is drawn before it stands in the document, and has no size until then.
    let stands = board.board_ref.get_untracked().is_some_and(|element| element.is_connected());
    let later = if stands { None } else { request_animation_frame_with_handle(begin).ok() };
    if stands {
        begin();
    }
    let resized = window_event_listener(ev::resize, move |_| board.measure());
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && board.carry.with_untracked(Option::is_some) {
            board.put_back();
            drag.stop();
        }
    });
    on_cleanup(move || {
        if let Some(later) = later {
            later.cancel();
        }
        resized.remove();
        escape.remove();
    });
}

/// Goes to a stage, on screens that show one at a time.
#[component]
fn Jump(board: BoardState) -> impl IntoView {
    let options = Stage::ALL.iter().map(|&stage| {
        let customers = move || board.column(stage).data.with(|data| data.count.customers);
        view! {
            <option value=stage.code() selected=move || board.front.get() == stage>
                {stage.label()} {move || format!(" ({})", crate::parts::number::count(customers()))}
            </option>
        }
    });
    let jump = move |event: ev::Event| {
        if let Ok(stage) = event_target_value(&event).parse() {
            board.show_column(stage);
        }
    };
    view! {
        <div class="board-jump" hidden=move || !board.is_live()>
            <label class="field-label" for="board-jump">
                "Stage"
            </label>
            <select class="select" id="board-jump" on:change=jump prop:value=move || board.front.get().code()>
                {options.collect_view()}
            </select>
        </div>
    }
}

#[component]
fn KeysHelp() -> impl IntoView {
    view! {
        <p id="board-keys" class="board-keys">
            "Drag a card, or press its handle and choose a stage. By keyboard: arrow keys go from card to card, Space picks one up, arrow keys choose among the stages it may go to, Enter puts it down, Escape puts it back."
        </p>
    }
}

/// The picture of the card that follows the pointer.
#[component]
fn Ghost(board: BoardState, drag: Drag, currency: Currency) -> impl IntoView {
    let card = move || board.carry.get().filter(|carry| carry.by == By::Drag).map(|carry| carry.card);
    view! {
        <div class="board-ghost" node_ref=drag.ghost_ref hidden=move || card().is_none() aria-hidden="true">
            {move || card().map(|card| view! { <CardFace board card pending=false currency /> })}
        </div>
    }
}

/// What happened, for who doesn't see it; and why something didn't, for everybody.
#[component]
fn News(board: BoardState) -> impl IntoView {
    let news = move || match board.said.get() {
        Said::News(words) => words,
        Said::Nothing | Said::Objection(_) => String::new(),
    };
    let objection = move || match board.said.get() {
        Said::Objection(refusal) => Some(refusal.to_string()),
        Said::Nothing | Said::News(_) => None,
    };
    view! {
        <p class="sr-only" role="status" aria-live="polite">
            {news}
        </p>
        <div role="alert">
            {move || {
                objection()
                    .map(|words| {
                        view! {
                            <div class="board-toast">
                                <Glyph icon=icondata_lu::LuTriangleAlert />
                                <p>{words}</p>
                                <button
                                    type="button"
                                    class="btn btn-sm btn-ghost"
                                    on:click=move |_| board.said.set(Said::Nothing)
                                >
                                    "Close"
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}
