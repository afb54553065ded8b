//! Payouts: to the operator what is payable, batches and what the bank has said; to a partner its own.

mod answers;
mod badges;
mod batch;
mod desk;
mod own;
mod payable;
mod settings;
mod table;

pub use batch::PayoutBatchPage;
pub use settings::PayoutSettingsPage;

use crate::layout::viewer;
use desk::Desk;
use leptos::either::Either;
use leptos::prelude::*;
use own::Own;

/// Payouts, as the viewer may see them.
#[component]
pub fn PayoutsPage() -> impl IntoView {
    if viewer().role.is_partner() { Either::Left(view! { <Own /> }) } else { Either::Right(view! { <Desk /> }) }
}
