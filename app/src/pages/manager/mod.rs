//! What the operator's people see of partners.

mod looked_after;
mod partner;
mod portfolio;

pub use partner::PartnerPage;
pub use portfolio::{Movers, PortfolioPage};
