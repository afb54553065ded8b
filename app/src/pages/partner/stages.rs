//! Where a partner's customers stand.

use super::customers_link;
use crate::parts::{Count, Empty, Meter, Money, Panel, TableFrame};
use domain::PartnerId;
use domain::lifecycle::Stage;
use domain::view::StageCount;
use leptos::prelude::*;

/// Customers per stage, those without any left out.
#[component]
pub fn StagesPanel(
    /// The counts.
    stages: Vec<StageCount>,
    /// Whose.
    partner: PartnerId,
) -> impl IntoView {
    let most = stages.iter().map(|stage| stage.customers).max().unwrap_or(0).max(1);
    let filled: Vec<_> = stages.into_iter().filter(|stage| stage.customers > 0).collect();
    if filled.is_empty() {
        return view! {
            <Panel title="Customers by stage" id="stages">
                <Empty title="No customers yet" icon=icondata_lu::LuUsers>
                    <p>"They appear here once they are imported or added."</p>
                </Empty>
            </Panel>
        }
        .into_any();
    }
    let rows = filled.into_iter().map(|StageCount { stage, customers, mrr }| {
        view! {
            <tr>
                <th scope="row">
                    <a class="text-link" href=table_link(partner, stage)>
                        {stage.label()}
                    </a>
                </th>
                <td class="stage-bar">
                    <Meter share=share(customers, most) />
                </td>
                <td class="num">
                    <Count of=customers />
                </td>
                <td class="num">
                    <Money amount=mrr />
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Panel title="Customers by stage" id="stages">
            <TableFrame caption="Customers by stage" stays=true>
                <thead>
                    <tr>
                        <th scope="col">"Stage"</th>
                        <td></td>
                        <th scope="col" class="num">
                            "Customers"
                        </th>
                        <th scope="col" class="num">
                            "MRR"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
            <p class="panel-more">
                <a class="text-link" href=customers_link(partner)>
                    "Open the board"
                </a>
            </p>
        </Panel>
    }
    .into_any()
}

/// The table of a partner's customers in one stage.
fn table_link(partner: PartnerId, stage: Stage) -> String {
    format!("/customers?view=table&partner={partner}&stage={}", stage.code())
}

#[expect(clippy::cast_precision_loss, reason = "the length of a bar")]
fn share(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}
