//! Amounts of money, in the currency of the books that are looked at.

use crate::layout::viewer;
use domain::Cents;
use leptos::prelude::*;

/// An amount to the cent, with its currency.
#[component]
pub fn Money(
    /// The amount.
    amount: Cents,
) -> impl IntoView {
    view! { <span class="figure">{viewer().currency.show(amount)}</span> }
}
