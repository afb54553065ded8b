//! The inbox by keys: `j` and `k` go from alert to alert, `a`, `r` and `d` say what becomes of one, `?` tells all this.
//!
//! Keys are never taken from fields, from other shortcuts or while a dialog is open; and who speaks to their computer
//! instead can switch them off, as single letters may be heard in any sentence (WCAG 2.1.4).

use crate::calls::alerts::{AcknowledgeAlert, DismissAlert, ResolveAlert};
use crate::parts::dialog::{close, modal};
use domain::AlertId;
use domain::health::alert::AlertState;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// Where the browser keeps that somebody has switched the keys off.
const KEPT: &str = "alert-keys";

/// What is done with a hand on the inbox, and which alert it is on.
#[derive(Clone, Copy)]
pub struct Hand {
    /// Takes alerts up.
    pub acknowledge: ServerAction<AcknowledgeAlert>,
    /// Settles them as mended.
    pub resolve: ServerAction<ResolveAlert>,
    /// Settles them as nothing.
    pub dismiss: ServerAction<DismissAlert>,
    /// The alert that is about to be settled, as what, and what it is called.
    pub settling: RwSignal<Option<(AlertId, AlertState, String)>>,
    /// What was done, for who doesn't see it.
    pub said: RwSignal<String>,
    /// Rises with every move.
    pub moved: Memo<usize>,
    /// Whether the viewer may move alerts.
    pub may_handle: RwSignal<bool>,
    /// The row that gets the focus back when the list is there again.
    place: StoredValue<Option<usize>>,
    help: RwSignal<bool>,
    on: RwSignal<bool>,
}

impl Hand {
    /// A hand on nothing yet.
    pub fn new() -> Self {
        let (acknowledge, resolve, dismiss) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
        let moved = Memo::new(move |_| acknowledge.version().get() + resolve.version().get() + dismiss.version().get());
        Self {
            acknowledge,
            resolve,
            dismiss,
            moved,
            settling: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            may_handle: RwSignal::new(false),
            place: StoredValue::new(None),
            help: RwSignal::new(false),
            on: RwSignal::new(true),
        }
    }

    /// The row with the focus gets it back when the list is drawn anew.
    pub fn keep_place(self) {
        self.place.set_value(place(&rows()));
    }

    /// Gives the focus back to where it was in a list of so many rows, or to the last one.
    pub fn take_back(self, rows_now: usize) {
        if let Some(at) = self.place.try_update_value(Option::take).flatten() {
            let at = at.min(rows_now.saturating_sub(1));
            request_animation_frame(move || focus(&rows(), at));
        }
    }

    fn heed(self, key: &str) -> bool {
        let rows = rows();
        let at = place(&rows);
        match key {
            "j" | "ArrowDown" if at.is_some() || key == "j" => focus(&rows, at.map_or(0, |at| at + 1)),
            "k" | "ArrowUp" if at.is_some() || key == "k" => focus(&rows, at.map_or(0, |at| at.saturating_sub(1))),
            "a" | "r" | "d" => match at.and_then(|at| rows.get(at)) {
                Some(row) if self.may_handle.get_untracked() => self.act(key, row),
                _ => return false,
            },
            "?" => self.help.set(true),
            _ => return false,
        }
        true
    }

    fn act(self, key: &str, row: &Element) {
        let of = |name: &str| row.get_attribute(name).unwrap_or_default();
        let (Ok(alert), Ok(state)) = (of("data-alert").parse::<AlertId>(), of("data-state").parse::<AlertState>())
        else {
            return;
        };
        let to = match key {
            "a" => AlertState::Acknowledged,
            "r" => AlertState::Resolved,
            _ => AlertState::Dismissed,
        };
        let name = of("data-name");
        if !state.next_states().contains(&to) {
            self.said.set(format!("{name} is {} already.", state.label().to_lowercase()));
        } else if to == AlertState::Acknowledged {
            self.keep_place();
            self.said.set(format!("Acknowledged: {name}."));
            self.acknowledge.dispatch(AcknowledgeAlert { alert });
        } else {
            self.keep_place();
            self.settling.set(Some((alert, to, name)));
        }
    }
}

