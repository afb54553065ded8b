//! The walk of a month as a checklist: what is done, by whom and when, what can be done now, and what waits for what.

use super::hands::{ApproveForm, CompareForm, FinishForm, Hands, RecalculateForm, ReviewForm, StartForm};
use crate::parts::{Glyph, Moment, Panel};
use domain::Month;
use domain::run::{Check, CheckState, Lead, Point, Remark};
use domain::view::{Deed, MonthPage};
use leptos::prelude::*;

/// Every point, in order.
#[expect(clippy::needless_pass_by_value, reason = "a component owns what it shows")]
#[component]
pub fn Walk(
    /// The month.
    found: MonthPage,
    /// What can be done to it.
    hands: Hands,
) -> impl IntoView {
    let done = found.checks.iter().filter(|check| check.state == CheckState::Done).count();
    let note = format!("{done} of {} points are done.", found.checks.len());
    let points: Vec<_> = found.checks.iter().map(|check| point(check.clone(), &found, hands)).collect();
    view! {
        <Panel title="From open to closed" id="walk" note>
            <ol class="walk">{points}</ol>
        </Panel>
    }
}

fn point(check: Check, found: &MonthPage, hands: Hands) -> AnyView {
    let month = found.close.month;
    let hand = hand(&check, found, hands);
    let Check { point, state, at, by, remarks } = check;
    let (sign, tone) = match state {
        CheckState::Done => ("✓", "good"),
        CheckState::Now => ("→", "accent"),
        CheckState::Waiting => ("…", "warning"),
        CheckState::Later => ("○", "neutral"),
    };
    let when = at.map(|at| {
        view! {
            <span class="quiet">
                <Moment at />
                {by.map(|by| format!(" by {by}"))}
            </span>
        }
    });
    let remarks: Vec<_> = remarks.into_iter().map(|remark| said(remark, month)).collect();
    view! {
        <li class="walk-point" data-state=state.code()>
            <span class="walk-sign" aria-hidden="true">
                {sign}
            </span>
            <div class="walk-body">
                <p class="walk-head">
                    <strong>{point.label()}</strong>
                    <span class="badge-mark" data-tone=tone>
                        {state.label()}
                    </span>
                    {when}
                </p>
                {(!remarks.is_empty()).then(|| view! { <ul class="walk-remarks">{remarks}</ul> })}
                {hand}
            </div>
        </li>
    }
    .into_any()
}

fn said(remark: Remark, month: Month) -> AnyView {
    let Remark { words, lead, is_warning } = remark;
    let lead = lead.map(|lead| {
        let (path, name) = place(lead, month);
        view! {
            " "
            <a class="text-link" href=path>
                {name}
            </a>
        }
    });
    view! {
        <li data-warning=is_warning.then_some("")>
            {is_warning.then(|| view! { <Glyph icon=icondata_lu::LuTriangleAlert /> })} <span>{words} {lead}</span>
        </li>
    }
    .into_any()
}

/// Where more is to be seen, and what the link is called.
fn place(lead: Lead, month: Month) -> (String, &'static str) {
    match lead {
        Lead::Plans => ("/plans".to_owned(), "Plans"),
        Lead::BankAccounts => ("/bank-accounts".to_owned(), "Bank accounts"),
        Lead::Statements => ("/statements".to_owned(), "Statements"),
        Lead::Findings(severity) => {
            (format!("/reconciliation?severity={}&month={month}", severity.code()), "Look at them")
        }
        Lead::Work(run) => (format!("/control-room/{run}"), "The run"),
        Lead::Batch(batch) => (format!("/payouts/{batch}"), "The batch"),
        Lead::Payouts => ("/payouts".to_owned(), "Payouts"),
        Lead::Questions => ("/questions".to_owned(), "Questions"),
        Lead::Adjustments => ("/adjustments".to_owned(), "Adjustments"),
    }
}

/// The form with which a person does what the point asks for.
fn hand(check: &Check, found: &MonthPage, hands: Hands) -> Option<AnyView> {
    let month = found.close.month;
    let now = check.state == CheckState::Now;
    match check.point {
        Point::Frozen if now && found.may(Deed::Close) => Some(view! { <StartForm month hands /> }.into_any()),
        Point::Frozen if now => Some(nobody("Your role may look at this month, but not close it.")),
        Point::Calculated if found.may(Deed::Recalculate) => Some(view! { <RecalculateForm month hands /> }.into_any()),
        Point::Reconciled if now && found.may(Deed::Reconcile) => {
            Some(view! { <CompareForm month hands /> }.into_any())
        }
        Point::Reviewed if now && found.may(Deed::Review) => Some(view! { <ReviewForm month hands /> }.into_any()),
        Point::Approved if found.may(Deed::Approve) => Some(view! { <ApproveForm month hands /> }.into_any()),
        Point::Approved if now => {
            Some(nobody("It waits for a second person: whoever began the close or reviewed it can't approve it."))
        }
        Point::Closed if found.may(Deed::Finish) => Some(view! { <FinishForm month hands /> }.into_any()),
        _ => None,
    }
}

fn nobody(words: &'static str) -> AnyView {
    view! { <p class="quiet">{words}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::reconciliation::Severity;

    #[test]
    fn findings_are_shown_of_the_month_and_severity() {
        let month = Month::new(2025, 9).unwrap();
        assert_eq!(place(Lead::Findings(Severity::High), month).0, "/reconciliation?severity=high&month=2025-09");
    }
}
