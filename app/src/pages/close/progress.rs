//! A close that is under way, live.

use super::pace::{Pace, Sample};
use crate::calls::Trouble;
use crate::calls::close::read_close_progress;
use crate::parts::duration::left;
use crate::parts::number::count;
use crate::parts::{Money, Panel, Tile};
use domain::run::{Run, RunStatus};
use domain::{Cents, Refusal};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How far the run is, until it is done.
#[component]
pub fn Progress(
    /// The run as it was.
    run: Run,
    /// The moves of automation that the page has heard of.
    moves: ReadSignal<u32>,
    /// Raised when it is done.
    done: RwSignal<u32>,
) -> impl IntoView {
    let month = run.month;
    let watched = Watched { run: RwSignal::new(run), pace: RwSignal::new(None), lost: RwSignal::new(None) };
    let Watched { run, pace, lost } = watched;
    let live = RwSignal::new(false);
    Effect::new(move |_| live.set(true));
    watch(watched, moves, done);
    let figure = move |of: fn(&Run) -> i64| run.with(of);
    let partners = move || figure(|run| run.partners.into());
    let written = move || figure(|run| run.partners_done.into());
    let commission = move || Cents(figure(|run| run.commission.0));
    let left = move || {
        let seconds = pace.get().and_then(|pace| pace.seconds_left);
        seconds.map_or_else(|| "–".to_owned(), left)
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
        </Panel>
    }
}

/// What the page knows of the run.
#[derive(Clone, Copy)]
struct Watched {
    run: RwSignal<Run>,
    pace: RwSignal<Option<Pace>>,
    /// Why the last question had no answer.
    lost: RwSignal<Option<Refusal>>,
}

/// Asks how far the run is whenever it has moved.
fn watch(watched: Watched, moves: ReadSignal<u32>, done: RwSignal<u32>) {
    let month = watched.run.with_untracked(|run| run.month);
    let first = StoredValue::new(None::<Sample>);
    Effect::new(move |_| {
        moves.track();
        spawn_local(async move {
            let now = match read_close_progress(month).await {
                Ok(now) => now,
                Err(Trouble(refusal)) => return drop(watched.lost.try_set(Some(refusal))),
            };
            let sample = Sample::of(&now, js_sys::Date::now());
            let since = first.try_get_value().flatten().unwrap_or(sample);
            first.try_set_value(Some(since));
            watched.lost.try_set(None);
            watched.pace.try_set(sample.pace_since(since, now.partners.into()));
            if now.status == RunStatus::Frozen {
                watched.run.try_set(now);
            } else {
                done.try_update(|times| *times += 1);
            }
        });
    });
}
