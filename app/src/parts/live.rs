//! Hearing from the server that something has moved on.

use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use wasm_bindgen::{JsCast, closure::Closure};

/// Counts the moves of automation that the server has told since the page is live: who shows it asks again when this
/// rises. Stays at 0 without WebAssembly.
pub fn moves_of_work() -> ReadSignal<u32> {
    let moves = RwSignal::new(0);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let Ok(source) = web_sys::EventSource::new("/live") else { return };
        let hear = Closure::<dyn Fn()>::new(move || {
            moves.try_update(|times| *times += 1);
        });
        // Connected, for the first time or anew: something may have moved before.
        source.set_onopen(Some(hear.as_ref().unchecked_ref()));
        if source.add_event_listener_with_callback("work", hear.as_ref().unchecked_ref()).is_err() {
            return;
        }
        let open = StoredValue::new_local((source, hear));
        // The closure lives as long as the page does, and the connection no longer.
        on_cleanup(move || open.with_value(|(source, _)| source.close()));
    });
    moves.read_only()
}
