//! Emergencies: which there are, the course of one, beginning one, and who is told.

mod declare;
mod list;
mod one;
mod settings;

pub use declare::Declare;
pub use list::EmergenciesPage;
pub use one::EmergencyPage;
pub use settings::EmergencySettingsPage;

use domain::view::EmergencyRow;
use leptos::prelude::*;

/// Whether it is under way, and whether it is real.
#[component]
fn EmergencyBadge(
    /// Which.
    open: bool,
    /// Whether it is only a drill.
    drill: bool,
) -> impl IntoView {
    let (tone, words) = if open { ("bad", "Under way") } else { ("neutral", "Closed") };
    view! {
        {drill
            .then(|| {
                view! {
                    <span class="badge-mark" data-tone="accent">
                        "Drill"
                    </span>
                }
            })}
        <span class="badge-mark" data-tone=tone>
            {words}
        </span>
    }
}

/// What it is called.
fn name_of(row: &EmergencyRow) -> String {
    let kind = if row.drill { "Drill" } else { "Emergency" };
    format!("{kind} of {}", row.partner.name)
}
