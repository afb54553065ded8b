//! Customers as a board, as a table, and one by one.

use super::{Desk, Paging};
use domain::lifecycle::Stage;
use domain::rights::{Action, may};
use domain::view::{Board, BoardColumn, Card, CustomerList, CustomerPage, CustomerQuery, StageCount};
use domain::{Cents, CustomerId, PartnerId, Refusal};

/// Cards of a column that come at once.
const CARDS: i64 = 50;
/// Contacts shown with a customer.
const INTERACTIONS: i64 = 50;
/// Rows of a table's page.
const ROWS: u32 = 50;

impl Desk {
    /// A partner's customers, a column per stage.
    pub async fn board(&self, partner: Option<PartnerId>) -> Result<Board, Refusal> {
        self.check(Action::ReadCustomers)?;
        let id = self.partner_asked(partner)?;
        let mut tx = self.read().await?;
        let partner = tx.partner_ref(id).await?.ok_or_else(|| Refusal::not_found("partner"))?;
        let counts = tx.stage_counts(id).await?;
        let mut columns = Vec::with_capacity(Stage::ALL.len());
        for &stage in Stage::ALL {
            let none = StageCount { stage, customers: 0, mrr: Cents::ZERO };
            let count = counts.iter().copied().find(|c| c.stage == stage).unwrap_or(none);
            let cards = if count.customers > 0 { tx.cards(id, stage, None, CARDS).await? } else { Vec::new() };
            columns.push(BoardColumn { count, cards });
        }
        Ok(Board { partner, columns, may_move: may(self.caller.role, Action::MoveCustomer) })
    }

    /// The next cards of a column, after one that is on it.
    pub async fn board_cards(
        &self,
        partner: Option<PartnerId>,
        stage: Stage,
        after: Option<CustomerId>,
    ) -> Result<Vec<Card>, Refusal> {
        self.check(Action::ReadCustomers)?;
        let (mut tx, partner) = self.read_about(partner).await?;
        let after = match after {
            Some(id) => {
                let key = tx.customer_key(id).await?.filter(|key| key.partner_id == partner);
                Some(key.ok_or_else(|| Refusal::not_found("customer"))?)
            }
            None => None,
        };
        Ok(tx.cards(partner, stage, after, CARDS).await?)
    }

    /// A page of the customer table.
    pub async fn customers(&self, query: &CustomerQuery) -> Result<CustomerList, Refusal> {
        self.check(Action::ReadCustomers)?;
        let (mut tx, partner) = match query.partner {
            Some(_) => self.read_about(query.partner).await.map(|(tx, partner)| (tx, Some(partner)))?,
            None => (self.read().await?, None),
        };
        let paging = Paging::new(query.page, ROWS);
        let text = query.text.trim().to_lowercase();
        let (rows, found) = tx.customer_rows(partner, query.stage, &text, paging.offset, paging.limit).await?;
        Ok(CustomerList { rows, found: u32::try_from(found).unwrap_or(u32::MAX), pages: paging.pages(found) })
    }

    /// Everything about one customer.
    pub async fn customer_page(&self, id: CustomerId) -> Result<CustomerPage, Refusal> {
        self.check(Action::ReadCustomers)?;
        let unknown = || Refusal::not_found("customer");
        let mut tx = self.read().await?;
        let customer = tx.customer(id).await?.ok_or_else(unknown)?;
        let partner = tx.partner_ref(customer.partner_id).await?.ok_or_else(unknown)?;
        Ok(CustomerPage {
            events: tx.stage_events(id).await?,
            bills: tx.bills_of(id).await?,
            interactions: tx.interactions(id, INTERACTIONS).await?,
            may_move: may(self.caller.role, Action::MoveCustomer),
            may_log: may(self.caller.role, Action::LogInteraction),
            customer,
            partner,
        })
    }
}
