//! The questions of a survey as fields of a form.

use domain::form::Fields;
use domain::health::survey::{Question, Scale, Survey};
use leptos::either::Either;
use leptos::prelude::*;

/// A field for each question, with what stands in it already.
#[expect(clippy::needless_pass_by_value, reason = "a component owns what it shows")]
#[component]
pub fn Questions(
    /// The questions.
    survey: Survey,
    /// What was typed.
    fields: Fields,
) -> impl IntoView {
    let rows = survey.questions.into_iter().map(|question| {
        let name = question.field();
        let known = fields.text(&name).to_owned();
        match question.scale {
            Some(scale) => Either::Left(view! { <Numbers question scale name known /> }),
            None => Either::Right(view! { <Words question name known /> }),
        }
    });
    rows.collect_view()
}

/// A number out of a few.
#[component]
fn Numbers(question: Question, scale: Scale, name: String, known: String) -> impl IntoView {
    let required = !question.optional;
    let choice = move |value: u8| {
        let id = format!("{name}_{value}");
        view! {
            <span class="survey-choice">
                <input
                    type="radio"
                    id=id.clone()
                    name=name.clone()
                    value=value.to_string()
                    required=required
                    checked=known == value.to_string()
                />
                <label for=id>{value}</label>
            </span>
        }
    };
    let (lowest, highest) = match scale {
        Scale::OneToTen => ("1: not at all", "10: fully"),
        Scale::ZeroToTen => ("0: not at all", "10: very likely"),
    };
    view! {
        <fieldset class="survey-question">
            <legend>{question.words}</legend>
            <div class="survey-choices">{(scale.lowest()..=10).map(choice).collect_view()}</div>
            <p class="survey-ends quiet">
                <span>{lowest}</span>
                <span>{highest}</span>
            </p>
        </fieldset>
    }
}

#[component]
fn Words(question: Question, name: String, known: String) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for=name.clone()>
                {question.words}
            </label>
            <textarea class="textarea" id=name.clone() name=name.clone() rows="4" maxlength="1000" required=!question.optional>
                {known}
            </textarea>
        </div>
    }
}
