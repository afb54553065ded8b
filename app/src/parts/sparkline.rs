//! A small line that shows the course of a figure.

use leptos::prelude::*;

/// Heights of the drawing.
const HEIGHT: f64 = 24.0;

/// A line over values of equal distance, from nothing up to the highest; none over less than two. It only repeats for
/// the eye what a table beside it says.
#[expect(clippy::needless_pass_by_value, reason = "a component owns what it shows")]
#[component]
pub fn Sparkline(
    /// The values, oldest first.
    values: Vec<f64>,
) -> impl IntoView {
    (values.len() > 1).then(|| {
        view! {
            <svg class="sparkline" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
                <polyline points=points(&values)></polyline>
            </svg>
        }
    })
}

#[expect(clippy::cast_precision_loss, reason = "some hundred points")]
fn points(values: &[f64]) -> String {
    let highest = values.iter().copied().fold(1.0, f64::max);
    let gaps = values.len().saturating_sub(1).max(1) as f64;
    let point = |(at, value): (usize, &f64)| {
        let (x, y) = (at as f64 / gaps * 100.0, (1.0 - value / highest) * (HEIGHT - 2.0) + 1.0);
        format!("{x:.1},{y:.1}")
    };
    values.iter().enumerate().map(point).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_line_goes_from_edge_to_edge_and_up_to_the_highest_value() {
        assert_eq!(super::points(&[0.0, 10.0, 5.0]), "0.0,23.0 50.0,1.0 100.0,12.0");
        assert_eq!(super::points(&[]), "");
    }
}
