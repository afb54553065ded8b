//! Who moved: from band to band, and by how many points.

use crate::pages::manager::Movers;
use crate::parts::number::count;
use crate::parts::time::day;
use crate::parts::{BandBadge, Panel, TableFrame};
use domain::view::Moved;
use leptos::prelude::*;

/// Band changes between two days, then the movers.
#[component]
pub fn MovedPanel(
    /// Both.
    moved: Moved,
) -> impl IntoView {
    let Moved { days, from, counts, risers, fallers } = moved;
    let note = from.map(|from| format!("Since {}, {days} days before the latest scores", day(from)));
    let kept: u32 = counts.iter().filter(|(was, is, _)| was == is).map(|(_, _, partners)| partners).sum();
    let rows = counts.into_iter().filter(|(was, is, _)| was != is).map(|(was, is, partners)| {
        view! {
            <tr>
                <td>
                    <BandBadge band=was />
                </td>
                <td>
                    <BandBadge band=is />
                </td>
                <td class="num figure">{count(partners.into())}</td>
            </tr>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    let changes = if rows.is_empty() {
        view! { <p class="quiet">"Nobody has changed band, or nobody had a score then."</p> }.into_any()
    } else {
        view! {
            <TableFrame caption="Partners by the band they were in and the one they are in" stays=true>
                <thead>
                    <tr>
                        <th scope="col">"Was"</th>
                        <th scope="col">"Is"</th>
                        <th scope="col" class="num">
                            "Partners"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
            <p class="quiet panel-more">{format!("{} stayed in their band.", count(kept.into()))}</p>
        }
        .into_any()
    };
    view! {
        <Panel title="Movers" id="movers" note=note.unwrap_or_default()>
            <h3>"From band to band"</h3>
            {changes}
            <Movers risers fallers />
        </Panel>
    }
}
