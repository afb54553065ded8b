//! Commission plans: which there are, what one says and who has it.

mod assign;
mod editor;
mod list;
mod plan;
mod versions;
mod what_if;

pub use editor::{NewPlanPage, RevisePlanPage};
pub use list::PlansPage;
pub use plan::PlanPage;
pub use what_if::WhatIfPage;

use domain::Month;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// Months that can be chosen to begin something in.
const AHEAD: i32 = 24;

/// The code of a plan in an address.
fn code_in(map: &ParamsMap) -> String {
    map.get_str("code").unwrap_or_default().to_owned()
}

/// A drop-down of the months from one on.
#[component]
fn FromMonth(
    /// Its id; what is posted is called `from`.
    id: &'static str,
    /// The first that can be chosen.
    first: Month,
    /// The one that is chosen; the first, unless given.
    #[prop(default = None)]
    chosen: Option<Month>,
) -> impl IntoView {
    let options = (0..AHEAD).map(|months| {
        let month = first.plus(months);
        let selected = chosen == Some(month);
        view! {
            <option value=month.number().to_string() selected=selected>
                {month.label()}
            </option>
        }
    });
    view! {
        <div class="field">
            <label class="field-label" for=id>
                "From"
            </label>
            <select class="select" id=id name="from">
                {options.collect_view()}
            </select>
        </div>
    }
}
