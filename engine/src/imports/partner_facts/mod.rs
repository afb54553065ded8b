//! Facts that partner health is computed from: tickets, installations, trainings, activities, survey answers, targets.
//!
//! They come as rows, from a file or from a program: the same checks, the same words about what is wrong, and the same
//! effect. A row is known by a key of its own, so taking it in twice changes nothing.

mod activities;
mod installations;
mod quotas;
mod surveys;
mod tickets;
mod trainings;

pub use activities::ActivityRow;
pub use installations::InstallationRow;
pub use quotas::QuotaRow;
pub use surveys::SurveyRow;
pub use tickets::TicketRow;
pub use trainings::{CompletionRow, ModuleRow};

use super::mapping::Places;
use super::report::Report;
use super::row::Fields;
use super::source::Source;
use super::{FactImport, Imported, OnProblem, Problem, Progress, refuse_file};
use crate::Office;
use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound, Utc};
use domain::audit::Actor;
use domain::event::Event;
use domain::{Cents, CustomerId, EventId, PartnerId, Refusal};
use serde_json::json;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::str::FromStr;
use store::{Fault, Put, Tx};

/// Rows that are compared and written together.
const BATCH: usize = 500;

/// What is wrong with a row: the field, and why.
pub type Wrong = (&'static str, String);

/// A row about a partner as it comes from outside, with the names that people know.
pub trait Intake: Clone + Send + Sync + Sized {
    /// The fact as it is kept.
    type Fact: Send + Sync;
    /// What the rows are, for the record.
    const WHAT: &'static str;
    /// Columns that a file must have, and those that it may have.
    const COLUMNS: (&'static [&'static str], &'static [&'static str]);

    /// Reads a row of a file; `scene` is whose day and clock it is.
    #[doc(hidden)]
    fn read(fields: &Row<'_>, scene: &Scene) -> Result<Self, Problem>;

    /// What can't be about the row, whatever else is known.
    fn check(&self, scene: &Scene) -> Result<(), Wrong>;

    /// What tells the row from every other of its kind.
    fn key(&self) -> String;

    /// The codes of the reseller and of the customer that it names.
    fn names(&self) -> (Option<&str>, Option<&str>);

    /// The fact, of the reseller and the customer of those names.
    fn fact(self, partner: PartnerId, customer: Option<CustomerId>) -> Self::Fact;

    /// Writes facts.
    fn put(tx: &mut Tx, facts: &[Self::Fact]) -> impl Future<Output = Result<Put, Fault>> + Send;
}

/// A row of a file by the names of its fields.
pub struct Row<'a>(Fields<'a>);

/// What rows are checked against.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The operator's day; nothing has happened after it.
    pub today: NaiveDate,
    /// The operator's zone, for times that don't name one.
    pub zone: chrono_tz::Tz,
    /// The trainings that are known, with their versions.
    pub modules: Vec<(String, i32)>,
}

impl Row<'_> {
    /// A text that must be there.
    fn text(&self, field: &str) -> Result<String, Problem> {
        self.0.needed(field)
    }

    fn maybe_text(&self, field: &str) -> Result<Option<String>, Problem> {
        self.0.text(field)
    }

    fn word<T: FromStr<Err: std::fmt::Display>>(&self, field: &str) -> Result<Option<T>, Problem> {
        self.0.word(field)
    }

    fn number(&self, field: &str, within: RangeInclusive<i32>) -> Result<Option<i32>, Problem> {
        self.0.number(field, within)
    }

    fn amount(&self, field: &str) -> Result<Option<Cents>, Problem> {
        self.0.amount(field)
    }

    /// A day up to today.
    fn day(&self, field: &str, scene: &Scene) -> Result<Option<NaiveDate>, Problem> {
        self.0.day(field, scene.today)
    }

    /// A day that may lie ahead.
    fn any_day(&self, field: &str) -> Result<Option<NaiveDate>, Problem> {
        self.0.day(field, NaiveDate::MAX)
    }

    /// A time, by the operator's clocks unless it says by which.
    fn instant(&self, field: &str, scene: &Scene) -> Result<Option<DateTime<Utc>>, Problem> {
        let Some(text) = self.0.raw(field) else { return Ok(None) };
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Ok(Some(at.to_utc().trunc_subsecs(6)));
        }
        let read = |format| NaiveDateTime::parse_from_str(text, format).ok();
        let local = read("%Y-%m-%d %H:%M").or_else(|| read("%Y-%m-%d %H:%M:%S")).or_else(|| read("%Y-%m-%dT%H:%M:%S"));
        let wrong = "this is no time; write it like 2025-09-30 14:05, or with a zone like 2025-09-30T14:05:00-07:00";
        let local = local.ok_or_else(|| self.0.problem(field, wrong))?;
        // Of a time that comes twice the first is meant; one that a clock change leaves out can't be.
        let at = local.and_local_timezone(scene.zone).earliest();
        let left_out = "the clocks leave this time out on that day; write it with a zone";
        at.map(|at| Some(at.to_utc())).ok_or_else(|| self.0.problem(field, left_out))
    }

    /// What must be filled in.
    fn needed<T>(&self, field: &str, value: Option<T>) -> Result<T, Problem> {
        value.ok_or_else(|| self.0.problem(field, "this must be filled in"))
    }
}

