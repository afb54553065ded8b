//! Customers as a board, as a table, and one by one.

use super::PartnerRef;
use crate::billing::Bill;
use crate::customer::{Contract, Customer};
use crate::interaction::Interaction;
use crate::lifecycle::{ChurnReason, Stage};
use crate::{Cents, CustomerId, PartnerId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Customers of one stage, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct StageCount {
    /// The stage.
    pub stage: Stage,
    /// How many customers stand in it.
    pub customers: i64,
    /// Their monthly recurring revenue.
    pub mrr: Cents,
}

/// A partner's customers, a column per stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// Whose customers.
    pub partner: PartnerRef,
    /// Twelve columns in the order of life.
    pub columns: Vec<BoardColumn>,
    /// Whether the viewer may move cards.
    pub may_move: bool,
}

/// One stage of the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardColumn {
    /// The stage and how many stand in it.
    pub count: StageCount,
    /// The first cards, highest revenue first; more come as the column scrolls.
    pub cards: Vec<Card>,
}

/// A customer on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Card {
    /// Its id.
    pub id: CustomerId,
    /// The operator's number for it.
    pub code: String,
    /// Where it is.
    pub city: Option<String>,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    pub stage_since: DateTime<Utc>,
    /// Monthly recurring revenue.
    pub mrr: Cents,
    /// The revision that a move must name.
    pub revision: i64,
}

/// What a customer table is narrowed to; everything stands in the page's URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerQuery {
    /// Only customers of this partner. A partner's own users always see just theirs.
    pub partner: Option<PartnerId>,
    /// Part of the number or city.
    pub text: String,
    /// Only this stage.
    pub stage: Option<Stage>,
    /// Page from 1 (0 counts as 1).
    pub page: u32,
}

/// A page of customers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerList {
    /// The page, by number.
    pub rows: Vec<CustomerRow>,
    /// Customers that fit the query.
    pub found: u32,
    /// Pages in all.
    pub pages: u32,
}

/// One line of the customer table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct CustomerRow {
    /// Its id.
    pub id: CustomerId,
    /// The operator's number for it.
    pub code: String,
    /// Where it is.
    pub city: Option<String>,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    pub stage_since: DateTime<Utc>,
    /// How long it is bound.
    pub contract: Option<Contract>,
    /// Monthly recurring revenue.
    pub mrr: Cents,
}

/// A customer's move from stage to stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct StageEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who moved it; nobody for an import or a rule.
    pub by: Option<String>,
    /// Where it was; nowhere when it first appeared.
    pub from_stage: Option<Stage>,
    /// Where it went.
    pub to_stage: Stage,
    /// Why it left, for a move to churned.
    pub reason: Option<ChurnReason>,
}

/// Everything about one customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerPage {
    /// Who.
    pub customer: Customer,
    /// Whose.
    pub partner: PartnerRef,
    /// Its moves, newest first.
    pub events: Vec<StageEvent>,
    /// Its bills, newest first.
    pub bills: Vec<Bill>,
    /// The latest contacts with it, newest first.
    pub interactions: Vec<Interaction>,
    /// Whether the viewer may move it.
    pub may_move: bool,
    /// Whether the viewer may log a contact with it.
    pub may_log: bool,
}
