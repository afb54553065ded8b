//! A survey behind its private link: a plain form that the server answers, for people who aren't signed in.

use super::questions::Questions;
use crate::calls::Trouble;
use crate::calls::surveys::read_survey;
use crate::layout::Mark;
use crate::parts::Objection;
use domain::view::{Posted, SurveyForm};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The questions, or why they can't be answered.
#[component]
pub fn SurveyPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let link = Memo::new(move |_| params.with(|map| map.get_str("link").unwrap_or_default().to_owned()));
    let thanked = Memo::new(move |_| query.with(|map| map.get_str("thanks").is_some()));
    let form = Resource::new(
        move || (link.get(), thanked.get()),
        |(link, thanked)| async move { if thanked { Ok(None) } else { read_survey(link).await.map(Some) } },
    );
    let body = move || {
        Suspend::new(async move {
            match form.await {
                Ok(Some((form, posted))) => Either::Left(view! { <Asked form link=link.get_untracked() posted /> }),
                Ok(None) => {
                    Either::Right(view! { <Closing words="Thank you! Your answers have arrived.".to_owned() /> })
                }
                Err(Trouble(refusal)) => Either::Right(view! { <Closing words=refusal.to_string() /> }),
            }
        })
    };
    view! {
        <Title text="Survey" />
        <main class="sign-in">
            <div class="sign-in-brand">
                <Mark />
                <span>"Tributary"</span>
            </div>
            <Suspense>{body}</Suspense>
        </main>
    }
}

#[component]
fn Closing(words: String) -> impl IntoView {
    view! {
        <section class="sign-in-card survey" aria-labelledby="survey-title">
            <h1 id="survey-title">"Survey"</h1>
            <p role="status">{words}</p>
        </section>
    }
}

#[component]
fn Asked(form: SurveyForm, link: String, posted: Option<Posted>) -> impl IntoView {
    let SurveyForm { operator, partner, until, survey } = form;
    let (fields, refusal) = posted.map(|posted| (posted.fields, posted.refusal)).unwrap_or_default();
    view! {
        <section class="sign-in-card survey" aria-labelledby="survey-title">
            <h1 id="survey-title">{format!("What does {partner} say of us?")}</h1>
            <p class="quiet">{format!("{operator} asks. You can answer until {until}, once, for all of {partner}.")}</p>
            {refusal.map(|refusal| view! { <Objection refusal /> })}
            <form method="post" action=format!("/survey/{link}") class="flow">
                <Questions survey fields />
                <button type="submit" class="btn btn-primary btn-block">
                    "Send"
                </button>
            </form>
        </section>
    }
}