impl Scene {
    fn day_has_come(&self, field: &'static str, day: NaiveDate) -> Result<(), Wrong> {
        let future = || (field, format!("this lies in the future; today is {}", self.today));
        if day <= self.today { Ok(()) } else { Err(future()) }
    }

    fn not_after_today(&self, field: &'static str, at: DateTime<Utc>) -> Result<(), Wrong> {
        self.day_has_come(field, at.with_timezone(&self.zone).date_naive())
    }
}

impl Office {
    /// Takes in a file of facts about partners.
    pub async fn import_partner_facts<T: Intake>(
        &self,
        import: &FactImport,
        progress: Progress<'_>,
    ) -> Result<Imported, Refusal> {
        let mut source = Source::open(&import.file)?;
        let places = Places::by_name(&import.file, &source.headers, T::COLUMNS)?;
        let mut report = Report::new(&import.file, import.report.as_deref());
        let mut tx = self.engine.store.write(self.tenant).await?;
        let mut work = Work::begin(self, &mut tx).await?;
        let mut batch: Vec<(u64, T)> = Vec::with_capacity(BATCH);
        while let Some(next) = source.next()? {
            work.done.rows += 1;
            let row = next.and_then(|(line, record)| {
                let row = T::read(&Row(Fields { line, record: &record, places: &places }), &work.scene)?;
                Ok((line, row))
            });
            match row {
                Ok(row) => batch.push(row),
                Err(problem) => report.add(problem)?,
            }
            if batch.len() == BATCH {
                work.write(&mut tx, std::mem::take(&mut batch), &mut |problem| report.add(problem)).await?;
                progress(work.done.rows);
            }
        }
        if work.done.rows == 0 {
            return Err(refuse_file(&import.file, "the file has a header but no rows; nothing was changed"));
        }
        work.write(&mut tx, batch, &mut |problem| report.add(problem)).await?;
        progress(work.done.rows);
        let mut done = work.done;
        done.refused = report.count;
        done.preview = import.preview;
        done.kept = !import.preview && (done.refused == 0 || import.on_problem == OnProblem::KeepGood);
        (done.problems, done.report) = report.close()?;
        let file = import.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.keep_partner_facts::<T>(tx, &done, &file, Actor::System).await?;
        Ok(done)
    }

