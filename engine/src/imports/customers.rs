//! A customer file: compared with what is known, then written in one transaction.

use super::report::Report;
use super::source::Source;
use super::{CustomerImport, Imported, OnProblem, Problem, Progress, refuse_file, row};
use crate::Office;
use chrono::{DateTime, Utc};
use domain::audit::Actor;
use domain::billing::{Bill, BillingSource, billed_months};
use domain::customer::Customer;
use domain::event::Event;
use domain::run::RunStatus;
use domain::{CustomerId, EventId, Month, PartnerId, Refusal};
use row::CustomerRow;
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::Tx;

/// Rows that are compared and written together.
const BATCH: usize = 500;

impl Office {
    /// Takes in a file of customers.
    pub async fn import_customers(&self, import: &CustomerImport, progress: Progress<'_>) -> Result<Imported, Refusal> {
        let mut source = Source::open(&import.file)?;
        let places = import.mapping.places(&import.file, &source.headers)?;
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let mut report = Report::new(&import.file, import.report.as_deref());
        let mut work = Work::begin(self, &mut tx, import, now).await?;
        let mut lines_by_code: HashMap<String, u64> = HashMap::new();
        let mut batch: Vec<CustomerRow> = Vec::with_capacity(BATCH);

        while let Some(next) = source.next()? {
            work.done.rows += 1;
            let read = next.and_then(|(line, record)| row::read(line, &record, &places, today));
            match read.and_then(|row| unique(row, &mut lines_by_code, &places)) {
                Ok(row) => batch.push(row),
                Err(problem) => report.add(problem)?,
            }
            if batch.len() == BATCH {
                work.write(&mut tx, std::mem::take(&mut batch), &mut report).await?;
                progress(work.done.rows);
            }
        }
        if work.done.rows == 0 {
            return Err(refuse_file(&import.file, "the file has a header but no rows; nothing was changed"));
        }
        work.write(&mut tx, batch, &mut report).await?;
        progress(work.done.rows);
        let imported = self.finish(tx, work.done, report, import, now).await?;
        self.engine.store.learn_sizes().await?;
        Ok(imported)
    }

    /// Keeps or rolls back, as asked, with roll-ups, event and audit line in the same transaction.
    async fn finish(
        &self,
        mut tx: Tx,
        mut done: Imported,
        report: Report,
        import: &CustomerImport,
        now: DateTime<Utc>,
    ) -> Result<Imported, Refusal> {
        done.refused = report.count;
        done.kept = done.refused == 0 || import.on_problem == OnProblem::KeepGood;
        (done.problems, done.report) = report.close()?;
        if done.kept && done.added + done.changed + done.bills > 0 {
            let file = import.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            self.customers_are_in(&mut tx, &done, import.bill_through, (&file, Actor::System, now)).await?;
            tx.commit().await?;
        }
        Ok(done)
    }

    /// What follows from customers that were taken in: roll-ups, event and audit line.
    pub(super) async fn customers_are_in(
        &self,
        tx: &mut Tx,
        done: &Imported,
        bill_through: Option<Month>,
        (file, actor, now): (&str, Actor, DateTime<Utc>),
    ) -> Result<(), Refusal> {
        tx.recount_stages().await?;
        if let Some(through) = bill_through {
            tx.roll_up_months(Month::FIRST, through).await?;
        }
        let event = Event::CustomersImported { added: done.added, changed: done.changed, refused: done.refused };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        Ok(tx.audit(now, actor, "customers_imported", file, &json!(done)).await?)
    }
}

/// Refuses a number that the file has given before.
pub(super) fn unique(
    row: CustomerRow,
    lines: &mut HashMap<String, u64>,
    places: &super::mapping::Places,
) -> Result<CustomerRow, Problem> {
    if let Some(line) = lines.get(&row.code) {
        return Err(Problem {
            line: row.line,
            field: places.of("code").map_or("code", |(_, column)| column).to_owned(),
            reason: format!("this number stands on line {line} already; keep one of the two"),
            value: row.code,
        });
    }
    lines.insert(row.code.clone(), row.line);
    Ok(row)
}

/// An import under way.
pub(super) struct Work<'a> {
    office: &'a Office,
    import: &'a CustomerImport,
    now: DateTime<Utc>,
    partners: BTreeMap<String, PartnerId>,
    frozen: HashSet<Month>,
    /// Whether it only says what would come in, and writes nothing.
    pub(super) only_looks: bool,
    pub(super) done: Imported,
}

/// Rows that were compared with what is known.
pub(super) struct Compared {
    added: Vec<Customer>,
    /// Customers as they are to be, each with what it was.
    changed: Vec<(Customer, Customer)>,
    bills: Vec<(PartnerId, Bill)>,
}

impl<'a> Work<'a> {
    pub(super) async fn begin(
        office: &'a Office,
        tx: &mut Tx,
        import: &'a CustomerImport,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        let partners = tx.partner_refs().await?.into_iter().map(|p| (p.code, p.id)).collect();
        let runs = tx.runs().await?;
        let frozen = runs.into_iter().filter(|r| r.status != RunStatus::Open).map(|r| r.month).collect();
        Ok(Self { office, import, now, partners, frozen, only_looks: false, done: Imported::default() })
    }

