//! Alerts: the inbox that is worked by keys, one alert with its story, notifications, and when who is told.

mod ask;
mod evidence;
mod inbox;
mod keys;
mod notifications;
mod one;
mod own;
mod preferences;
mod rules;
mod settle;
mod table;

pub use notifications::NotificationsPage;
pub use one::AlertPage;
pub use preferences::PreferencesPage;
pub use rules::AlertRulesPage;

use crate::layout::viewer;
use leptos::either::Either;
use leptos::prelude::*;

/// The inbox; for a reseller's people what is noticed about themselves.
#[component]
pub fn AlertsPage() -> impl IntoView {
    if viewer().role.is_partner() {
        Either::Left(view! { <own::OwnAlerts /> })
    } else {
        Either::Right(view! { <inbox::Inbox /> })
    }
}
