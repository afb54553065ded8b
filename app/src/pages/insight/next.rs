//! What would raise the score most.

use crate::layout::viewer;
use crate::parts::number::percent;
use crate::parts::{Empty, Panel};
use domain::health::{Absent, Explanation, HealthScore, Raise};
use domain::view::capitalised;
use leptos::prelude::*;

/// The next steps, the one that brings most first; of a score without its facts, the components that lose most.
#[component]
pub fn NextSteps(
    /// Found from the facts; none where the score was kept without them.
    explanation: Option<Explanation>,
    /// The score.
    score: HealthScore,
) -> impl IntoView {
    let content = match explanation {
        Some(Explanation { absent, raises, .. }) => view! { <Steps raises absent /> }.into_any(),
        None => view! { <Losses score /> }.into_any(),
    };
    view! {
        <Panel title="What to do next" id="next" note="Each step tried by scoring the facts again">
            {content}
        </Panel>
    }
}

#[component]
fn Steps(raises: Vec<Raise>, absent: Vec<Absent>) -> impl IntoView {
    let currency = viewer().currency;
    let steps = raises.iter().map(|raise| {
        let words = raise.words(currency);
        let (step, gain) = words.split_once(": ").unwrap_or((words.as_str(), ""));
        let (step, gain) = (capitalised(step), gain.to_owned());
        let most = format!("{}, at most +{:.1}", raise.lever.component().label(), raise.most);
        view! {
            <li>
                <span>
                    <strong>{step}</strong>
                    <span class="cell-sub">{most}</span>
                </span>
                <span class="figure">{gain}</span>
            </li>
        }
    });
    let steps = steps.collect_view();
    let nothing = raises.is_empty().then(|| {
        view! {
            <Empty title="Nothing raises it" icon=icondata_lu::LuTrendingUp>
                <p>"There is no score, or every component with facts is at its best."</p>
            </Empty>
        }
    });
    let unknown = absent.into_iter().map(|Absent { component, weight, why }| {
        view! { <li>{format!("{} ({}): {why}.", component.label(), percent(weight))}</li> }
    });
    let unknown = unknown.collect::<Vec<_>>();
    let unknown = (!unknown.is_empty()).then(|| {
        view! {
            <h3 class="panel-more">"Not known yet"</h3>
            <ul class="plain-list">{unknown}</ul>
        }
    });
    view! {
        {nothing}
        <ol class="steps-list">{steps}</ol>
        {unknown}
    }
}

/// Which components lose most, from what was kept beside the score.
#[component]
fn Losses(score: HealthScore) -> impl IntoView {
    let mut losing: Vec<_> = score.components.into_iter().filter(|c| c.points_lost() >= 0.05).collect();
    losing.sort_by(|a, b| b.points_lost().total_cmp(&a.points_lost()));
    let lines = losing.into_iter().map(|component| {
        view! {
            <li>
                <span>
                    <strong>{component.component.label()}</strong>
                    <span class="cell-sub">{component.evidence.explain(viewer().currency)}</span>
                </span>
                <span class="figure">{format!("up to +{:.1} points", component.points_lost())}</span>
            </li>
        }
    });
    let lines = lines.collect_view();
    view! {
        <p class="quiet">
            "This score was made before facts were kept beside it, so single steps can't be tried. Where points are lost is known:"
        </p>
        <ol class="steps-list">{lines}</ol>
    }
}
