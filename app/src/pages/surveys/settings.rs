//! Whether, what and when partners are asked.

use crate::calls::surveys::{read_survey_settings, save_survey_settings};
use crate::parts::{Choice, Field, KeptForm, LoadedOnce, PageHeader, Panel};
use domain::form::Fields;
use domain::health::survey::Scale;
use domain::health::survey::form::{IN_WORDS, question_field, question_rows, settings_form};
use domain::view::{Posted, SurveySettingsPage as Page};
use leptos::prelude::*;

const PATH: &str = "/manager/surveys/settings";

/// The settings: to look at, or to change for who may.
#[component]
pub fn SurveySettingsPage() -> impl IntoView {
    let found = Resource::new(|| (), |()| read_survey_settings());
    view! {
        <PageHeader
            title="When and what is asked"
            up=("/manager/surveys".to_owned(), "Surveys".to_owned())
            lead=Some("Surveys that wait for an answer keep the questions that they were sent with.".to_owned())
        />
        <LoadedOnce of=found children=|(page, posted)| view! { <Whole page posted /> } />
    }
}

#[component]
fn Whole(page: Page, posted: Option<Posted>) -> impl IntoView {
    let Page { settings, may_edit } = page;
    let (fields, refusal) =
        posted.map_or_else(|| (settings_form(&settings), None), |posted| (posted.fields, posted.refusal));
    if !may_edit {
        return view! {
            <p class="quiet">"Administrators and heads of partners may change these."</p>
            <fieldset class="flow" disabled>
                <legend class="sr-only">"Settings"</legend>
                <Entries fields />
            </fieldset>
        }
        .into_any();
    }
    let keep = Action::new(|fields: &Fields| save_survey_settings(fields.clone()));
    view! {
        <KeptForm action=PATH keep refusal done="Kept. They hold from the next look on, at ten o’clock." button="Keep">
            <Entries fields />
        </KeptForm>
    }
    .into_any()
}

#[component]
fn Entries(fields: Fields) -> impl IntoView {
    let text = |name: &str| fields.text(name).to_owned();
    let (asks, every, reminders, closing) = (fields.has("asks"), text("every"), text("reminders"), text("closing"));
    let questions = (0..question_rows(&fields)).map(|at| view! { <OneQuestion at fields=fields.clone() /> });
    let questions = questions.collect_view();
    view! {
        <Panel title="Asking" id="asking">
            <div class="short-form">
                <label class="radio-line">
                    <input type="checkbox" name="asks" checked=asks />
                    "Owners of active partners are asked"
                </label>
                <Field label="Days between two surveys" name="every" value=every required=true />
                <Field
                    label="Reminded after days"
                    name="reminders"
                    value=reminders
                    hint="Counted from the day of asking, with commas between; empty for never."
                />
                <Field label="Closed after days" name="closing" value=closing required=true />
            </div>
        </Panel>
        <Panel title="Questions" id="questions" note="A question whose words are removed isn’t asked any more; empty lines are for new ones.">
            <div class="flow">{questions}</div>
        </Panel>
    }
}

#[component]
fn OneQuestion(at: usize, fields: Fields) -> impl IntoView {
    let name = |of: &str| question_field(at, of);
    let text = |of: &str| fields.text(&name(of)).to_owned();
    let scales = Scale::ALL.iter().map(|scale| (scale.code().to_owned(), format!("A number, {}", scale.label())));
    let scales = scales.chain([(IN_WORDS.to_owned(), "Words".to_owned())]).collect();
    let scale = Some(text("scale")).filter(|code| !code.is_empty());
    let is_optional = fields.has(&name("optional"));
    let (key, words) = (text("key"), text("words"));
    view! {
        <fieldset class="question-line">
            <legend class="sr-only">{format!("Question {}", at + 1)}</legend>
            <input type="hidden" name=name("key") value=key />
            <Field label=format!("Question {}", at + 1) name=name("words") value=words />
            <Choice
                label="Asks for"
                name=name("scale")
                options=scales
                chosen=scale.unwrap_or_else(|| Scale::OneToTen.code().to_owned())
            />
            <label class="radio-line">
                <input type="checkbox" name=name("optional") checked=is_optional />
                "May be left out"
            </label>
        </fieldset>
    }
}
