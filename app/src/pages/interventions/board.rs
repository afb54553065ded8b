//! The board: a column for each state, moved by buttons and by dragging; or the calendar of a month.

use super::ask::{Ask, link, read_ask};
use super::calendar::Calendar;
use super::card::Card;
use super::effect::Effect;
use super::end::{EndDialog, Ending};
use crate::calls::Trouble;
use crate::calls::interventions::{
    BeginIntervention, CancelIntervention, CompleteIntervention, read_effectiveness, read_interventions,
};
use crate::parts::{Choice, Empty, FilterForm, Loaded, Objection, PageHeader, Panel};
use domain::health::intervention::{InterventionKind, InterventionState};
use domain::view::{InterventionBoard, InterventionRow};
use leptos::ev::DragEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the page is for.
const LEAD: &str = "What is done for partners, by whom, until when, and what it has brought.";

/// A hand on the board.
#[derive(Clone, Copy)]
pub struct Hand {
    /// Begins a planned one.
    pub begin: ServerAction<BeginIntervention>,
    /// Completes one that is under way.
    pub complete: ServerAction<CompleteIntervention>,
    /// Gives one up.
    pub cancel: ServerAction<CancelIntervention>,
    /// The one that is dragged.
    pub dragged: RwSignal<Option<InterventionRow>>,
    /// The one that is about to end, and how.
    pub ending: RwSignal<Option<Ending>>,
}

impl Hand {
    /// A hand on nothing yet.
    pub fn new() -> Self {
        Self {
            begin: ServerAction::new(),
            complete: ServerAction::new(),
            cancel: ServerAction::new(),
            dragged: RwSignal::new(None),
            ending: RwSignal::new(None),
        }
    }

    /// Rises with every move.
    pub fn version(self) -> usize {
        self.begin.version().get() + self.complete.version().get() + self.cancel.version().get()
    }

    /// Why the last move was refused.
    pub fn refusal(self) -> Option<domain::Refusal> {
        let values = [self.begin.value().get(), self.complete.value().get(), self.cancel.value().get()];
        values.into_iter().flatten().find_map(Result::err).map(|Trouble(refusal)| refusal)
    }

    /// Moves one to a state: at once where that needs no word, else it is asked for.
    pub fn move_to(self, row: &InterventionRow, to: InterventionState) {
        match to {
            InterventionState::InProgress => {
                self.begin.dispatch(BeginIntervention { id: row.id });
            }
            InterventionState::Completed | InterventionState::Cancelled => {
                let name = format!("{} for {}", row.kind.label(), row.partner.name);
                self.ending.set(Some(Ending { id: row.id, to, name }));
            }
            InterventionState::Planned => {}
        }
    }
}

/// The board, or the calendar.
#[component]
pub fn BoardPage() -> impl IntoView {
    let map = use_query_map();
    let ask = Memo::new(move |_| map.with(read_ask));
    let hand = Hand::new();
    // The month is asked for anew too: the calendar is drawn with what comes.
    let found = Resource::new(move || (ask.get(), hand.version()), |(ask, _)| read_interventions(ask.query));
    let worked = Resource::new(move || hand.version(), |_| read_effectiveness());
    view! {
        <PageHeader title="Interventions" lead=Some(LEAD.to_owned())>
            <a class="btn btn-sm" href="/interventions/playbooks">
                "Playbooks"
            </a>
        </PageHeader>
        <div class="flow">
            {move || hand.refusal().map(|refusal| view! { <Objection refusal /> })}
            <Panel title="Work" id="work">
                <Filter ask />
                <Loaded
                    of=found
                    children=move |board| {
                        let ask = ask.get_untracked();
                        if ask.calendar {
                            view! { <Calendar ask today=board.today /> }.into_any()
                        } else {
                            view! { <Board board hand /> }.into_any()
                        }
                    }
                />
            </Panel>
            <Panel title="What has worked" id="effect" note="Points gained beyond matched peers, in the last two years.">
                <Loaded of=worked children=|rows| view! { <Effect rows /> } />
            </Panel>
        </div>
        <EndDialog hand />
    }
}