    /// Compares a batch with what is known, and writes what is new or different.
    async fn write(&mut self, tx: &mut Tx, rows: Vec<CustomerRow>, report: &mut Report) -> Result<(), Refusal> {
        let compared = self.compare(tx, rows, report).await?;
        self.keep(tx, compared).await
    }

    /// Compares a batch with what is known.
    pub(super) async fn compare(
        &mut self,
        tx: &mut Tx,
        rows: Vec<CustomerRow>,
        report: &mut Report,
    ) -> Result<Compared, Refusal> {
        let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        let known = tx.customers_by_code(&codes).await?;
        let mut known: HashMap<String, Customer> = known.into_iter().map(|c| (c.code.clone(), c)).collect();
        let (mut added, mut changed, mut bills) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let Some(partner) = self.partner(tx, &row).await? else {
                report.add(unknown_partner(row))?;
                continue;
            };
            let before = known.remove(&row.code);
            let customer = self.customer(row, partner, before.as_ref());
            self.derive_bills(&customer, &mut bills);
            match before {
                None => added.push(customer),
                Some(before) if before == customer => self.done.unchanged += 1,
                Some(before) => changed.push((customer, before)),
            }
        }
        self.done.added += added.len() as u64;
        self.done.changed += changed.len() as u64;
        Ok(Compared { added, changed, bills })
    }

    /// Writes what is new or different.
    pub(super) async fn keep(&mut self, tx: &mut Tx, compared: Compared) -> Result<(), Refusal> {
        let Compared { added, changed, bills } = compared;
        tx.add_customers(&added).await?;
        let events: Vec<_> = added.iter().map(|customer| (customer, None)).collect();
        tx.add_stage_events(&events, self.now, None).await?;
        for (customer, before) in &changed {
            self.replace(tx, customer, before).await?;
        }
        self.done.bills += tx.put_bills(&bills).await?;
        Ok(())
    }

    async fn replace(&self, tx: &mut Tx, customer: &Customer, before: &Customer) -> Result<(), Refusal> {
        if !tx.replace_customer(customer).await? {
            return Err(Refusal::conflict(format!(
                "{} was changed during the import; please run it again",
                customer.code
            )));
        }
        if customer.stage != before.stage {
            tx.add_stage_events(&[(customer, Some(before.stage))], self.now, None).await?;
        }
        if self.import.bill_through.is_some() {
            let open = self.frozen.iter().max().map_or(Month::FIRST, |month| month.next());
            tx.remove_derived_bills(customer.id, open).await?;
        }
        Ok(())
    }

    /// The customer as the row says, with the identity and history of the one that is known.
    fn customer(&self, row: CustomerRow, partner_id: PartnerId, before: Option<&Customer>) -> Customer {
        let entered = row.churned_on.or(row.activated_on).and_then(|day| day.and_hms_opt(0, 0, 0));
        let mut customer = Customer {
            partner_id,
            id: before.map_or_else(|| CustomerId(self.office.engine.clock.new_id()), |b| b.id),
            code: row.code,
            city: row.city,
            postcode: row.postcode,
            stage: row.stage,
            stage_since: entered.map_or(self.now, |day| day.and_utc()),
            revision: 1,
            contract: row.contract,
            mrr: row.mrr,
            activated_on: row.activated_on,
            churned_on: row.churned_on,
            churn_reason: row.churn_reason,
            billed_to_date: row.billed_to_date,
            satisfaction: row.satisfaction,
            services: row.services,
        };
        if let Some(before) = before {
            if before.stage == customer.stage {
                customer.stage_since = before.stage_since;
            }
            customer.revision = before.revision;
            if *before != customer {
                customer.revision += 1;
            }
        }
        customer
    }

    fn derive_bills(&mut self, customer: &Customer, bills: &mut Vec<(PartnerId, Bill)>) {
        let (Some(through), Some(from)) = (self.import.bill_through, customer.activated_on) else { return };
        for month in billed_months(from, customer.churned_on, through) {
            if self.frozen.contains(&month) {
                self.done.bills_in_frozen_months += 1;
                continue;
            }
            let (customer_id, amount, source) = (customer.id, customer.mrr, BillingSource::Derived);
            bills.push((customer.partner_id, Bill { month, customer_id, amount, source }));
        }
    }

    async fn partner(&mut self, tx: &mut Tx, row: &CustomerRow) -> Result<Option<PartnerId>, Refusal> {
        if let Some(id) = self.partners.get(&row.partner) {
            return Ok(Some(*id));
        }
        if !self.import.create_partners {
            return Ok(None);
        }
        let from = row.activated_on.map_or(Month::of(self.now.date_naive()), Month::of);
        let id = if self.only_looks {
            PartnerId(self.office.engine.clock.new_id())
        } else {
            self.office.write_partner(tx, &row.partner, &row.partner, None, None, from).await?
        };
        self.partners.insert(row.partner.clone(), id);
        self.done.partners_added += 1;
        Ok(Some(id))
    }
}

fn unknown_partner(row: CustomerRow) -> Problem {
    Problem {
        line: row.line,
        field: "reseller".into(),
        reason: "this reseller isn't known; import resellers first, or add --create-partners".into(),
        value: row.partner,
    }
}
