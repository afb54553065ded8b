//! The versions of a plan on a line of time.

use crate::parts::Moment;
use domain::view::{PlanVersionRow, VersionStanding};
use leptos::prelude::*;

/// The versions, newest first; what holds is open.
#[component]
pub fn Versions(
    /// The versions.
    versions: Vec<PlanVersionRow>,
    /// The plan's code.
    code: String,
) -> impl IntoView {
    let rows = versions.into_iter().map(move |version| {
        let tried = format!("/plans/what-if?plan={code}.{}", version.version);
        view! { <Version version tried /> }
    });
    view! { <ol class="story">{rows.collect_view()}</ol> }
}

#[component]
fn Version(version: PlanVersionRow, tried: String) -> impl IntoView {
    let PlanVersionRow { version, from, upto, standing, created_at, words, text } = version;
    let tone = match standing {
        VersionStanding::Coming => "accent",
        VersionStanding::InForce => "good",
        VersionStanding::Past | VersionStanding::Replaced => "neutral",
    };
    let span = match (standing, upto) {
        (VersionStanding::Replaced, _) => format!("was to begin in {}", from.label()),
        (_, Some(upto)) if upto == from => from.label(),
        (_, Some(upto)) => format!("{} to {}", from.label(), upto.label()),
        (_, None) => format!("from {} on", from.label()),
    };
    let words = words.into_iter().map(|part| view! { <li>{part}</li> }).collect_view();
    let open = matches!(standing, VersionStanding::InForce | VersionStanding::Coming);
    view! {
        <li>
            <p class="story-move">
                <strong>{format!("Version {version}")}</strong>
                <span>{span}</span>
                <span class="badge-mark" data-tone=tone>
                    {standing.label()}
                </span>
            </p>
            <p class="quiet">
                "Written " <Moment at=created_at /> ". "
                <a class="text-link" href=tried>
                    "What if it had held before?"
                </a>
            </p>
            <details class="fold" open=open>
                <summary>"What it pays"</summary>
                <ol class="rules">{words}</ol>
            </details>
            <details class="fold">
                <summary>"As a plan file"</summary>
                <pre class="plan-file" tabindex="0">
                    <code>{text}</code>
                </pre>
            </details>
        </li>
    }
}
