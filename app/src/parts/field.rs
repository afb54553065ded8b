//! Form fields with their labels.

use leptos::either::Either;
use leptos::prelude::*;
use leptos::tachys::html::property::prop;

/// A one-line input with its label above.
#[component]
pub fn Field(
    /// The label.
    #[prop(into)]
    label: String,
    /// Its name in the form; also its id.
    #[prop(into)]
    name: String,
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
    /// What belongs there.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional)]
    error: Option<String>,
) -> impl IntoView {
    let wrong = error.is_some();
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described = [(!hint.is_empty()).then(|| hint_id.clone()), wrong.then(|| error_id.clone())];
    let described: Vec<_> = described.into_iter().flatten().collect();
    let input = view! {
        <input
            class="input"
            id=name.clone()
            name=name.clone()
            type=kind
            value=value.clone()
            autocomplete=autocomplete
            placeholder=placeholder
            required=required
            aria-invalid=wrong.then_some("true")
            aria-describedby=(!described.is_empty()).then(|| described.join(" "))
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
            {(!hint.is_empty())
                .then(|| {
                    view! {
                        <p class="quiet" id=hint_id>
                            {hint}
                        </p>
                    }
                })}
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
    #[prop(into)]
    label: String,
    /// Its name in the form; also its id.
    #[prop(into)]
    name: String,
    /// What choosing nothing means: "All tiers"; without, something is always chosen.
    #[prop(optional)]
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
            <label class="field-label" for=name.clone()>
                {label}
            </label>
            <select class="select" id=name.clone() name=name>
                {(!nothing.is_empty())
                    .then(|| {
                        view! {
                            <option value="" prop:selected=none>
                                {nothing}
                            </option>
                        }
                    })}
                {options.collect_view()}
            </select>
        </div>
    }
}
