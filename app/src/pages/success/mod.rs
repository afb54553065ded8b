//! What makes partners do better: how health is scored, how partners stand beside each other, and what a quarter
//! has brought each.

mod benchmarks;
mod effect;
mod health_rules;
mod industry;
mod review;
mod review_parts;

pub use benchmarks::BenchmarksPage;
pub use health_rules::HealthRulesPage;
pub use review::{OwnReviewPage, ReviewPage};
