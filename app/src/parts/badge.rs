//! Badges: a word with a colour, where the word alone says it all.

use domain::health::Band;
use domain::health::alert::{AlertState, Severity};
use domain::lifecycle::Stage;
use domain::partner::{PartnerStatus, Tier};
use domain::run::RunStatus;
use leptos::prelude::*;

/// A health band; `None` is a partner without a score.
#[component]
pub fn BandBadge(
    /// The band.
    band: Option<Band>,
) -> impl IntoView {
    let (tone, sign) = band_tone(band);
    view! {
        <span class="badge-mark" data-tone=tone>
            <span class="badge-sign" aria-hidden="true">
                {sign}
            </span>
            {band.map_or("No score", Band::label)}
        </span>
    }
}

/// The colour of a band, by its name in the style sheet, and the sign that tells it without colour.
pub const fn band_tone(band: Option<Band>) -> (&'static str, &'static str) {
    match band {
        Some(Band::Thriving) => ("thriving", "▲"),
        Some(Band::Healthy) => ("healthy", "●"),
        Some(Band::Stable) => ("stable", "■"),
        Some(Band::AtRisk) => ("at-risk", "◆"),
        Some(Band::Critical) => ("critical", "▼"),
        None => ("none", "○"),
    }
}

/// How urgent an alert is.
#[component]
pub fn SeverityBadge(
    /// The severity.
    severity: Severity,
) -> impl IntoView {
    let (tone, sign) = match severity {
        Severity::Info => ("neutral", "○"),
        Severity::Low => ("neutral", "●"),
        Severity::Medium => ("accent", "■"),
        Severity::High => ("warning", "◆"),
        Severity::Critical => ("bad", "▼"),
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            <span class="badge-sign" aria-hidden="true">
                {sign}
            </span>
            {severity.label()}
        </span>
    }
}

/// What has become of an alert.
#[component]
pub fn AlertBadge(
    /// The state.
    state: AlertState,
) -> impl IntoView {
    let tone = match state {
        AlertState::Open => "warning",
        AlertState::Acknowledged => "accent",
        AlertState::Resolved => "good",
        AlertState::Dismissed => "neutral",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {state.label()}
        </span>
    }
}

/// A customer's stage.
#[component]
pub fn StageBadge(
    /// The stage.
    stage: Stage,
) -> impl IntoView {
    let tone = match stage {
        Stage::Active | Stage::Expansion => "good",
        Stage::AtRisk => "warning",
        Stage::Churned => "bad",
        Stage::ClosedWon | Stage::Onboarding | Stage::Reactivation => "accent",
        Stage::Prospect | Stage::Lead | Stage::Qualified | Stage::Proposal | Stage::Negotiation => "neutral",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {stage.label()}
        </span>
    }
}

/// How far a month's run is.
#[component]
pub fn RunBadge(
    /// The status.
    status: RunStatus,
) -> impl IntoView {
    let tone = match status {
        RunStatus::Open => "neutral",
        RunStatus::Frozen => "warning",
        RunStatus::Calculated | RunStatus::Reviewed | RunStatus::Approved => "accent",
        RunStatus::Paid | RunStatus::Closed => "good",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {status.label()}
        </span>
    }
}

/// Where a partner stands with the operator.
#[component]
pub fn StatusBadge(
    /// The status.
    status: PartnerStatus,
) -> impl IntoView {
    let tone = match status {
        PartnerStatus::Active => "good",
        PartnerStatus::Prospect | PartnerStatus::PendingApproval => "accent",
        PartnerStatus::Suspended => "warning",
        PartnerStatus::Inactive | PartnerStatus::Terminated => "neutral",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {status.label()}
        </span>
    }
}

/// A partner's tier.
#[component]
pub fn TierBadge(
    /// The tier.
    tier: Tier,
) -> impl IntoView {
    view! {
        <span class="badge-mark" data-tone="neutral">
            {tier.label()}
        </span>
    }
}
