//! Playbooks: the steps that an intervention of each kind has.

mod editor;
mod list;
mod one;

pub use list::PlaybooksPage;
pub use one::PlaybookPage;

use crate::parts::duration::work;
use domain::health::intervention::PlayStep;

/// How many steps there are, over how many days, and what they take.
fn summary(steps: &[PlayStep]) -> String {
    let number = match steps.len() {
        1 => "1 step".to_owned(),
        many => format!("{many} steps"),
    };
    let last = steps.last().map_or(0, |step| step.day);
    let minutes = steps.iter().map(|step| i64::from(step.minutes)).sum();
    format!("{number} over {last} days, {} of work", work(minutes))
}