fn rows() -> Vec<Element> {
    let Ok(found) = document().query_selector_all("#alerts tr[data-alert]") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

/// The row that the focus is in.
fn place(rows: &[Element]) -> Option<usize> {
    let row = document().active_element()?.closest("tr[data-alert]").ok()??;
    rows.iter().position(|one| *one == row)
}

/// Gives the link of a row the focus, or that of the last one.
fn focus(rows: &[Element], at: usize) {
    let link = rows.get(at).or(rows.last()).and_then(|row| row.query_selector("a").ok().flatten());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        let _ = link.focus();
    }
}

/// Listens to the keys of the window for as long as the inbox is there.
pub fn watch_keys(hand: Hand) {
    Effect::new(move |_| {
        hand.on.set(kept().as_deref() != Some("off"));
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            if hand.on.get_untracked() && !is_elsewhere(&event) && hand.heed(&event.key()) {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Whether a key is meant for something else: a field, a dialog, the browser.
fn is_elsewhere(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let within = |selector: &str| {
        target.as_ref().is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
    };
    event.default_prevented()
        || event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || within("input, textarea, select, dialog, [contenteditable], [popover]")
}

fn kept() -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(KEPT).ok().flatten()
}

fn keep(on: bool) {
    if let Ok(Some(storage)) = window().local_storage() {
        // Where the browser keeps nothing the choice ends with the page.
        let _ = storage.set_item(KEPT, if on { "on" } else { "off" });
    }
}

/// Says that there are keys, and opens what they are.
#[component]
pub fn KeyHint(hand: Hand) -> impl IntoView {
    // Without WebAssembly there are no keys, so they aren't spoken of.
    let live = RwSignal::new(false);
    Effect::new(move |_| live.set(true));
    view! {
        <Show when=move || live.get()>
            <p class="key-hint quiet">
                <span>
                    <kbd class="kbd">"j"</kbd>
                    " "
                    <kbd class="kbd">"k"</kbd>
                    " next and previous · "
                    <kbd class="kbd">"a"</kbd>
                    " acknowledge · "
                    <kbd class="kbd">"r"</kbd>
                    " resolve · "
                    <kbd class="kbd">"d"</kbd>
                    " dismiss"
                </span>
                <button type="button" class="btn btn-sm" on:click=move |_| hand.help.set(true)>
                    "All keys"
                </button>
            </p>
        </Show>
    }
}

/// The keys, and the switch that turns them off.
#[component]
pub fn Help(hand: Hand) -> impl IntoView {
    let dialog_ref = modal(move || hand.help.get());
    let keys = [
        ("j", "next alert"),
        ("k", "previous alert"),
        ("Enter", "open it"),
        ("a", "acknowledge it"),
        ("r", "resolve it, with a word on how"),
        ("d", "dismiss it, with a word on why"),
        ("?", "this help"),
        ("Esc", "close it"),
    ];
    let keys = keys.map(|(key, does)| {
        view! {
            <div>
                <dt>
                    <kbd class="kbd">{key}</kbd>
                </dt>
                <dd>{does}</dd>
            </div>
        }
    });
    view! {
        <dialog class="dialog-card" node_ref=dialog_ref aria-labelledby="keys-title" on:close=move |_| hand.help.set(false)>
            <h2 id="keys-title">"Keys of the inbox"</h2>
            <dl class="key-list">{keys.collect_view()}</dl>
            <label class="radio-line">
                <input
                    type="checkbox"
                    class="checkbox"
                    prop:checked=move || hand.on.get()
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        hand.on.set(on);
                        keep(on);
                    }
                />
                "Use these keys in this browser"
            </label>
            <div class="dialog-actions">
                <button type="button" class="btn btn-primary" on:click=move |_| close(dialog_ref)>
                    "Close"
                </button>
            </div>
        </dialog>
    }
}
