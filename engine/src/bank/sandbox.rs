//! A bank of our own at the other end of the folders, for demonstrations and tests.
//!
//! It takes a file up as a bank does: checks it, refuses one that it has had before, and answers on banking days by the
//! rules of [`domain::payout::sandbox`]. It keeps nothing but files, so it is the same after any crash.

use super::drop::{FileDrop, list, put};
use super::{Bank, BankError, content_hash};
use crate::chaos;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::ach::layout::headers::batch_header::EFFECTIVE_DATE;
use domain::ach::write::reply;
use domain::ach::{Finding, check, read};
use domain::banking::on_or_after_banking_day;
use domain::payout::sandbox::{When, answers};
use std::fs;
use std::path::PathBuf;

/// The folders, and the bank that works at them whenever somebody looks.
pub(super) struct Sandbox {
    folders: FileDrop,
}

impl Bank for Sandbox {
    fn stage(&self, name: &str, content: &[u8]) -> Result<(), BankError> {
        self.folders.stage(name, content)
    }

    fn hand_over(&self, name: &str) -> Result<(), BankError> {
        self.folders.hand_over(name)
    }

    fn arrived(&self, now: NaiveDateTime) -> Result<Vec<String>, BankError> {
        self.take_up()?;
        self.answer(now.date())?;
        self.folders.arrived(now)
    }

    fn fetch(&self, name: &str) -> Result<Vec<u8>, BankError> {
        self.folders.fetch(name)
    }

    fn put_away(&self, name: &str) -> Result<(), BankError> {
        self.folders.put_away(name)
    }
}

impl Sandbox {
    pub fn new(folders: FileDrop) -> Self {
        Self { folders }
    }

    fn taken(&self) -> PathBuf {
        self.folders.house().join("taken")
    }

    /// Takes up what was handed over. A file that breaks a rule, or that was here before, is told and not paid.
    fn take_up(&self) -> Result<(), BankError> {
        for name in list(&self.folders.out())? {
            let path = self.folders.out().join(&name);
            let failed = |source| BankError::File { path: path.clone(), source };
            let content = fs::read(&path).map_err(failed)?;
            let had = self.folders.house().join("had").join(content_hash(&content));
            let report = check::check(&content);
            // Written before the file is moved: taking the same one up again, after a crash, finds its own name.
            let had_as = fs::read_to_string(&had).ok();
            let letter = match had_as {
                Some(other) if other != name => {
                    Some(format!("REJECTED {name}\nThis file was here before, as {other}.\n"))
                }
                _ if !report.is_clean() => Some(rejection(&name, &report.findings)),
                _ => None,
            };
            if let Some(letter) = letter {
                put(&self.folders.incoming().join(format!("{name}.rejected.txt")), letter.as_bytes())?;
            } else {
                put(&had, name.as_bytes())?;
                chaos::point("bank/noted");
                put(&self.taken().join(&name), &content)?;
                chaos::point("bank/taken");
            }
            fs::remove_file(&path).map_err(failed)?;
        }
        Ok(())
    }

    /// Writes the answers whose day has come, each once.
    fn answer(&self, today: NaiveDate) -> Result<(), BankError> {
        for name in list(&self.taken())? {
            let path = self.taken().join(&name);
            let content = fs::read(&path).map_err(|source| BankError::File { path, source })?;
            let file = read::read(&content).0;
            let header = file.batches.first().and_then(|batch| batch.header.as_ref());
            let asked = header.and_then(|header| NaiveDate::parse_from_str(header.raw(EFFECTIVE_DATE), "%y%m%d").ok());
            let Some(settles) = asked.map(on_or_after_banking_day) else { continue };
            let all = answers(&file);
            for (modifier, when) in [('A', When::BeforeSettlement), ('B', When::NextDay), ('C', When::SecondDay)] {
                let (day, done) =
                    (when.day(settles), self.folders.house().join("answered").join(format!("{name}.{modifier}")));
                if day > today || done.exists() {
                    continue;
                }
                let of_day: Vec<_> = all.iter().filter(|(at, _)| *at == when).map(|(_, reply)| reply.clone()).collect();
                // Banks pass returns on in the morning.
                let morning = day.and_time(NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default());
                match reply(&file, &of_day, morning, modifier) {
                    Ok(Some(text)) => {
                        let stem = name.trim_end_matches(".ach");
                        put(&self.folders.incoming().join(format!("{stem}.{modifier}.ach")), text.as_bytes())?;
                    }
                    Ok(None) => {}
                    Err(refused) => tracing::error!(%refused, file = name, "the sandbox couldn't write its answers"),
                }
                put(&done, b"")?;
            }
        }
        Ok(())
    }
}

/// Every rule that a file breaks, a line each.
fn rejection(name: &str, findings: &[Finding]) -> String {
    let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
    format!("REJECTED {name}\n{}\n", lines.join("\n"))
}
