//! What there is to know of a partner, panel by panel: shown to the partner itself and to the operator's people.

mod components;
mod health;
mod money;
mod stages;
mod statements;

pub use health::{HealthPanel, TrendPanel};
pub use money::MoneyPanel;
pub use stages::StagesPanel;
pub use statements::{PlanPanel, StatementsPanel, statement_link};

use domain::PartnerId;

/// The address of a partner's board of customers.
pub fn customers_link(partner: PartnerId) -> String {
    format!("/customers?partner={partner}")
}
