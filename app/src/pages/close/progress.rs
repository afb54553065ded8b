//! A close that is under way, live.

use super::pace::{Pace, Sample, duration};
use crate::calls::Trouble;
use crate::calls::close::{StartClose, read_close_progress};
use crate::parts::number::count;
use crate::parts::{Money, Panel, Tile};
use domain::run::{Run, RunStatus};
use domain::{Cents, Refusal};
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
    /// The run as it was.
    run: Run,
    /// Whether the viewer may take it up again when it rests.
    may_close: bool,
    /// The call that does.
    start: ServerAction<StartClose>,
    /// Raised when it is done.
    done: RwSignal<u32>,
) -> impl IntoView {
    let month = run.month;
    let watched = Watched {
        run: RwSignal::new(run),
        pace: RwSignal::new(None),
        idle: RwSignal::new(0.0),
        lost: RwSignal::new(None),
    };
    let Watched { run, pace, idle, lost } = watched;
    let live = RwSignal::new(false);
    Effect::new(move |_| {
        live.set(true);
        watch(watched, done);
    });
    let figure = move |of: fn(&Run) -> i64| run.with(of);
    let partners = move || figure(|run| run.partners.into());
    let written = move || figure(|run| run.partners_done.into());
    let commission = move || Cents(figure(|run| run.commission.0));
    let left = move || {
        let seconds = pace.get().and_then(|pace| pace.seconds_left);
        seconds.map_or_else(|| "–".to_owned(), duration)
    };
    let speed = move || {
        let lines = pace.get().map(|pace| pace.lines).filter(|lines| *lines > 0.0);
        lines.map(|lines| format!("{lines:.0} lines a second"))
    };
    view! {
        <Panel title="Under way" id="progress" note="You may leave this page: the work goes on, and you find it here again.">
            <div class="progress-row">
                <label for="statements-written">"Statements written"</label>
                <span class="figure">{move || count(written())} " of " {move || count(partners())}</span>
                <progress
                    id="statements-written"
                    class="progress"
                    max=move || partners().max(1).to_string()
                    value=move || written().to_string()
                ></progress>
            </div>
            <dl class="tiles">
                <Tile label="Lines">
                    <span class="figure">{move || count(figure(|run| run.lines))}</span>
                    <span class="tile-note">" " {speed}</span>
                </Tile>
                <Tile label="Commission so far">{move || view! { <Money amount=commission() /> }}</Tile>
                <Tile label="Partners scored">
                    <span class="figure">{move || count(figure(|run| run.partners_scored.into()))}</span>
                </Tile>
                <Tile label="Statements will take">
                    <span class="figure">{left}</span>
                </Tile>
            </dl>
            <p role="status" class="quiet">
                {move || lost.get().map(|refusal| format!("{refusal} The work goes on meanwhile."))}
            </p>
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

/// What the page knows of the run.
#[derive(Clone, Copy)]
struct Watched {
    run: RwSignal<Run>,
    pace: RwSignal<Option<Pace>>,
    /// Seconds in which nothing was written.
    idle: RwSignal<f64>,
    /// Why the last question had no answer.
    lost: RwSignal<Option<Refusal>>,
}

/// Asks until the run is no longer frozen or nobody looks any more.
fn watch(watched: Watched, done: RwSignal<u32>) {
    let month = watched.run.with_untracked(|run| run.month);
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
            let now = match answer {
                Ok(now) => now,
                Err(Trouble(refusal)) => return drop(watched.lost.try_set(Some(refusal))),
            };
            let sample = Sample::of(&now, js_sys::Date::now());
            let since = first.try_get_value().flatten().unwrap_or(sample);
            let before = moved.try_get_value().flatten().unwrap_or(sample);
            first.try_set_value(Some(since));
            moved.try_set_value(Some(if sample.idle_since(before) > 0.0 { before } else { sample }));
            watched.lost.try_set(None);
            watched.pace.try_set(sample.pace_since(since, now.partners.into()));
            watched.idle.try_set(sample.idle_since(before));
            if now.status == RunStatus::Frozen {
                watched.run.try_set(now);
            } else {
                done.try_update(|times| *times += 1);
            }
        });
    };
    if let Ok(timer) = set_interval_with_handle(look, EVERY) {
        on_cleanup(move || timer.clear());
    }
}
