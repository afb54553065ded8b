//! Bank statements: read, looked at before they are taken in, and taken in once.

use crate::Office;
use domain::audit::Actor;
use domain::bank_statement::{BankStatement, CsvReading, StatementFormat, guess, read};
use domain::event::Event;
use domain::reconciliation::Area;
use domain::view::{PreviewLine, StatementPreview, StatementsTakenIn};
use domain::{BankStatementId, Cents, EventId, Month, Refusal};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use store::NewBankStatement;

/// Lines shown of a statement before it is taken in.
const SHOWN: usize = 20;
/// Months that a file is compared in as soon as it is taken in.
const MONTHS_MAX: usize = 24;

/// A bank's file to be taken in.
#[derive(Clone, Debug)]
pub struct NewBankFile {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// How it is written; guessed from its first bytes where nobody says.
    pub format: Option<StatementFormat>,
    /// How a CSV file is to be understood.
    pub reading: CsvReading,
}

impl NewBankFile {
    fn format(&self) -> StatementFormat {
        self.format.unwrap_or_else(|| guess(&self.bytes))
    }

    /// Reads it, beside what else the server does: a large file takes a while.
    async fn read(self) -> Result<(Self, Vec<BankStatement>), Refusal> {
        let reading = move || {
            let statements = read(self.format(), &self.bytes, &self.reading)?;
            Ok((self, statements))
        };
        tokio::task::spawn_blocking(reading).await.map_err(|_| Refusal::Unavailable)?
    }
}

/// What a file would bring.
pub(crate) async fn preview(office: &Office, file: NewBankFile) -> Result<StatementsTakenIn, Refusal> {
    let (file, statements) = file.read().await?;
    office.ensure_currency(&statements).await?;
    let note = office.taken_in_before(&Sha256::digest(&file.bytes)).await?;
    Ok(StatementsTakenIn { statements: statements.iter().map(shown).collect(), kept: false, note })
}

impl Office {
    /// Takes a bank's file in and compares the months that it covers. A file that was taken in before changes nothing.
    pub async fn take_in_statement(&self, file: NewBankFile, actor: Actor) -> Result<StatementsTakenIn, Refusal> {
        let (file, statements) = file.read().await?;
        self.ensure_currency(&statements).await?;
        let hash = Sha256::digest(&file.bytes);
        let previews = statements.iter().map(shown).collect();
        if let Some(note) = self.taken_in_before(&hash).await? {
            return Ok(StatementsTakenIn { statements: previews, kept: false, note: Some(note) });
        }
        self.keep(&file, &hash, &statements, actor).await?;
        for month in months(&statements) {
            self.compare(month, Area::Bank, actor).await?;
        }
        Ok(StatementsTakenIn { statements: previews, kept: true, note: None })
    }

    async fn keep(
        &self,
        file: &NewBankFile,
        hash: &[u8],
        statements: &[BankStatement],
        actor: Actor,
    ) -> Result<(), Refusal> {
        let clock = &self.engine.clock;
        let now = clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        for (position, statement) in (0..).zip(statements) {
            let account = statement.account.as_deref();
            if let Some(other) = tx.overlapping_bank_statement(account, statement.days).await? {
                let (first, last) = statement.days;
                let of = account.map_or_else(String::new, |account| format!(" of account {account}"));
                return Err(Refusal::conflict(format!(
                    "The days {first} to {last}{of} overlap with those of “{}” ({} to {}), which was taken in on {}. \
                     Nothing was changed; leave out the days that are there already.",
                    other.file_name,
                    other.first_day,
                    other.last_day,
                    other.imported_at.date_naive()
                )));
            }
            let new = NewBankStatement {
                id: BankStatementId(clock.new_id()),
                content_hash: hash,
                position,
                file_name: &file.name,
                format: file.format(),
                statement,
            };
            tx.add_bank_statement(&new, (actor.user(), now)).await?;
        }
        let lines: usize = statements.iter().map(|statement| statement.lines.len()).sum();
        let (statements, lines) = (count(statements.len()), count(lines));
        let event = Event::BankStatementImported { statements, lines };
        tx.announce(EventId(clock.new_id()), now, &event).await?;
        let details = json!({ "statements": statements, "lines": lines });
        tx.audit(now, actor, "bank_statement_imported", &file.name, &details).await?;
        Ok(tx.commit().await?)
    }

    async fn taken_in_before(&self, hash: &[u8]) -> Result<Option<String>, Refusal> {
        let known = self.engine.store.read(self.tenant).await?.bank_statements_of(hash).await?;
        Ok(known.first().map(|row| {
            let (name, day) = (&row.file_name, row.imported_at.date_naive());
            format!("This file was taken in on {day} as “{name}” already. Nothing was changed.")
        }))
    }

    async fn ensure_currency(&self, statements: &[BankStatement]) -> Result<(), Refusal> {
        let own = self.tenant().await?.currency;
        match statements.iter().filter_map(|statement| statement.currency).find(|currency| *currency != own) {
            Some(other) => {
                Err(Refusal::invalid("currency", format!("the statement is in {other}, the books are in {own}")))
            }
            None => Ok(()),
        }
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The months in which something was booked, oldest first.
fn months(statements: &[BankStatement]) -> Vec<Month> {
    let days = statements.iter().flat_map(|statement| {
        [statement.days.0, statement.days.1].into_iter().chain(statement.lines.iter().map(|line| line.day))
    });
    days.map(Month::of).collect::<BTreeSet<_>>().into_iter().take(MONTHS_MAX).collect()
}

fn shown(statement: &BankStatement) -> StatementPreview {
    let sum = |wanted: fn(Cents) -> bool| {
        let amounts = statement.lines.iter().map(|line| line.amount).filter(|amount| wanted(*amount));
        amounts.fold(Cents::ZERO, |sum, amount| Cents(sum.0.saturating_add(amount.0)))
    };
    let first = statement.lines.iter().take(SHOWN).map(|line| PreviewLine {
        day: line.day,
        amount: line.amount,
        reference: line.reference.clone().or_else(|| line.bank_reference.clone()).unwrap_or_default(),
        text: line.text.clone(),
        return_reason: line.return_reason.clone(),
    });
    StatementPreview {
        account: statement.account.clone(),
        days: statement.days,
        balances: (statement.opening, statement.closing),
        lines: statement.lines.len(),
        sums: (sum(|amount| amount > Cents::ZERO), sum(|amount| amount < Cents::ZERO)),
        first: first.collect(),
    }
}
