//! What makes partners do better: how health is scored, how partners stand beside each other, what a quarter has
//! brought each, and what they have learned.

mod benchmarks;
mod effect;
mod health_rules;
mod industry;
mod learning;
mod review;
mod review_done;
mod review_parts;

pub use benchmarks::BenchmarksPage;
pub use health_rules::HealthRulesPage;
pub use learning::{LearningPage, OwnLearningPage};
pub use review::{OwnReviewPage, ReviewPage};
