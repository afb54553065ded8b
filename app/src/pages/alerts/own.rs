//! What is noticed about a reseller, as its own people see it.

use super::evidence::Evidence;
use crate::calls::alerts::read_own_alerts;
use crate::layout::viewer;
use crate::parts::{Empty, Loaded, Moment, PageHeader, Panel, SeverityBadge};
use domain::health::alert::Signal;
use domain::view::OwnAlert;
use leptos::prelude::*;

/// What the page is for.
const LEAD: &str = "What your figures give cause to. Each goes away by itself when its cause is gone.";

/// Live alerts about the viewer's own partner.
#[component]
pub fn OwnAlerts() -> impl IntoView {
    let found = Resource::new(|| (), |()| read_own_alerts());
    view! {
        <PageHeader title="Alerts" lead=Some(LEAD.to_owned()) />
        <Loaded of=found children=move |found| view! { <Whole found /> } />
    }
}

#[component]
fn Whole(found: Vec<OwnAlert>) -> impl IntoView {
    let none = found.is_empty();
    let rows = found.into_iter().map(|alert| view! { <One alert /> }).collect_view();
    view! {
        <Panel title="Now" id="noticed">
            {if none {
                view! {
                    <Empty icon=icondata_lu::LuBellOff title="Nothing to worry about">
                        <p>"Your figures are looked at after each scoring; what falls stands here."</p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! { <ul class="noticed">{rows}</ul> }.into_any()
            }}
        </Panel>
    }
}

#[component]
fn One(alert: OwnAlert) -> impl IntoView {
    let OwnAlert { signal, severity, raised_at, taken } = alert;
    let (way, does) = match signal {
        Signal::PayoutReturned { .. } => ("/bank-account", "Check your bank account"),
        Signal::RevenueConcentration { .. } => ("/customers", "Look at your customers"),
        _ => ("/health", "What to do next"),
    };
    let words = signal.words(viewer().currency);
    view! {
        <li>
            <p class="story-move">
                <SeverityBadge severity />
                <strong>{signal.kind().label()}</strong>
                <span class="quiet">
                    <Moment at=raised_at />
                </span>
            </p>
            <p>{words}</p>
            <details class="fold">
                <summary>"Figures"</summary>
                <Evidence signal />
            </details>
            {taken.then(|| view! { <p class="quiet">"Your partner manager is on it."</p> })}
            <a class="text-link way-link" href=way>
                {does}
            </a>
        </li>
    }
}
