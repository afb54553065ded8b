//! A close that is under way, live.

use super::pace::{Pace, Sample, duration};
use crate::calls::close::{StartClose, read_close_progress};
use crate::parts::number::count;
use crate::parts::{Money, Panel, Tile};
use domain::run::Run;
use domain::{Cents, Month};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How often the server is asked.
const EVERY: Duration = Duration::from_millis(300);
/// After so many seconds without news the close can be taken up again.
const IDLE_S: f64 = 10.0;

/// Asks how far the run is, again and again, until it is done.
#[component]
pub fn Progress(
    /// The month.
    month: Month,
    /// Its run, set anew with each answer.
    run: RwSignal<Option<Run>>,
    /// Whether the viewer may take it up again when it rests.
    may_close: bool,
    /// The call that does.
    start: ServerAction<StartClose>,
) -> impl IntoView {
    let pace = RwSignal::new(None::<Pace>);
    let idle = RwSignal::new(0.0);
    let live = RwSignal::new(false);
    Effect::new(move |_| {
        live.set(true);
        watch(month, run, pace, idle);
    });
    let figure = move |of: fn(&Run) -> i64| run.with(|run| run.as_ref().map_or(0, of));
    let partners = move || figure(|run| run.partners.into());
    let written = move || figure(|run| run.partners_done.into());
    let scored = move || figure(|run| run.partners_scored.into());
    let commission = move || Cents(figure(|run| run.commission.0));
    let left = move || {
        let seconds = pace.get().and_then(|pace| pace.seconds_left);
        seconds.map_or_else(|| "–".to_owned(), |seconds| format!("about {}", duration(seconds)))
    };
    let speed = move || {
        let lines = pace.get().map(|pace| pace.lines).filter(|lines| *lines > 0.0);
        lines.map(|lines| format!("{lines:.0} lines a second"))
    };
    view! {
        <Panel title="Under way" id="progress" note="You may leave this page: the work goes on, and you find it here again.">
            <Bar id="statements" label="Statements written" done=Signal::derive(written) of=Signal::derive(partners) />
            <Bar id="scores" label="Partners scored" done=Signal::derive(scored) of=Signal::derive(partners) />
            <dl class="tiles">
                <Tile label="Lines">
                    <span class="figure">{move || count(figure(|run| run.lines))}</span>
                    <span class="tile-note">{speed}</span>
                </Tile>
                <Tile label="Commission so far">{move || view! { <Money amount=commission() /> }}</Tile>
                <Tile label="Time left">
                    <span class="figure">{left}</span>
                </Tile>
            </dl>
            <p hidden=move || live.get()>
                <a class="btn" href=format!("/close/{month}")>
                    "Look again"
                </a>
            </p>
            {move || {
                (may_close && idle.get() > IDLE_S)
                    .then(|| {
                        view! {
                            <ActionForm action=start>
                                <input type="hidden" name="month" value=month.number().to_string() />
                                <p>"Nothing was written for a while. Taking it up again does no harm."</p>
                                <button type="submit" class="btn">
                                    "Take it up again"
                                </button>
                            </ActionForm>
                        }
                    })
            }}
        </Panel>
    }
}

/// One bar with its figures.
#[component]
fn Bar(id: &'static str, label: &'static str, done: Signal<i64>, of: Signal<i64>) -> impl IntoView {
    view! {
        <div class="progress-row">
            <label for=format!("progress-{id}")>{label}</label>
            <span class="figure">{move || count(done.get())} " of " {move || count(of.get())}</span>
            <progress id=format!("progress-{id}") class="progress" max=move || of.get().max(1) value=move || done.get()></progress>
        </div>
    }
}

/// Asks until the run is no longer frozen or nobody looks any more.
fn watch(month: Month, run: RwSignal<Option<Run>>, pace: RwSignal<Option<Pace>>, idle: RwSignal<f64>) {
    let first = StoredValue::new(None::<Sample>);
    let moved = StoredValue::new(None::<Sample>);
    let asking = StoredValue::new(false);
    let look = move || {
        // A slow answer must not be overtaken by the next question.
        if asking.get_value() {
            return;
        }
        asking.set_value(true);
        spawn_local(async move {
            let answer = read_close_progress(month).await;
            asking.try_set_value(false);
            let Ok(now) = answer else { return };
            let sample = Sample::of(&now, js_sys::Date::now());
            let since = first.try_get_value().flatten().unwrap_or(sample);
            let before = moved.try_get_value().flatten().unwrap_or(sample);
            first.try_set_value(Some(since));
            moved.try_set_value(Some(if sample.idle_since(before) > 0.0 { before } else { sample }));
            pace.try_set(sample.pace_since(since, f64::from(now.partners) * 2.0));
            idle.try_set(sample.idle_since(before));
            run.try_set(Some(now));
        });
    };
    if let Ok(timer) = set_interval_with_handle(look, EVERY) {
        on_cleanup(move || timer.clear());
    }
}
