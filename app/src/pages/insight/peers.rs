//! Where a partner stands among its peers.

use crate::parts::{Panel, TableFrame};
use domain::health::HealthScore;
use domain::health::benchmark::{Benchmark, NoBenchmark, Standing};
use leptos::prelude::*;

/// Percentile and quartiles of the score and of each component; or why there is nothing to compare with.
#[component]
pub fn Peers(
    /// The comparison.
    benchmark: Result<Benchmark, NoBenchmark>,
    /// The score: names the components that can't be compared.
    score: HealthScore,
) -> impl IntoView {
    let content = match benchmark {
        Ok(benchmark) => view! { <Compared benchmark score /> }.into_any(),
        Err(why) => view! { <p class="quiet">{format!("Not compared: {why}.")}</p> }.into_any(),
    };
    view! {
        <Panel title="Among peers" id="peers">
            {content}
        </Panel>
    }
}

#[component]
fn Compared(benchmark: Benchmark, score: HealthScore) -> impl IntoView {
    let words = benchmark.words();
    let alone: Vec<_> = score
        .components
        .iter()
        .filter(|of| of.score.is_some() && !benchmark.components.iter().any(|(there, _)| *there == of.component))
        .map(|of| of.component.label())
        .collect();
    let alone = (!alone.is_empty())
        .then(|| view! { <p class="quiet">{format!("Too few peers have: {}.", alone.join(", "))}</p> });
    let components = benchmark.components.into_iter().map(|(component, standing)| (component.label(), standing));
    let rows = [("Score", benchmark.score)].into_iter().chain(components);
    let rows = rows.map(|(name, standing)| view! { <Row name standing /> }).collect_view();
    view! {
        <p class="quiet">{words}</p>
        <TableFrame caption="Percentile and quartiles among peers">
            <thead>
                <tr>
                    <th scope="col">"Figure"</th>
                    <th scope="col" class="num">
                        "Own"
                    </th>
                    <th scope="col" class="num">
                        "Percentile"
                    </th>
                    <th scope="col" class="num">
                        "Lower quarter"
                    </th>
                    <th scope="col" class="num">
                        "Middle"
                    </th>
                    <th scope="col" class="num">
                        "Upper quarter"
                    </th>
                    <th scope="col" class="num">
                        "Partners"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </TableFrame>
        {alone}
    }
}

#[component]
fn Row(name: &'static str, standing: Standing) -> impl IntoView {
    let figure = |value: f64| format!("{value:.1}");
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {name}
            </th>
            <td class="num figure" data-label="Own">
                {figure(standing.value)}
            </td>
            <td class="num figure" data-label="Percentile">
                <strong>{format!("{:.0}", standing.percentile)}</strong>
            </td>
            <td class="num figure" data-label="Lower quarter">
                {figure(standing.lower_quartile)}
            </td>
            <td class="num figure" data-label="Middle">
                {figure(standing.median)}
            </td>
            <td class="num figure" data-label="Upper quarter">
                {figure(standing.upper_quartile)}
            </td>
            <td class="num figure" data-label="Partners">
                {standing.partners}
            </td>
        </tr>
    }
}
