//! How the installation is and was, and what automation has adjusted.

use crate::calls::work::read_system_health;
use crate::parts::live::moves_of_work;
use crate::parts::number::count;
use crate::parts::time::day_and_time;
use crate::parts::{Count, Loaded, PageHeader, Panel, Sparkline, TableFrame, Tile};
use domain::view::{HealthMeasurement, KnobView, PaceChangeRow, SystemHealth};
use leptos::prelude::*;

const LEAD: &str = "What waits, how fast the database answers, and what automation has adjusted to that.";

/// The page, live.
#[component]
pub fn SystemHealthPage() -> impl IntoView {
    let moves = moves_of_work();
    let found = Resource::new(move || moves.get(), |_| read_system_health());
    view! {
        <PageHeader
            title="System health"
            up=("/control-room".to_owned(), "Control room".to_owned())
            lead=Some(LEAD.to_owned())
        />
        <Loaded of=found children=|found| view! { <Health found /> } />
    }
}

#[component]
fn Health(found: SystemHealth) -> impl IntoView {
    let SystemHealth { now, history, knobs, changes } = found;
    view! {
        <div class="flow">
            <Now now history=history.clone() />
            <Panel title="The last 24 hours" id="history" note="Measured by the workflow system health.">
                <History history />
            </Panel>
            <Panel
                title="Adjusted by measurement"
                id="pace"
                note="What is done at once is tried out: more where it is faster, less where it isn't, and never so much that a writer is held for long."
            >
                <Knobs knobs />
                <Changes changes />
            </Panel>
        </div>
    }
}

/// `3.2 ms`, `1,250 ms`.
fn milliseconds(of: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of some seconds")]
    if of < 100.0 { format!("{of:.1} ms") } else { format!("{} ms", count(of.round() as i64)) }
}

#[component]
fn Now(now: HealthMeasurement, history: Vec<HealthMeasurement>) -> impl IntoView {
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let counts = |of: fn(&HealthMeasurement) -> i64| history.iter().map(|m| of(m) as f64).collect::<Vec<_>>();
    let times = |of: fn(&HealthMeasurement) -> f64| history.iter().map(of).collect::<Vec<_>>();
    let (stuck, late, unsent) = (counts(|m| m.stuck_runs), counts(|m| m.overdue_steps), counts(|m| m.unsent_mails));
    let (reads, writes) = (times(|m| m.read_ms), times(|m| m.write_ms));
    view! {
        <dl class="tiles">
            <Tile label="Stuck runs" note="wait for a person">
                <Count of=now.stuck_runs />
                <Sparkline values=stuck />
            </Tile>
            <Tile label="Late steps" note="are due and not taken up">
                <Count of=now.overdue_steps />
                <Sparkline values=late />
            </Tile>
            <Tile label="Messages to send" note="written and not sent yet">
                <Count of=now.unsent_mails />
                <Sparkline values=unsent />
            </Tile>
            <Tile label="A read takes" note="of these figures">
                <span class="figure">{milliseconds(now.read_ms)}</span>
                <Sparkline values=reads />
            </Tile>
            <Tile label="A write takes" note="to get its turn and to commit">
                <span class="figure">{milliseconds(now.write_ms)}</span>
                <Sparkline values=writes />
            </Tile>
        </dl>
    }
}

#[component]
fn History(history: Vec<HealthMeasurement>) -> impl IntoView {
    if history.is_empty() {
        return view! { <p class="quiet">"Nothing was measured in this time."</p> }.into_any();
    }
    let rows = history.into_iter().rev().map(|m| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {day_and_time(m.at)}
                </th>
                <td data-label="Stuck" class="num">
                    <Count of=m.stuck_runs />
                </td>
                <td data-label="Late" class="num">
                    <Count of=m.overdue_steps />
                </td>
                <td data-label="To send" class="num">
                    <Count of=m.unsent_mails />
                </td>
                <td data-label="Read" class="num figure">
                    {milliseconds(m.read_ms)}
                </td>
                <td data-label="Write" class="num figure">
                    {milliseconds(m.write_ms)}
                </td>
            </tr>
        }
    });
    view! {
        <details class="skip">
            <summary>"Show as a table"</summary>
            <TableFrame caption="Measurements, newest first">
                <thead>
                    <tr>
                        <th scope="col">"Measured"</th>
                        <th scope="col" class="num">
                            "Stuck"
                        </th>
                        <th scope="col" class="num">
                            "Late"
                        </th>
                        <th scope="col" class="num">
                            "To send"
                        </th>
                        <th scope="col" class="num">
                            "Read"
                        </th>
                        <th scope="col" class="num">
                            "Write"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </TableFrame>
        </details>
    }
    .into_any()
}

#[component]
fn Knobs(knobs: Vec<KnobView>) -> impl IntoView {
    let tiles = knobs.into_iter().map(|KnobView { knob, value, settled }| {
        let note = if settled { "has come to rest" } else { "is being tried out" };
        view! {
            <Tile label=knob.label() note=note>
                <Count of=value />
            </Tile>
        }
    });
    view! { <dl class="tiles">{tiles.collect_view()}</dl> }
}

#[component]
fn Changes(changes: Vec<PaceChangeRow>) -> impl IntoView {
    if changes.is_empty() {
        let words = "Nothing was adjusted yet: there was no work large enough to measure.";
        return view! { <p class="quiet">{words}</p> }.into_any();
    }
    let rows = changes.into_iter().map(|PaceChangeRow { knob, at, from, to, reason, rate, hold_ms }| {
        #[expect(clippy::cast_possible_truncation, reason = "a rate of some millions")]
        let rate = if rate < 100.0 { format!("{rate:.1}") } else { count(rate.round() as i64) };
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    {knob.label()}
                </th>
                <td data-label="When" class="cell-wide">
                    {day_and_time(at)}
                </td>
                <td data-label="Change" class="num figure">
                    {count(from)} " → " {count(to)}
                </td>
                <td data-label="Why" class="cell-wide">
                    {reason.label()}
                </td>
                <td data-label="Per second" class="num figure">
                    {rate}
                </td>
                <td data-label="Writer held" class="num figure">
                    {if hold_ms > 0.0 { milliseconds(hold_ms) } else { "–".to_owned() }}
                </td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="What was adjusted, newest first">
            <thead>
                <tr>
                    <th scope="col">"What"</th>
                    <th scope="col">"When"</th>
                    <th scope="col" class="num">
                        "Change"
                    </th>
                    <th scope="col">"Why"</th>
                    <th scope="col" class="num">
                        "Per second"
                    </th>
                    <th scope="col" class="num">
                        "Writer held"
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}