    /// Takes in rows that a program gives: all of them, or none when one can't be, with every problem by its place
    /// from 1.
    pub async fn take_in<T: Intake>(&self, rows: Vec<T>, actor: Actor) -> Result<Imported, Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        let mut work = Work::begin(self, &mut tx).await?;
        let mut problems = Vec::new();
        let rows: Vec<_> = (1..).zip(rows).collect();
        work.done.rows = rows.len() as u64;
        for batch in rows.chunks(BATCH) {
            let mut told = |problem| {
                problems.push(problem);
                Ok(())
            };
            work.write(&mut tx, batch.to_vec(), &mut told).await?;
        }
        let mut done = work.done;
        done.refused = problems.len() as u64;
        done.kept = problems.is_empty();
        done.problems = problems;
        self.keep_partner_facts::<T>(tx, &done, "rows of a program", actor).await?;
        Ok(done)
    }

    /// Keeps or rolls back, with event and audit line in the same transaction.
    async fn keep_partner_facts<T: Intake>(
        &self,
        mut tx: Tx,
        done: &Imported,
        origin: &str,
        actor: Actor,
    ) -> Result<(), Refusal> {
        if !done.kept || done.added + done.changed == 0 {
            return Ok(());
        }
        let now = self.engine.clock.now();
        let event = Event::PartnerFactsImported { what: T::WHAT.into(), added: done.added, changed: done.changed };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        let details = json!({ "what": T::WHAT, "done": done });
        tx.audit(now, actor, "partner_facts_imported", origin, &details).await?;
        Ok(tx.commit().await?)
    }
}

/// An intake under way.
struct Work {
    scene: Scene,
    partners: HashMap<String, PartnerId>,
    /// Where each key stood first.
    keys: HashMap<String, u64>,
    done: Imported,
}

impl Work {
    async fn begin(office: &Office, tx: &mut Tx) -> Result<Self, Refusal> {
        let tenant = tx.tenant_row().await?;
        let zone = tenant.time_zone.parse().unwrap_or(chrono_tz::UTC);
        let today = office.engine.clock.today(&tenant.time_zone);
        let modules = tx.training_modules().await?.into_iter().map(|module| (module.code, module.version)).collect();
        let partners = tx.partner_refs().await?.into_iter().map(|partner| (partner.code, partner.id)).collect();
        let scene = Scene { today, zone, modules };
        Ok(Self { scene, partners, keys: HashMap::new(), done: Imported::default() })
    }

    /// Checks a batch and writes what is new or different.
    async fn write<T: Intake>(
        &mut self,
        tx: &mut Tx,
        rows: Vec<(u64, T)>,
        report: &mut (dyn FnMut(Problem) -> Result<(), Refusal> + Send),
    ) -> Result<(), Refusal> {
        let codes: Vec<_> = rows.iter().filter_map(|(_, row)| row.names().1).collect();
        let customers = tx.customers_by_code(&codes).await?;
        let customers: HashMap<_, _> = customers.into_iter().map(|customer| (customer.code, customer.id)).collect();
        let mut facts = Vec::with_capacity(rows.len());
        for (line, row) in rows {
            match self.fact(line, &row, &customers) {
                Ok((partner, customer)) => facts.push(row.fact(partner, customer)),
                Err((field, reason, value)) => report(Problem { line, field: field.into(), reason, value })?,
            }
        }
        let put = T::put(tx, &facts).await?;
        self.done.added += put.added;
        self.done.changed += put.changed;
        self.done.unchanged += facts.len() as u64 - put.added - put.changed;
        Ok(())
    }

    /// Whose a row is; or the field that is wrong, why, and what stands there.
    fn fact<T: Intake>(
        &mut self,
        line: u64,
        row: &T,
        customers: &HashMap<String, CustomerId>,
    ) -> Result<(PartnerId, Option<CustomerId>), (&'static str, String, String)> {
        row.check(&self.scene).map_err(|(field, reason)| (field, reason, String::new()))?;
        let (partner, customer) = row.names();
        let partner = match partner {
            // What belongs to no reseller, such as the catalogue of trainings.
            None => PartnerId(uuid::Uuid::nil()),
            Some(code) => *self.partners.get(code).ok_or_else(|| {
                ("partner", "this reseller isn't known; import resellers first".into(), code.to_owned())
            })?,
        };
        let customer = customer.map(|code| {
            let unknown = || ("customer", "this customer isn't known; import customers first".into(), code.to_owned());
            customers.get(code).copied().ok_or_else(unknown)
        });
        let customer = customer.transpose()?;
        let key = row.key();
        if let Some(first) = self.keys.get(&key) {
            return Err(("(row)", format!("the same stands on line {first} already; keep one of the two"), key));
        }
        self.keys.insert(key, line);
        Ok((partner, customer))
    }
}
