//! Taking in what the bank has sent: each file once, and nothing of it lost.

use super::Told;
use super::secrets::{Secret, seal};
use crate::bank::content_hash;
use crate::{Office, chaos};
use domain::ach::read;
use domain::ach::returns::{self, Answers};
use domain::audit::Actor;
use domain::banking::new_york;
use domain::event::Event;
use domain::payout::answer::AnswerState;
use domain::{Cents, Refusal};
use serde::Serialize;
use serde_json::json;
use std::path::Path;
use store::{AnswerToWrite, BankFileToWrite};

/// What taking in files from the bank came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TakenIn {
    /// Files that are new.
    pub files: usize,
    /// Files that were taken in before.
    pub known: usize,
    /// What they say that fits our entries and was acted upon.
    pub matched: usize,
    /// What a person must look at.
    pub for_people: usize,
}

impl TakenIn {
    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.known += other.known;
        self.matched += other.matched;
        self.for_people += other.for_people;
    }
}

/// Largest file that is taken in. A return is two lines; this is hundreds of thousands of them.
const SIZE_MAX: usize = 64 * 1024 * 1024;

impl Office {
    /// Takes in every file that the bank has sent. One that is taken in and not put away, as after a crash, is known.
    pub async fn read_bank_answers(&self) -> Result<TakenIn, Refusal> {
        let mut all = TakenIn::default();
        if !self.engine.has_bank() {
            return Ok(all);
        }
        let now = new_york(self.engine.clock.now());
        for name in self.engine.at_bank(self.tenant, move |bank| bank.arrived(now)).await? {
            let wanted = name.clone();
            let content = self.engine.at_bank(self.tenant, move |bank| bank.fetch(&wanted)).await?;
            chaos::point("answers/fetched");
            all.add(self.take_in_answers(&name, &content, Actor::System).await?);
            self.engine.at_bank(self.tenant, move |bank| bank.put_away(&name)).await?;
            chaos::point("answers/put away");
        }
        Ok(all)
    }

    /// Takes in a file that a person gives.
    pub async fn read_answers_file(&self, file: &Path, actor: Actor) -> Result<TakenIn, Refusal> {
        let content = tokio::fs::read(file)
            .await
            .map_err(|error| Refusal::invalid("file", format!("{}: {error}", file.display())))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let taken = self.take_in_answers(&name, &content, actor).await?;
        if taken.known > 0 {
            return Err(Refusal::not_now(format!("{name} was taken in before; nothing was done a second time.")));
        }
        Ok(taken)
    }

    /// Keeps a file and all it says, and acts upon what fits: one transaction, so that it is done once or not at all.
    async fn take_in_answers(&self, name: &str, content: &[u8], actor: Actor) -> Result<TakenIn, Refusal> {
        if content.len() > SIZE_MAX {
            return Err(Refusal::invalid("file", format!("{name} is larger than {} MB", SIZE_MAX / 1024 / 1024)));
        }
        let engine = &self.engine;
        let now = engine.clock.now();
        let hash = content_hash(content);
        let (said, file) = (read::read(content).0, name);
        let said = returns::answers(&said);
        let mut tx = engine.store.write(self.tenant).await?;
        tx.lock_payouts().await?;
        let sealed = seal(engine, &mut tx, &Secret::Answer(hash.clone()), content).await?;
        let count = said.returned.len() + said.notified.len();
        let answers = i64::try_from(count).unwrap_or(i64::MAX);
        let kept = BankFileToWrite { content_hash: &hash, name: file, content: &sealed, answers, at: now };
        if !tx.add_bank_file(kept).await? {
            return Ok(TakenIn { known: 1, ..TakenIn::default() });
        }
        let mut entries = Vec::new();
        let mut rows = Vec::with_capacity(count.max(1));
        let Answers { returned, notified } = said;
        for answer in &returned {
            rows.push(engine.take_return(&mut tx, answer, &mut entries).await?);
        }
        for answer in &notified {
            rows.push(engine.take_change(&mut tx, answer).await?);
        }
        if rows.is_empty() {
            rows.push(not_answers(content));
        }
        tx.add_bank_answers(&hash, &rows).await?;
        for row in rows.iter().filter(|row| row.state.is_open()) {
            let told = Told {
                actor,
                action: "bank_answer_unmatched",
                subject: file.to_owned(),
                details: json!({ "line": row.line, "code": row.code, "note": row.note }),
                event: Event::BankAnswerUnmatched { file: hash.clone(), line: row.line },
            };
            engine.tell(&mut tx, told).await?;
        }
        let count = |wanted: fn(&AnswerToWrite) -> bool| rows.iter().filter(|row| wanted(row)).count();
        let taken = TakenIn {
            files: 1,
            known: 0,
            matched: count(|row| row.state == AnswerState::Matched),
            for_people: count(|row| row.state.is_open()),
        };
        tx.audit(now, actor, "bank_file_taken_in", file, &json!({ "sha256": hash, "answers": taken })).await?;
        engine.book_moved(&mut tx, &entries).await?;
        engine.money_moved(&mut tx, false).await?;
        chaos::point("answers/before");
        tx.commit().await?;
        chaos::point("answers/after");
        Ok(taken)
    }
}

/// A file that has neither returns nor changes: a rejection, a letter, or something that isn't for us.
fn not_answers(content: &[u8]) -> AnswerToWrite {
    let text = String::from_utf8_lossy(content);
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("an empty file");
    let note: String = first.trim().chars().filter(|c| !c.is_control()).take(200).collect();
    AnswerToWrite {
        line: 1,
        code: String::new(),
        trace: None,
        amount: Cents::ZERO,
        payout: None,
        partner: None,
        state: AnswerState::ForPerson,
        note: format!("No returns or changes are in it. It begins: {note}"),
    }
}
