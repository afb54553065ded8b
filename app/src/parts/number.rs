//! Counts, scores and changes.

use domain::money::group_thousands;
use leptos::prelude::*;

/// A count, grouped by thousands.
#[component]
pub fn Count(
    /// The number.
    #[prop(into)]
    of: i64,
) -> impl IntoView {
    view! { <span class="figure">{count(of)}</span> }
}

/// `-12345` as `-12,345`.
pub fn count(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", group_thousands(number.unsigned_abs()))
}

/// A health score of 100, to one decimal.
#[component]
pub fn Score(
    /// The score; a dash stands for none.
    of: Option<f64>,
) -> impl IntoView {
    match of {
        Some(score) => view! { <span class="figure">{format!("{score:.1}")}</span> }.into_any(),
        None => view! { <Nothing say="no score" /> }.into_any(),
    }
}

/// A change in points, with its direction as an arrow and as a sign.
#[component]
pub fn Change(
    /// The points; a dash stands for none.
    of: Option<f64>,
) -> impl IntoView {
    match of {
        Some(points) => {
            let (tone, arrow) = match points {
                p if p >= 0.05 => ("up", "↑"),
                p if p <= -0.05 => ("down", "↓"),
                _ => ("same", "→"),
            };
            let text = signed(points);
            view! {
                <span class="change figure" data-tone=tone>
                    <span aria-hidden="true">{arrow}</span>
                    {text}
                </span>
            }
            .into_any()
        }
        None => view! { <Nothing say="no change known" /> }.into_any(),
    }
}

/// A dash that says aloud what is missing.
#[component]
pub fn Nothing(
    /// What a screen reader says.
    say: &'static str,
) -> impl IntoView {
    view! {
        <span class="quiet" aria-hidden="true">
            "–"
        </span>
        <span class="sr-only">{say}</span>
    }
}

/// Points with their sign, to one decimal; what rounds to nothing has none.
pub fn signed(points: f64) -> String {
    if points.abs() < 0.05 { "0.0".to_owned() } else { format!("{points:+.1}").replace('-', "−") }
}

/// A share of 0–1 as whole percents.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_rounds_to_nothing_has_no_sign() {
        assert_eq!([0.04, -0.04, 1.26, -3.0].map(signed), ["0.0", "0.0", "+1.3", "−3.0"]);
    }

    #[test]
    fn a_negative_count_keeps_its_sign_before_the_groups() {
        assert_eq!(count(-1_234_567), "-1,234,567");
    }
}
