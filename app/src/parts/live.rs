//! Hearing from the server that something has moved on.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};

/// Counts what the server has told since the page is live: who shows it asks again when a count rises.
#[derive(Clone, Copy)]
struct Live {
    work: RwSignal<u32>,
    alerts: RwSignal<u32>,
}

/// Listens for all pages inside the frame. Without WebAssembly, or for who may hear nothing, all counts stay at 0.
///
/// There is one connection for each window that is seen, as browsers keep no more than six to a server: a window that
/// is hidden hears nothing, and asks again when it is seen.
pub fn listen(hears: bool) {
    let live = Live { work: RwSignal::new(0), alerts: RwSignal::new(0) };
    provide_context(live);
    if !hears {
        return;
    }
    Effect::new(move |_| {
        let seen = RwSignal::new(!document().hidden());
        let watch = window_event_listener_untyped("visibilitychange", move |_| seen.set(!document().hidden()));
        on_cleanup(move || watch.remove());
        Effect::new(move |_| {
            if seen.get() {
                connect(live);
            }
        });
    });
}

fn connect(live: Live) {
    let Ok(source) = web_sys::EventSource::new("/live") else { return };
    let hear = |counts: &'static [fn(Live) -> RwSignal<u32>]| {
        Closure::<dyn Fn()>::new(move || {
            for count in counts {
                count(live).try_update(|times| *times += 1);
            }
        })
    };
    let work = hear(&[|live| live.work]);
    let alerts = hear(&[|live| live.alerts]);
    // Connected, for the first time or anew: something may have moved before.
    let all = hear(&[|live| live.work, |live| live.alerts]);
    source.set_onopen(Some(all.as_ref().unchecked_ref()));
    for (kind, closure) in [("work", &work), ("alerts", &alerts)] {
        // It can't fail: the listener is a function.
        let _ = source.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    }
    let open = StoredValue::new_local((source, work, alerts, all));
    // The closures live as long as the frame does, and the connection no longer.
    on_cleanup(move || open.with_value(|(source, ..)| source.close()));
}

/// Counts the moves of automation.
pub fn moves_of_work() -> ReadSignal<u32> {
    expect_context::<Live>().work.read_only()
}

/// Counts the moves of alerts and of the viewer's notifications.
pub fn moves_of_alerts() -> ReadSignal<u32> {
    expect_context::<Live>().alerts.read_only()
}
