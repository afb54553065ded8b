//! Form fields with their labels.

use leptos::either::Either;
use leptos::prelude::*;
use leptos::tachys::html::property::prop;

/// A one-line input with its label above.
#[component]
pub fn Field(
    /// The label.
    label: &'static str,
    /// Its name in the form; also its id.
    name: &'static str,
    /// What kind of text: `text`, `search`, `email`, `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What stands in it.
    #[prop(optional, into)]
    value: String,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// An example of what to write.
    #[prop(optional)]
    placeholder: Option<&'static str>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// What is wrong with it.
    #[prop(optional)]
    error: Option<String>,
) -> impl IntoView {
    let wrong = error.is_some();
    let error_id = format!("{name}-error");
    let input = view! {
        <input
            class="input"
            id=name
            name=name
            type=kind
            value=value.clone()
            autocomplete=autocomplete
            placeholder=placeholder
            required=required
            aria-invalid=wrong.then_some("true")
            aria-describedby=wrong.then(|| error_id.clone())
        />
    };
    // The property too: an input that was typed in no longer heeds the attribute. But what someone types into an
    // empty one before WebAssembly has taken over must stay.
    let input =
        if value.is_empty() { Either::Left(input) } else { Either::Right(input.add_any_attr(prop("value", value))) };
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
            </label>
            {input}
            {error
                .map(|error| {
                    view! {
                        <p class="field-error" id=error_id>
                            {error}
                        </p>
                    }
                })}
        </div>
    }
}

/// A drop-down with its label above; its first option, with an empty value, chooses nothing.
#[component]
pub fn Choice(
    /// The label.
    label: &'static str,
    /// Its name in the form; also its id.
    name: &'static str,
    /// What choosing nothing means: "All tiers".
    nothing: &'static str,
    /// The options, as (value, words).
    options: Vec<(String, String)>,
    /// The value that is chosen.
    #[prop(optional, into)]
    chosen: String,
) -> impl IntoView {
    let none = chosen.is_empty();
    let options = options.into_iter().map(move |(value, words)| {
        let selected = value == chosen;
        view! {
            // The property too: a list that was chosen from no longer heeds the attribute.
            <option value=value selected=selected prop:selected=selected>
                {words}
            </option>
        }
    });
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
            </label>
            <select class="select" id=name name=name>
                <option value="" prop:selected=none>
                    {nothing}
                </option>
                {options.collect_view()}
            </select>
        </div>
    }
}
