//! When each workflow is due, and a hand on it.

use crate::calls::work::{PauseSchedule, RunWork};
use crate::parts::{ReasonField, answer};
use domain::view::ScheduleRow;
use domain::workflow::Workflow;
use leptos::prelude::*;

/// Schedules, each with pause or resume, and with a run now for which a reason is asked.
#[component]
pub fn Schedules(
    /// The schedules.
    schedules: Vec<ScheduleRow>,
    /// Whether the viewer may steer.
    may_steer: bool,
    /// Begins a run now.
    run: ServerAction<RunWork>,
    /// Pauses and resumes.
    pause: ServerAction<PauseSchedule>,
) -> impl IntoView {
    let outcome =
        move || answer(run.value().get(), |begun| format!("{} {} is under way.", begun.workflow.label(), begun.period));
    let rows = schedules.into_iter().map(|row| view! { <Schedule row may_steer pause /> }).collect_view();
    let workflows = Workflow::ALL.iter().map(|w| view! { <option value=w.code()>{w.label()}</option> });
    view! {
        {outcome}
        <ul class="schedules">{rows}</ul>
        {may_steer
            .then(|| {
                view! {
                    <ActionForm action=run attr:class="short-form run-now">
                        <div class="field-pair">
                            <div class="field">
                                <label class="field-label" for="run-workflow">
                                    "Run now"
                                </label>
                                <select class="select" id="run-workflow" name="workflow">
                                    {workflows.collect_view()}
                                </select>
                            </div>
                            <ReasonField id="run-reason" longest=200 />
                        </div>
                        <button type="submit" class="btn" disabled=move || run.pending().get()>
                            "Run"
                        </button>
                    </ActionForm>
                }
            })}
    }
}

#[component]
fn Schedule(row: ScheduleRow, may_steer: bool, pause: ServerAction<PauseSchedule>) -> impl IntoView {
    let ScheduleRow { workflow, every, paused, next_at } = row;
    let next = match (paused, next_at) {
        (true, _) => view! { <span class="badge-mark" data-tone="warning">"Paused"</span> }.into_any(),
        (false, Some(at)) => view! { <NextRun at /> }.into_any(),
        (false, None) => "Never due".into_any(),
    };
    let (verb, name) = if paused {
        ("Resume", format!("Resume {}", workflow.label()))
    } else {
        ("Pause", format!("Pause {}", workflow.label()))
    };
    view! {
        <li class="schedule">
            <div>
                <strong>{workflow.label()}</strong>
                <p class="quiet">{every.to_string()}</p>
            </div>
            <p>{next}</p>
            {may_steer
                .then(|| {
                    view! {
                        <ActionForm action=pause>
                            <input type="hidden" name="workflow" value=workflow.code() />
                            <input type="hidden" name="paused" value=(!paused).to_string() />
                            <button type="submit" class="btn btn-sm" aria-label=name>
                                {verb}
                            </button>
                        </ActionForm>
                    }
                })}
        </li>
    }
}

/// When something will be: the day and time in the operator's zone.
#[component]
fn NextRun(at: chrono::DateTime<chrono::Utc>) -> impl IntoView {
    let words = crate::parts::time::day_and_time(at);
    view! {
        <time class="figure" datetime=at.to_rfc3339()>
            "Next " {words}
        </time>
    }
}
