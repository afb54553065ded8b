//! A customer's card on the board.

use super::columns::{Slot, days_in_words};
use super::drag::Drag;
use super::state::{BoardState, By, focus_card, place};
use crate::parts::time::day;
use domain::lifecycle::Stage;
use domain::view::Card;
use domain::{Currency, CustomerId};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// A card: a link to the customer, with a handle to move it by.
#[component]
pub fn CardView(
    board: BoardState,
    drag: Drag,
    entry: Slot,
    /// The card of the column that the Tab key reaches.
    reachable: Memo<Option<CustomerId>>,
    currency: Currency,
) -> impl IntoView {
    let Slot { card, pending } = entry;
    let (id, stage) = (card.id, card.stage);
    let held = move || board.carry.with(|carry| carry.as_ref().is_some_and(|carry| carry.card.id == id));
    let movable = board.may_move && !pending;
    let tab_index = move || (board.is_live() && reachable.get() != Some(id)).then_some("-1");
    let pressed = StoredValue::new(card.clone());
    let take = move || pressed.with_value(|card| board.pick_up(card.clone(), By::Choice));
    let on_key = move |event: KeyboardEvent| {
        if event.key() == " " {
            event.prevent_default();
            if movable {
                take();
            }
        } else if let Some((stage, row)) = step(board, stage, id, &event.key()) {
            event.prevent_default();
            let column = board.column(stage);
            column.show_row(row);
            if let Some(id) = column.data.with_untracked(|data| data.slots.get(row).map(|slot| slot.card.id)) {
                focus_card(id);
            }
        }
    };
    view! {
        <li class="board-row" data-card=id.to_string()>
            <article
                class="board-card"
                data-held=move || held().then_some("")
                data-pending=pending.then_some("")
                on:pointerdown=move |event| {
                    if movable {
                        pressed.with_value(|card| drag.press(&event, card, false));
                    }
                }
            >
                <a
                    class="board-card-link"
                    href=format!("/customers/{id}")
                    draggable="false"
                    tabindex=tab_index
                    aria-describedby=board.may_move.then_some("board-keys")
                    on:keydown=on_key
                >
                    <CardFace board card pending currency />
                </a>
                {movable
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="board-handle"
                                tabindex="-1"
                                hidden=move || !board.is_live()
                                aria-label=pressed.with_value(|card| format!("Move {}", card.code))
                                on:pointerdown=move |event| pressed.with_value(|card| drag.press(&event, card, true))
                                on:click=move |_| take()
                            ></button>
                        }
                    })}
            </article>
        </li>
    }
}

/// What a card says.
#[component]
pub fn CardFace(board: BoardState, card: Card, pending: bool, currency: Currency) -> impl IntoView {
    let since = day(card.stage_since.date_naive());
    let age = {
        let since = since.clone();
        let began = card.stage_since;
        move || board.now.get().map_or_else(|| since.clone(), |now| days_in_words(began, now))
    };
    view! {
        <span class="board-face">
            <span class="board-code">{card.code}</span>
            <span class="figure">{currency.show(card.mrr)}</span>
        </span>
        <span class="board-face">
            <span>{card.city.unwrap_or_default()}</span>
            {if pending {
                view! { <span>"Moving…"</span> }.into_any()
            } else {
                view! {
                    <span class="figure" title=format!("In this stage since {since}")>
                        {age}
                    </span>
                }
                    .into_any()
            }}
        </span>
    }
}

/// Where a key leads from a card: another stage or row, if there is one.
fn step(board: BoardState, stage: Stage, id: CustomerId, key: &str) -> Option<(Stage, usize)> {
    let loaded = |stage: Stage| board.column(stage).data.with_untracked(|data| data.slots.len());
    let row = board.column(stage).data.with_untracked(|data| data.position(id))?;
    let last = loaded(stage).checked_sub(1)?;
    let aside = |stages: &mut dyn Iterator<Item = &'static Stage>| {
        let stage = stages.copied().find(|stage| loaded(*stage) > 0)?;
        Some((stage, board.column(stage).focus_at.get_untracked().min(loaded(stage) - 1)))
    };
    match key {
        "ArrowDown" if row < last => Some((stage, row + 1)),
        "ArrowUp" if row > 0 => Some((stage, row - 1)),
        "Home" => Some((stage, 0)),
        "End" => Some((stage, last)),
        "ArrowRight" => aside(&mut Stage::ALL.iter().skip(place(stage) + 1)),
        "ArrowLeft" => aside(&mut Stage::ALL.iter().take(place(stage)).rev()),
        _ => None,
    }
}
