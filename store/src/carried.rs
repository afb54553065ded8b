//! What statements leave for later months.

use crate::bulk::insert_rows;
use crate::{Fault, Lease, StatementToWrite, Tx, on};
use domain::commission::{Carried, Held, Instalment};
use domain::{Cents, CustomerId, Month, PartnerId};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
enum CarriedKind {
    /// A draw that is still to be recovered.
    Draw,
    /// Below the minimum payout; negative for a debt.
    Forward,
    /// A holdback; due when it is released.
    Held,
    /// A later part of an advance.
    Instalment,
}

#[derive(Clone, Debug, sqlx::FromRow)]
struct Row {
    partner_id: PartnerId,
    kind: CarriedKind,
    due: Option<Month>,
    amount: Cents,
    customer_id: Option<CustomerId>,
    rule: String,
    fact: String,
}

impl Row {
    fn of(partner_id: PartnerId, kind: CarriedKind, due: Option<Month>, amount: Cents) -> Self {
        Self { partner_id, kind, due, amount, customer_id: None, rule: String::new(), fact: String::new() }
    }

    /// The rows of what a statement leaves.
    fn all(partner: PartnerId, carried: &Carried) -> Vec<Self> {
        let sums = [(CarriedKind::Draw, carried.draw_owed), (CarriedKind::Forward, carried.brought_forward)];
        let sums = sums.into_iter().filter(|(_, amount)| *amount != Cents::ZERO);
        let sums = sums.map(|(kind, amount)| Self::of(partner, kind, None, amount));
        let held = carried.held.iter();
        let held = held.map(|held| Self::of(partner, CarriedKind::Held, Some(held.release), held.amount));
        let instalments = carried.instalments.iter().map(|one| Self {
            customer_id: one.customer,
            rule: one.rule.clone(),
            fact: one.fact.clone(),
            ..Self::of(partner, CarriedKind::Instalment, Some(one.due), one.amount)
        });
        sums.chain(held).chain(instalments).collect()
    }

    fn add_to(self, carried: &mut Carried) -> Result<(), Fault> {
        let due = || self.due.ok_or_else(|| Fault::Inconsistent("what is carried has no month".into()));
        match self.kind {
            CarriedKind::Draw => carried.draw_owed = self.amount,
            CarriedKind::Forward => carried.brought_forward = self.amount,
            CarriedKind::Held => carried.held.push(Held { amount: self.amount, release: due()? }),
            CarriedKind::Instalment => carried.instalments.push(Instalment {
                due: due()?,
                amount: self.amount,
                customer: self.customer_id,
                rule: self.rule,
                fact: self.fact,
            }),
        }
        Ok(())
    }
}

impl Tx {
    pub(crate) async fn add_carried(&mut self, lease: Lease, statements: &[StatementToWrite]) -> Result<(), Fault> {
        let mut rows = Vec::new();
        for statement in statements {
            rows.extend((0i32..).zip(Row::all(statement.partner, &statement.carried)));
        }
        let _ = insert_rows!(self,
            "INSERT INTO carried (tenant_id, month, version, partner_id, position, kind, due, amount, customer_id,
                rule, fact)",
            shared [self.tenant, lease.month, lease.version], own 8, rows, |query, row| query
                .bind(row.1.partner_id)
                .bind(row.0)
                .bind(row.1.kind)
                .bind(row.1.due)
                .bind(row.1.amount)
                .bind(row.1.customer_id)
                .bind(&row.1.rule)
                .bind(&row.1.fact),
            "");
        Ok(())
    }

    /// What the latest run before a month has left to the partners in `after < id ≤ upto`, by partner. Who has anything
    /// left gets a statement in every month, so that nothing is left further back.
    pub async fn carried_into(
        &mut self,
        month: Month,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<(PartnerId, Carried)>, Fault> {
        const SQL: &str = "
            SELECT c.partner_id, c.kind, c.due, c.amount, c.customer_id, c.rule, c.fact FROM carried c
            JOIN (SELECT month, version FROM runs WHERE tenant_id = $1 AND month < $2
                  ORDER BY month DESC, version DESC LIMIT 1) r ON r.month = c.month AND r.version = c.version
            WHERE c.tenant_id = $1 AND c.partner_id > $3 AND c.partner_id <= $4
            ORDER BY c.partner_id, c.position";
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?);
        let mut carried: Vec<(PartnerId, Carried)> = Vec::new();
        for row in rows {
            if carried.last().is_none_or(|(partner, _)| *partner != row.partner_id) {
                carried.push((row.partner_id, Carried::default()));
            }
            if let Some((_, carried)) = carried.last_mut() {
                row.add_to(carried)?;
            }
        }
        Ok(carried)
    }

    /// What a statement leaves.
    pub async fn carried_by(&mut self, (month, version, partner): (Month, i32, PartnerId)) -> Result<Carried, Fault> {
        const SQL: &str = "
            SELECT partner_id, kind, due, amount, customer_id, rule, fact FROM carried
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND partner_id = $4 ORDER BY position";
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .bind(partner)
            .fetch_all(conn).await?);
        let mut carried = Carried::default();
        rows.into_iter().try_for_each(|row| row.add_to(&mut carried))?;
        Ok(carried)
    }
}
