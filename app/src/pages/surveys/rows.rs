//! Surveys that were sent, and what they came to.

use crate::parts::number::count;
use crate::parts::{Day, Empty, Moment, Panel, Score, TableFrame, Tile};
use chrono::NaiveDate;
use domain::health::survey::{Heard, SurveyState};
use domain::view::{Said, SurveyCounts, SurveyRow, VoicesOf};
use leptos::prelude::*;

/// How far a survey is.
#[component]
fn SurveyBadge(state: SurveyState) -> impl IntoView {
    let tone = match state {
        SurveyState::Open => "accent",
        SurveyState::Answered => "good",
        SurveyState::Closed => "neutral",
    };
    let words = match state {
        SurveyState::Open => "Waiting",
        SurveyState::Answered => "Answered",
        SurveyState::Closed => "Not answered",
    };
    view! {
        <span class="badge-mark" data-tone=tone>
            {words}
        </span>
    }
}

/// The figures of a year.
#[component]
pub fn Figures(
    /// Surveys that were sent.
    counts: SurveyCounts,
    /// The net promoter score.
    net_promoter: Option<f64>,
    /// What answers in numbers come to.
    heard: Option<Heard>,
    /// What day it is.
    today: NaiveDate,
) -> impl IntoView {
    let SurveyCounts { sent, answered, waiting } = counts;
    let rate = counts.response_rate().map_or_else(|| "–".to_owned(), |rate| format!("{:.0} %", rate * 100.0));
    let sent_note = format!("{} sent in a year, {} waiting", count(sent), count(waiting));
    let promoters = net_promoter.map_or_else(|| "–".to_owned(), |score| format!("{score:+.0}"));
    let newest = heard.map_or_else(
        || "No answers in numbers yet".to_owned(),
        |heard| format!("{} answers, the newest {}", heard.answers, age(heard.newest, today)),
    );
    view! {
        <dl class="tiles">
            <Tile label="Response rate" note=sent_note>
                {rate}
            </Tile>
            <Tile label="Answered" note="surveys of the last 365 days">
                {count(answered)}
            </Tile>
            <Tile label="Satisfaction" note=newest>
                <Score of=heard.map(|heard| heard.mean) />
            </Tile>
            <Tile label="Net promoter score" note="share of 9 and 10, less that of 0 to 6">
                {promoters}
            </Tile>
        </dl>
    }
}

/// How long ago a day is.
fn age(day: NaiveDate, today: NaiveDate) -> String {
    match (today - day).num_days() {
        0 => "of today".to_owned(),
        1 => "of yesterday".to_owned(),
        days => format!("{days} days old"),
    }
}

/// What the answers to each question come to.
#[component]
pub fn Voices(
    /// Question by question.
    voices: Vec<VoicesOf>,
    /// Days after which an answer weighs half, and after which it doesn't count.
    weight: (u32, u32),
    /// What day it is.
    today: NaiveDate,
) -> impl IntoView {
    let (half, end) = weight;
    let note = format!(
        "Of 100. An answer weighs half after {half} days and nothing after {end}, as in the health score; imported answers are among them."
    );
    if voices.is_empty() {
        return view! {
            <Panel title="Question by question" id="voices" note>
                <p class="quiet">"Nobody has answered in numbers within this time."</p>
            </Panel>
        }
        .into_any();
    }
    let rows = voices.into_iter().map(move |VoicesOf { question, scale, heard }| {
        let Heard { answers, newest, mean } = heard;
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {question}
                    <span class="cell-sub">{scale.label()}</span>
                </th>
                <td class="num figure" data-label="Points">
                    <Score of=Some(mean) />
                </td>
                <td class="num figure" data-label="Answers">
                    {answers}
                </td>
                <td class="cell-wide" data-label="Newest">
                    <Day of=newest />
                    <span class="cell-sub">{age(newest, today)}</span>
                </td>
            </tr>
        }
    });
    view! {
        <Panel title="Question by question" id="voices" note>
            <TableFrame caption="What the answers to each question come to">
                <thead>
                    <tr>
                        <th scope="col">"Question"</th>
                        <th scope="col" class="num">
                            "Points"
                        </th>
                        <th scope="col" class="num">
                            "Answers"
                        </th>
                        <th scope="col">"Newest"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </TableFrame>
        </Panel>
    }
    .into_any()
}

/// The latest surveys, each with its answers.
#[component]
pub fn Sent(
    /// Which.
    rows: Vec<SurveyRow>,
    /// Whether each names its partner.
    names: bool,
    /// What stands there when there are none.
    nothing: &'static str,
) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Empty title="No surveys in the last 365 days">
                <p>{nothing}</p>
            </Empty>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(move |row| view! { <Row row names /> });
    view! {
        <TableFrame caption="Surveys that were sent, newest first">
            <thead>
                <tr>
                    <th scope="col">{if names { "Partner" } else { "Survey" }}</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Asked"</th>
                    <th scope="col">"Answered"</th>
                    <th scope="col">"What was said"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}

#[component]
fn Row(row: SurveyRow, names: bool) -> impl IntoView {
    let said = row.said();
    let SurveyRow { partner, asked_on, state, reminders, answered_at, answered_by, closes_on, .. } = row;
    let title = if names {
        view! {
            <a class="text-link" href=format!("/manager/surveys?partner={}", partner.id)>
                {partner.name}
            </a>
            <span class="cell-sub">{partner.code}</span>
        }
        .into_any()
    } else {
        view! { <Day of=asked_on /> }.into_any()
    };
    let reminded = match reminders {
        0 => "not reminded".to_owned(),
        1 => "reminded once".to_owned(),
        times => format!("reminded {times} times"),
    };
    let answered = answered_at.map(|at| {
        view! {
            <Moment at=at />
            <span class="cell-sub">{answered_by.map(|name| format!("by {name}"))}</span>
        }
    });
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {title}
            </th>
            <td data-label="State">
                <SurveyBadge state />
            </td>
            <td data-label="Asked">
                <Day of=asked_on />
                <span class="cell-sub">{reminded}</span>
            </td>
            <td class="cell-wide" data-label="Answered">
                {match answered {
                    Some(answered) => answered.into_any(),
                    None => {
                        view! {
                            <span class="quiet">
                                "until " <Day of=closes_on.pred_opt().unwrap_or(closes_on) />
                            </span>
                        }
                            .into_any()
                    }
                }}
            </td>
            <td class="cell-wide" data-label="What was said">
                <Replies said />
            </td>
        </tr>
    }
}

#[component]
fn Replies(said: Vec<Said>) -> impl IntoView {
    if said.is_empty() {
        return view! { <span class="quiet">"–"</span> }.into_any();
    }
    let rows = said.into_iter().map(|Said { question, answer }| {
        view! {
            <div>
                <dt>{question}</dt>
                <dd>{answer}</dd>
            </div>
        }
    });
    view! {
        <details class="fold">
            <summary>"Answers"</summary>
            <dl class="facts">{rows.collect_view()}</dl>
        </details>
    }
    .into_any()
}
