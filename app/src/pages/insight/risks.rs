//! What endangers a partner.

use crate::parts::Panel;
use domain::health::alert::Severity;
use domain::health::risk::RiskFactor;
use leptos::prelude::*;

/// Each risk with its figures and what helps; for the operator's people also the intervention that fits best.
#[component]
pub fn Risks(
    /// The most serious first.
    risks: Vec<RiskFactor>,
    /// Whether the partner itself is looking.
    own: bool,
) -> impl IntoView {
    let content = if risks.is_empty() {
        view! { <p class="quiet">"Nothing that is watched is below its threshold."</p> }.into_any()
    } else {
        let lines = risks.into_iter().map(move |risk| view! { <Line risk own /> });
        view! { <ul class="risk-list">{lines.collect_view()}</ul> }.into_any()
    };
    view! {
        <Panel title="Risks" id="risks">
            {content}
        </Panel>
    }
}

#[component]
fn Line(risk: RiskFactor, own: bool) -> impl IntoView {
    let tone = match risk.severity {
        Severity::Critical | Severity::High => "bad",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "neutral",
    };
    view! {
        <li>
            <p>
                <span class="badge-mark" data-tone=tone>
                    {risk.severity.label()}
                </span>
                " "
                {risk.evidence()}
            </p>
            <p class="quiet">{risk.mitigation()}</p>
            {(!own)
                .then(|| {
                    view! {
                        <p class="quiet">
                            "Suggested: " <strong>{risk.suggests.label()}</strong>
                        </p>
                    }
                })}
        </li>
    }
}
