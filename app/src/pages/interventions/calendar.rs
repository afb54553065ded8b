//! A month of steps: a grid where there is room for one, on a phone the days that have something.

use super::ask::{Ask, days, link};
use crate::calls::interventions::read_calendar;
use crate::parts::Loaded;
use chrono::{Datelike, NaiveDate};
use domain::Month;
use domain::view::CalendarStep;
use leptos::prelude::*;

/// The calendar of the month that is asked for, or of the present one.
#[component]
pub fn Calendar(
    /// What the address asks for.
    ask: Ask,
    /// What day it is.
    today: NaiveDate,
) -> impl IntoView {
    let month = ask.month.unwrap_or(Month::of(today));
    let (from, to) = days(month);
    let steps = Resource::new(|| (), move |()| read_calendar(from, to));
    let other = move |months: i32| link(&Ask { month: Some(month.plus(months)), ..ask });
    view! {
        <div class="calendar-head">
            <a class="btn btn-sm" href=other(-1) rel="prev">
                {month.previous().label()}
            </a>
            <h3>{month.label()}</h3>
            <a class="btn btn-sm" href=other(1) rel="next">
                {month.plus(1).label()}
            </a>
        </div>
        <Loaded of=steps children=move |steps| view! { <Grid month steps today /> } />
    }
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

#[component]
fn Grid(month: Month, steps: Vec<CalendarStep>, today: NaiveDate) -> impl IntoView {
    let (first, last) = days(month);
    let none = steps.is_empty();
    let all = first.iter_days().take_while(|day| *day <= last).map(|day| {
        let due: Vec<_> = steps.iter().filter(|step| step.step.due_on == day).cloned().collect();
        let weekday = WEEKDAYS[day.weekday().num_days_from_monday() as usize];
        let empty = due.is_empty();
        let entries = due.into_iter().map(|step| view! { <Entry step today /> }).collect_view();
        view! {
            <li
                class="calendar-day"
                data-weekday=(day == first).then_some(weekday)
                data-empty=empty.then_some("")
                data-today=(day == today).then_some("")
            >
                <p class="calendar-date">
                    <span class="calendar-weekday">{weekday} " "</span>
                    {day.day()}
                </p>
                <ul>{entries}</ul>
            </li>
        }
    });
    let all = all.collect_view();
    view! {
        {none.then(|| view! { <p class="quiet">"No step is due in this month."</p> })}
        <ol class="calendar">{all}</ol>
    }
}

#[component]
fn Entry(step: CalendarStep, today: NaiveDate) -> impl IntoView {
    let CalendarStep { intervention, partner, kind, step } = step;
    let (tone, state) = match (&step.done, step.left_out) {
        (Some(_), true) => ("neutral", "left out"),
        (Some(_), false) => ("good", "done"),
        (None, _) if step.due_on < today => ("warning", "late"),
        (None, _) => ("accent", "due"),
    };
    view! {
        <li class="calendar-entry" data-tone=tone>
            <a href=format!("/interventions/{intervention}")>
                <strong>{partner.name}</strong>
                ": "
                {step.step.words}
            </a>
            <span class="cell-sub">{kind.label()} ", " {state}</span>
        </li>
    }
}
