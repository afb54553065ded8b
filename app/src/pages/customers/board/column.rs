//! One column of the board and its cards.

use super::card::CardView;
use super::columns::objection;
use super::drag::Drag;
use super::state::{BoardState, place, slots};
use super::window::{rows_height, wants_more};
use crate::parts::number::count;
use domain::Currency;
use domain::lifecycle::Stage;
use leptos::prelude::*;

/// A stage: its count, its revenue, and the cards that are seen.
#[component]
pub fn ColumnView(board: BoardState, drag: Drag, stage: Stage, currency: Currency) -> impl IntoView {
    let column = board.column(stage);
    let seen = Memo::new(move |_| board.seen.with(|seen| seen.contains(&place(stage))));
    let rows = Memo::new(move |_| if seen.get() { column.rows() } else { 0..0 });
    let rendered = move || column.data.with(|data| slots(data, rows.get()));
    // The Tab key reaches one card of each column; arrow keys go on from there.
    let reachable = Memo::new(move |_| {
        let rows = rows.get();
        let row = column.focus_at.get().clamp(rows.start, rows.end.saturating_sub(1).max(rows.start));
        column.data.with(|data| data.slots.get(row).map(|slot| slot.card.id))
    });
    // What isn't rendered keeps its height, so that the scroll bar tells the truth.
    Effect::new(move |_| {
        let (rows, row) = (rows.get(), column.pane.get().map_or(0.0, |pane| pane.row));
        let loaded = column.data.with(|data| data.slots.len());
        if let Some(list) = column.list_ref.get() {
            let style = leptos::web_sys::HtmlElement::style(&list);
            let _ = style.set_property("padding-top", &format!("{}px", rows_height(rows.start, row)));
            let below = rows_height(loaded.saturating_sub(rows.end), row);
            let _ = style.set_property("padding-bottom", &format!("{below}px"));
        }
    });
    Effect::new(move |_| {
        let loaded = column.data.with(|data| data.slots.len());
        if column.pane.get().is_some_and(|pane| wants_more(pane, loaded)) && seen.get() {
            board.load_more(stage);
        }
    });
    let target = move || {
        board.carry.with(|carry| {
            carry.as_ref().map(|carry| {
                if carry.card.stage == stage {
                    "from"
                } else if objection(&carry.card, stage).is_none() {
                    "legal"
                } else {
                    "illegal"
                }
            })
        })
    };
    let over = move || (board.over.get() == Some(stage)).then_some("");
    let total = move || column.data.with(|data| data.count);
    let more = move || column.data.with(|data| data.next_after().is_some());
    view! {
        <section
            id=format!("stage-{}", stage.code())
            class="board-column"
            aria-labelledby=format!("stage-{}-title", stage.code())
            node_ref=column.section_ref
            data-drop=stage.code()
            data-empty=move || (total().customers == 0).then_some("")
            data-target=target
            data-over=over
        >
            <header class="board-head">
                <h2 id=format!("stage-{}-title", stage.code())>{stage.label()}</h2>
                <span class="board-count figure">
                    {move || count(total().customers)}
                    <span class="sr-only">" customers"</span>
                </span>
                <span class="board-sum figure" title="Monthly recurring revenue">
                    {move || currency.show(total().mrr)}
                </span>
            </header>
            <div class="board-pane" node_ref=column.pane_ref on:scroll=move |_| column.measure()>
                <ol node_ref=column.list_ref>
                    <For
                        each=rendered
                        key=|(_, slot)| (slot.card.id, slot.card.revision, slot.card.stage_since, slot.pending)
                        children=move |(_, entry)| view! { <CardView board drag entry reachable currency /> }
                    />
                </ol>
                <Show when=more>
                    <p class="p-2 text-sm">
                        {move || if column.loading.get() { "Loading more…" } else { "" }}
                    </p>
                </Show>
            </div>
        </section>
    }
}
