//! A reseller's own surveys: what waits for an answer, and what was said before.

use super::questions::Questions;
use super::rows::{Sent, Voices};
use crate::calls::surveys::read_own_surveys;
use crate::parts::{Loaded, Objection, PageHeader, Panel};
use domain::SurveyId;
use domain::health::survey::Survey;
use domain::view::{Posted, SurveysPage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the operator wants to know, and what it was told.
#[component]
pub fn OwnSurveysPage() -> impl IntoView {
    let found = Resource::new(|| (), |()| read_own_surveys());
    view! { <Loaded of=found children=|(page, posted)| view! { <Whole page posted /> } /> }
}

#[component]
fn Whole(page: SurveysPage, posted: Option<Posted>) -> impl IntoView {
    let SurveysPage { rows, voices, weight, today, to_answer, .. } = page;
    let thanked = use_query_map().with_untracked(|map| map.get_str("thanks").is_some());
    let waiting = rows.iter().find(|row| Some(row.id) == to_answer).map(|row| (row.id, row.survey.clone()));
    view! {
        <PageHeader title="Surveys" lead=Some("What you say of working with us counts in your health score.".to_owned()) />
        <div class="flow">
            {thanked.then(|| view! { <p role="status">"Thank you! Your answers have arrived."</p> })}
            {waiting.map(|(id, survey)| view! { <Waiting id survey posted /> })}
            <Panel title="What you were asked" id="sent">
                <Sent rows names=false nothing="When you are asked, a letter goes to the owner, and the questions stand here." />
            </Panel>
            <Voices voices weight today />
        </div>
    }
}

#[component]
fn Waiting(id: SurveyId, survey: Survey, posted: Option<Posted>) -> impl IntoView {
    let (fields, refusal) = posted.map(|posted| (posted.fields, posted.refusal)).unwrap_or_default();
    view! {
        <Panel title="Waiting for your answer" id="waiting" note="It is answered once, for your whole company.">
            {refusal.map(|refusal| view! { <Objection refusal /> })}
            <form method="post" action="/surveys" class="flow survey-form">
                <input type="hidden" name="survey" value=id.to_string() />
                <Questions survey fields />
                <div>
                    <button type="submit" class="btn btn-primary">
                        "Send"
                    </button>
                </div>
            </form>
        </Panel>
    }
}
