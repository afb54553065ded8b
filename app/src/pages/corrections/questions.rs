//! Questions about lines of statements: a reseller's own, or those that the operator answers.

use super::answer::Answer;
use super::{Words, page_in};
use crate::calls::Trouble;
use crate::calls::corrections::{AnswerQuestion, AskQuestion, read_questions};
use crate::layout::viewer;
use crate::parts::{Count, Day, Done, Empty, Loaded, Moment, Objection, PageHeader, Paging, Panel, Tile, successes};
use chrono::NaiveDate;
use domain::correction::{DisputeRow, DisputeStatus};
use domain::view::{AskedLine, QuestionQuery, QuestionsPage as Page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// The query that an address says.
fn query_in(map: &ParamsMap) -> QuestionQuery {
    QuestionQuery {
        month: map.get_str("month").and_then(|month| month.parse().ok()),
        line: map.get_str("line").and_then(|line| line.parse().ok()),
        page: page_in(map),
    }
}

/// The questions; with a line in the address also a form to ask about it.
#[component]
pub fn QuestionsPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(query_in));
    let ask = ServerAction::<AskQuestion>::new();
    let answer = ServerAction::<AnswerQuestion>::new();
    let asked = successes(move || ask.value().get());
    let answered = successes(move || answer.value().get());
    let found = Resource::new(move || (query.get(), asked.get(), answered.get()), |(query, ..)| read_questions(query));
    let outcome = move || match (ask.value().get(), answer.value().get()) {
        (Some(Err(Trouble(refusal))), _) | (_, Some(Err(Trouble(refusal)))) => {
            Some(view! { <Objection refusal /> }.into_any())
        }
        (Some(Ok(_)), _) => {
            let words = "Your question is on its way. The answer will stand below.".to_owned();
            Some(view! { <Done words /> }.into_any())
        }
        (_, Some(Ok(Some(_)))) => {
            let words = "Answered. The adjustment is proposed and waits for a second person.".to_owned();
            Some(view! { <Done words /> }.into_any())
        }
        (_, Some(Ok(None))) => Some(view! { <Done words="Answered.".to_owned() /> }.into_any()),
        (None, None) => None,
    };
    let lead = if viewer().partner.is_some() {
        "Your questions about lines of your statements, and the answers. Ask from a statement's line."
    } else {
        "What resellers ask about lines of their statements, the most urgent first."
    };
    view! {
        <PageHeader title="Questions" lead=Some(lead.to_owned()) />
        <div class="flow">
            {outcome}
            <Loaded
                of=found
                children=move |found| {
                    let is_asked = asked.get_untracked() > 0;
                    view! { <Whole found page=query.get_untracked().page ask answer is_asked /> }
                }
            />
        </div>
    }
}

#[component]
fn Whole(
    found: Page,
    page: u32,
    ask: ServerAction<AskQuestion>,
    answer: ServerAction<AnswerQuestion>,
    /// Whether the line in the address has been asked about.
    is_asked: bool,
) -> impl IntoView {
    let Page { rows, found, pages, open, overdue, today, asked, may_answer, may_adjust } = found;
    let own = viewer().partner.is_some();
    let list = if rows.is_empty() {
        let text = if own {
            "To ask, open a statement and choose “Ask about this line” at one of its lines."
        } else {
            "Resellers ask from a line of their statement; what they ask comes here."
        };
        view! {
            <Empty icon=icondata_lu::LuMessageCircleQuestion title="No questions yet">
                <p>{text}</p>
            </Empty>
        }
        .into_any()
    } else {
        let rows = rows.into_iter().map(move |row| {
            let answering = (may_answer && row.status == DisputeStatus::Open).then_some((answer, may_adjust));
            view! { <Question row own today answering /> }
        });
        view! {
            <ol class="story">{rows.collect_view()}</ol>
            <Paging page pages found=(found, "questions") link=|page| format!("/questions?page={page}") />
        }
        .into_any()
    };
    view! {
        {asked.filter(|_| !is_asked).map(|line| view! { <Ask line ask /> })}
        <dl class="tiles">
            <Tile label="Open">
                <Count of=open />
            </Tile>
            <Tile label="Overdue" note="not answered in time">
                <Count of=overdue />
            </Tile>
        </dl>
        <Panel title="Questions" id="questions" note="Open ones first, by when an answer is due.">
            {list}
        </Panel>
    }
}

