//! What a person can do to a month, as forms that post without WebAssembly too.

use crate::calls::Trouble;
use crate::calls::close::{ApproveMonth, FinishMonth, RecalculateMonth, ReviewMonth, StartClose};
use crate::calls::reconciliation::ReconcileMonth;
use crate::parts::{Field, ReasonField};
use domain::{Month, Refusal};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The calls that change a month.
#[derive(Clone, Copy)]
pub struct Hands {
    start: ServerAction<StartClose>,
    compare: ServerAction<ReconcileMonth>,
    review: ServerAction<ReviewMonth>,
    approve: ServerAction<ApproveMonth>,
    recalculate: ServerAction<RecalculateMonth>,
    finish: ServerAction<FinishMonth>,
}

/// The refusal of a call's last answer.
fn refusal_of<S>(action: ServerAction<S>) -> Option<Refusal>
where
    S: ServerFn<Error = Trouble> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    action.value().get_untracked().and_then(Result::err).map(|Trouble(refusal)| refusal)
}

impl Hands {
    /// Nothing is done yet.
    pub fn new() -> Self {
        Self {
            start: ServerAction::new(),
            compare: ServerAction::new(),
            review: ServerAction::new(),
            approve: ServerAction::new(),
            recalculate: ServerAction::new(),
            finish: ServerAction::new(),
        }
    }

    /// Changes whenever something was done.
    pub fn versions(self) -> [usize; 6] {
        [
            self.start.version().get(),
            self.compare.version().get(),
            self.review.version().get(),
            self.approve.version().get(),
            self.recalculate.version().get(),
            self.finish.version().get(),
        ]
    }

    /// Why the last thing that was asked for wasn't done.
    pub fn refusal(self) -> Option<Refusal> {
        refusal_of(self.start)
            .or_else(|| refusal_of(self.compare))
            .or_else(|| refusal_of(self.review))
            .or_else(|| refusal_of(self.approve))
            .or_else(|| refusal_of(self.recalculate))
            .or_else(|| refusal_of(self.finish))
    }
}

/// Freezes the month and has it calculated.
#[component]
pub fn StartForm(month: Month, hands: Hands) -> impl IntoView {
    let name = format!("Close {} {}", month.name(), month.year());
    view! {
        <ActionForm action=hands.start>
            <input type="hidden" name="month" value=month.number().to_string() />
            <button type="submit" class="btn btn-primary" disabled=move || hands.start.pending().get()>
                {name}
            </button>
        </ActionForm>
    }
}

/// Compares the month with bills, plans and the books.
#[component]
pub fn CompareForm(month: Month, hands: Hands) -> impl IntoView {
    view! {
        <ActionForm action=hands.compare>
            <input type="hidden" name="month" value=month.number().to_string() />
            <button type="submit" class="btn" disabled=move || hands.compare.pending().get()>
                "Compare now"
            </button>
        </ActionForm>
    }
}

/// Notes that a person has looked at the month.
#[component]
pub fn ReviewForm(month: Month, hands: Hands) -> impl IntoView {
    view! {
        <ActionForm action=hands.review attr:class="short-form">
            <input type="hidden" name="month" value=month.number().to_string() />
            <Field label="What you have looked at" name="note" required=true placeholder="Sums and the largest statements" />
            <button type="submit" class="btn" disabled=move || hands.review.pending().get()>
                "Note the review"
            </button>
        </ActionForm>
    }
}

/// Releases the month.
#[component]
pub fn ApproveForm(month: Month, hands: Hands) -> impl IntoView {
    view! {
        <p>"Look at the sums below and at the statements. Once the month is approved they don't change any more."</p>
        <ActionForm action=hands.approve>
            <input type="hidden" name="month" value=month.number().to_string() />
            <button type="submit" class="btn btn-primary" disabled=move || hands.approve.pending().get()>
                "Approve " {month.label()}
            </button>
        </ActionForm>
    }
}

/// Has the month calculated anew.
#[component]
pub fn RecalculateForm(month: Month, hands: Hands) -> impl IntoView {
    view! {
        <details class="fold">
            <summary>"Calculate anew"</summary>
            <p>"The version before stays, and a report tells what has changed. A review is needed again."</p>
            <ActionForm action=hands.recalculate attr:class="short-form">
                <Reason
                    month
                    id="anew-reason"
                    why="Why it is calculated anew"
                    go="Calculate anew".to_owned()
                    pending=hands.recalculate.pending()
                />
            </ActionForm>
        </details>
    }
}

/// Closes the month for good, whatever is open.
#[component]
pub fn FinishForm(month: Month, hands: Hands) -> impl IntoView {
    view! {
        <details class="fold">
            <summary>"Close it with open points"</summary>
            <p>"Afterwards nothing of the month changes. What is open stays visible where it is, and your reason is kept."</p>
            <ActionForm action=hands.finish attr:class="short-form">
                <Reason
                    month
                    id="finish-reason"
                    why="Why it is closed all the same"
                    go=format!("Close {} for good", month.label())
                    pending=hands.finish.pending()
                />
            </ActionForm>
        </details>
    }
}

/// The fields of what is done to a month for a reason only.
#[component]
fn Reason(
    month: Month,
    /// The id of the reason's field.
    id: &'static str,
    /// What is asked for.
    why: &'static str,
    /// What the button says.
    go: String,
    /// Whether it is being done.
    #[prop(into)]
    pending: Signal<bool>,
) -> impl IntoView {
    view! {
        <input type="hidden" name="month" value=month.number().to_string() />
        <ReasonField label=why id=id />
        <button type="submit" class="btn" disabled=move || pending.get()>
            {go}
        </button>
    }
}
