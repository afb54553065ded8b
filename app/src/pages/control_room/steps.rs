//! The steps of a run one after the other.

use super::StepBadge;
use super::run::Hands;
use crate::parts::ReasonField;
use crate::parts::duration::took;
use domain::WorkId;
use domain::view::WorkStep;
use domain::workflow::StepState;
use leptos::prelude::*;

/// Steps in the order in which they run, with what they gave or what keeps them.
#[component]
pub fn Steps(
    /// Their run.
    run: WorkId,
    /// The steps.
    steps: Vec<WorkStep>,
    /// What a person can do.
    hands: Hands,
) -> impl IntoView {
    let rows = steps.into_iter().map(|step| view! { <Step run step hands /> });
    view! { <ol class="run-steps">{rows.collect_view()}</ol> }
}

#[component]
fn Step(run: WorkId, step: WorkStep, hands: Hands) -> impl IntoView {
    let WorkStep { name, state, output, error, waits_for, tries, started_at, finished_at, .. } = step;
    let lasted = started_at.zip(finished_at).map(|(begin, end)| took((end - begin).num_milliseconds()));
    let stuck = state == StepState::Stuck;
    let output = output.filter(|output| !output.is_null()).map(|output| facts(&output));
    view! {
        <li class="run-step" data-state=state.code()>
            <p class="run-step-head">
                <strong>{name.clone()}</strong>
                " "
                <StepBadge state />
                {lasted.map(|lasted| view! { <span class="quiet">" " {lasted}</span> })}
                {(tries > 1).then(|| view! { <span class="quiet">" try " {tries}</span> })}
            </p>
            {waits_for.map(|wanted| view! { <p>"Waits for " {wanted} "."</p> })}
            {error.map(|error| view! { <p>{error}</p> })}
            {output.map(|facts| view! { <p class="quiet">{facts}</p> })}
            {stuck.then(|| view! { <Skip run step=name hands /> })}
        </li>
    }
}

#[component]
fn Skip(run: WorkId, step: String, hands: Hands) -> impl IntoView {
    let field = format!("skip-{}", step.replace(' ', "-"));
    view! {
        <details class="skip">
            <summary>"Skip this step"</summary>
            <ActionForm action=hands.skip attr:class="short-form">
                <input type="hidden" name="run" value=run.to_string() />
                <input type="hidden" name="step" value=step />
                <ReasonField id=field longest=200 />
                <button type="submit" class="btn btn-sm">
                    "Skip"
                </button>
            </ActionForm>
        </details>
    }
}

/// `{"lines": 3, "commission": 4606}` as `lines: 3, commission: 4606`.
fn facts(output: &serde_json::Value) -> String {
    match output {
        serde_json::Value::Object(facts) => {
            let word = |(name, value): (&String, &serde_json::Value)| {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                format!("{}: {value}", name.replace('_', " "))
            };
            facts.iter().map(word).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_a_step_gave_is_told_in_words() {
        assert_eq!(super::facts(&json!({ "stuck_runs": 0, "skipped": "why" })), "skipped: why, stuck runs: 0");
    }
}
