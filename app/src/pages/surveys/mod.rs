//! Surveys: answered behind a private link, looked at by who asks and by who was asked, and when partners are asked.

mod answer;
mod list;
mod own;
mod questions;
mod rows;
mod settings;

pub use answer::SurveyPage;
pub use list::SurveysPage;
pub use own::OwnSurveysPage;
pub use settings::SurveySettingsPage;
