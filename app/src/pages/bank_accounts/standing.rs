//! What payments wait for beside the account.

use crate::parts::Day;
use chrono::NaiveDate;
use domain::banking::account::{Hold, TaxForm};
use leptos::prelude::*;

/// The tax form on file, and whether it still holds.
#[component]
pub fn TaxFormMark(
    /// The form.
    form: Option<TaxForm>,
    /// Today by the operator's clocks.
    today: NaiveDate,
) -> impl IntoView {
    match form {
        None => view! {
            <span class="badge-mark" data-tone="warning">
                "No tax form"
            </span>
        }
        .into_any(),
        Some(form) => {
            let ended = (!form.holds_on(today)).then_some(" · no longer holds");
            view! {
                {form.kind.label()}
                " of "
                <Day of=form.received_on />
                {ended}
            }
            .into_any()
        }
    }
}

/// Whether payments are on hold, and why.
#[component]
pub fn HoldBadge(
    /// The hold.
    hold: Option<Hold>,
) -> impl IntoView {
    match hold {
        None => view! {
            <span class="badge-mark" data-tone="neutral">
                "Not on hold"
            </span>
        }
        .into_any(),
        Some(hold) => view! {
            <span class="badge-mark" data-tone="bad">
                "On hold"
            </span>
            <p class="quiet">{hold.reason}</p>
        }
        .into_any(),
    }
}
