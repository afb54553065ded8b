//! The stages that a picked-up card may go to, as a list at the foot of the window.
//!
//! It is the way of those who use keys, a screen reader or a tap instead of a drag, and a short way for a drag
//! whose target is far along the board.

use super::state::{BoardState, By, Carry, focus_later};
use domain::lifecycle::Stage;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// The list, while a card is carried.
#[component]
pub fn Tray(board: BoardState) -> impl IntoView {
    Effect::new(move |_| {
        if board.carry.with(|carry| carry.as_ref().is_some_and(|carry| carry.by == By::Choice)) {
            focus_later("[data-tray] button".to_owned());
        }
    });
    move || board.carry.get().map(|carry| view! { <Targets board carry /> })
}

#[component]
fn Targets(board: BoardState, carry: Carry) -> impl IntoView {
    let from = carry.card.stage;
    let zones = from.next_stages().iter().map(|&stage| view! { <Target board stage /> }).collect_view();
    view! {
        <div class="board-tray" data-tray on:keydown=|event| walk(&event)>
            <p id="tray-title" class="board-tray-title">"Move " <strong>{carry.card.code}</strong> " from " {from.label()} " to"</p>
            <div class="board-targets" role="toolbar" aria-labelledby="tray-title">
                {zones}
                <button type="button" class="btn btn-ghost" on:click=move |_| board.put_back()>
                    "Put back"
                </button>
            </div>
        </div>
    }
}

#[component]
fn Target(board: BoardState, stage: Stage) -> impl IntoView {
    let over = move || (board.over.get() == Some(stage)).then_some("");
    view! {
        <button
            type="button"
            class="btn"
            data-over=over
            data-drop=stage.code()
            on:click=move |_| board.drop_on(stage)
            on:focus=move |_| {
                board.over.set(Some(stage));
                board.show_column(stage);
            }
        >
            {stage.label()}
        </button>
    }
}

/// Arrow keys go from one stage to the next.
fn walk(event: &KeyboardEvent) {
    use leptos::wasm_bindgen::JsCast;
    let focused = document().active_element();
    let next = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => focused.and_then(|element| element.next_element_sibling()),
        "ArrowLeft" | "ArrowUp" => focused.and_then(|element| element.previous_element_sibling()),
        _ => return,
    };
    event.prevent_default();
    if let Some(button) = next.and_then(|element| element.dyn_into::<leptos::web_sys::HtmlElement>().ok()) {
        let _ = button.focus();
    }
}
