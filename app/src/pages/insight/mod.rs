//! What scores tell: one partner's health explained, and the portfolio side by side.

mod components;
mod health;
mod heat;
mod next;
mod outlook;
mod peers;
mod portfolio;
mod risks;

pub use health::{OwnHealthPage, PartnerHealthPage};
pub use portfolio::InsightPage;