/// The form that asks about a line.
#[component]
fn Ask(line: AskedLine, ask: ServerAction<AskQuestion>) -> impl IntoView {
    view! {
        <Panel title="Ask about this line" id="ask">
            <p>
                {format!("Statement of {}. ", line.month.label())} <strong>{line.words}</strong>
            </p>
            <ActionForm action=ask attr:class="short-form">
                <input type="hidden" name="month" value=line.month.number().to_string() />
                <input type="hidden" name="place" value=line.place.to_string() />
                <Words label="Your question" id="question".to_owned() name="question" />
                <p class="quiet">"You get an answer by " <Day of=line.due_on /> "."</p>
                <button type="submit" class="btn btn-primary" disabled=move || ask.pending().get()>
                    "Ask"
                </button>
            </ActionForm>
        </Panel>
    }
}

#[component]
fn Question(
    row: DisputeRow,
    own: bool,
    today: NaiveDate,
    answering: Option<(ServerAction<AnswerQuestion>, bool)>,
) -> impl IntoView {
    let late = row.is_overdue(today);
    let statement = if own {
        format!("/statements/{}", row.month)
    } else {
        format!("/statements/{}?partner={}", row.month, row.partner.id)
    };
    let who = (!own).then(|| view! { <strong>{row.partner.name.clone()}</strong> });
    let due = (row.status == DisputeStatus::Open).then(|| {
        let told = row.escalated_at.filter(|_| !own).map(|at| view! { "; told to all who may answer " <Moment at /> });
        view! {
            <p class="quiet">"An answer is due by " <Day of=row.due_on /> {told}</p>
        }
    });
    let answered = row.answer.clone().map(|words| {
        let by = row.answerer.clone().unwrap_or_default();
        let adjusted = (row.status == DisputeStatus::Adjusted).then(|| {
            if own {
                view! { <p>"An adjustment is proposed; it comes with a later statement."</p> }.into_any()
            } else {
                view! {
                    <p>
                        <a class="text-link" href="/adjustments">
                            "Adjustment"
                        </a>
                        " proposed with it."
                    </p>
                }
                .into_any()
            }
        });
        view! {
            <div class="answer">
                <p class="pre-line">{words}</p>
                <p class="quiet">{format!("{by}, ")} {row.answered_at.map(|at| view! { <Moment at /> })}</p>
                {adjusted}
            </div>
        }
    });
    view! {
        <li>
            <p class="story-move">
                {who}
                <a class="text-link" href=statement>
                    {format!("Statement {}", row.month.label())}
                </a>
                <StatusBadge status=row.status late />
            </p>
            <p class="quiet">{row.line}</p>
            <p class="pre-line">{row.question}</p>
            <p class="quiet">{format!("{}, ", row.asker)} <Moment at=row.asked_at /></p>
            {due}
            {answered}
            {answering.map(|(answer, may_adjust)| view! { <Answer id=row.id answer may_adjust /> })}
        </li>
    }
}

#[component]
fn StatusBadge(status: DisputeStatus, late: bool) -> impl IntoView {
    let (tone, words) = match (status, late) {
        (DisputeStatus::Open, true) => ("bad", "Overdue"),
        (DisputeStatus::Open, false) => ("warning", status.label()),
        (DisputeStatus::Explained, _) => ("neutral", status.label()),
        (DisputeStatus::Adjusted, _) => ("good", status.label()),
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {words}
        </span>
    }
}