#[component]
fn Filter(ask: Memo<Ask>) -> impl IntoView {
    view! {
        <FilterForm action="/interventions">
            {move || {
                let Ask { query, calendar, month } = ask.get();
                view! {
                    <Choice
                        label="Show"
                        name="view"
                        nothing="Board"
                        options=vec![("calendar".to_owned(), "Calendar".to_owned())]
                        chosen=if calendar { "calendar" } else { "" }
                    />
                    <Choice
                        label="Kind"
                        name="kind"
                        nothing="All kinds"
                        options=InterventionKind::options()
                        chosen=query.kind.map_or("", InterventionKind::code)
                    />
                    <Choice
                        label="Whose"
                        name="whose"
                        nothing="Everybody's"
                        options=vec![("mine".to_owned(), "Those that I see to".to_owned())]
                        chosen=if query.mine { "mine" } else { "" }
                    />
                    {query
                        .partner
                        .map(|partner| view! { <input type="hidden" name="partner" value=partner.to_string() /> })}
                    {month.map(|month| view! { <input type="hidden" name="month" value=month.to_string() /> })}
                }
            }}
            <button type="submit" class="btn">
                "Show"
            </button>
            {move || {
                let ask = ask.get();
                let all = Ask { query: domain::view::InterventionQuery { partner: None, ..ask.query }, ..ask };
                ask.query
                    .partner
                    .map(|_| {
                        view! {
                            <a class="btn" href=link(&all)>
                                "Of all partners"
                            </a>
                        }
                    })
            }}
        </FilterForm>
    }
}

#[component]
fn Board(board: InterventionBoard, hand: Hand) -> impl IntoView {
    let InterventionBoard { rows, today, may_intervene, .. } = board;
    if rows.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuHeartHandshake title="Nothing planned">
                <p>
                    "Open a partner and choose “Help”: what is suggested stands there with its reasons. Ended ones stay here for a month."
                </p>
            </Empty>
        }
        .into_any();
    }
    let columns = InterventionState::ALL.iter().map(|state| {
        let rows: Vec<_> = rows.iter().filter(|row| row.state == *state).cloned().collect();
        view! { <Column state=*state rows today may_intervene hand /> }
    });
    view! { <div class="stage-columns">{columns.collect_view()}</div> }.into_any()
}

#[component]
fn Column(
    state: InterventionState,
    rows: Vec<InterventionRow>,
    today: chrono::NaiveDate,
    may_intervene: bool,
    hand: Hand,
) -> impl IntoView {
    let takes =
        move || hand.dragged.with(|row| row.as_ref().is_some_and(|row| row.state.next_states().contains(&state)));
    let over = move |event: DragEvent| {
        if takes() {
            event.prevent_default();
        }
    };
    let drop = move |event: DragEvent| {
        event.prevent_default();
        if let Some(row) = hand.dragged.try_update(Option::take).flatten()
            && row.state.next_states().contains(&state)
        {
            hand.move_to(&row, state);
        }
    };
    let count = rows.len();
    let cards = rows.into_iter().map(|row| view! { <Card row today may_intervene hand /> }).collect_view();
    let heading = format!("column-{}", state.code());
    view! {
        <section
            class="stage-column"
            aria-labelledby=heading.clone()
            data-takes=move || takes().then_some("")
            on:dragover=over
            on:drop=drop
        >
            <h3 id=heading.clone()>{state.label()} " " <span class="quiet">{count}</span></h3>
            {if count == 0 {
                view! { <p class="quiet">"None."</p> }.into_any()
            } else {
                view! { <ul class="stage-cards">{cards}</ul> }.into_any()
            }}
        </section>
    }
}
