//! A choice of one among few, all of them in sight.

use leptos::prelude::*;

/// Radio buttons in a row, with what they are about above.
#[component]
pub fn Radios(
    /// What is chosen.
    legend: &'static str,
    /// Its name in the form.
    name: &'static str,
    /// The options, as (value, words).
    options: Vec<(&'static str, &'static str)>,
    /// The value that is chosen; without one the first is.
    #[prop(optional, into)]
    chosen: String,
) -> impl IntoView {
    let options = options.into_iter().enumerate().map(move |(at, (value, label))| {
        let checked = if chosen.is_empty() { at == 0 } else { value == chosen };
        view! {
            <label class="radio-line">
                <input type="radio" name=name value=value checked=checked />
                {label}
            </label>
        }
    });
    view! {
        <fieldset class="radio-row">
            <legend class="field-label">{legend}</legend>
            {options.collect_view()}
        </fieldset>
    }
}
