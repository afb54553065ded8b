//! Taking in files: customers with what they pay, resellers, facts that commissions are paid for, and facts that
//! partner health is computed from.
//!
//! A file is streamed. Every bad row is told with its line, field and reason; good rows are kept or everything is
//! rolled back, as asked. Importing a file twice changes nothing.

mod customers;
mod facts;
mod mapping;
mod partner_facts;
mod partner_managers;
mod partners;
pub(crate) mod parts;
mod report;
mod row;
pub(crate) mod source;

pub use mapping::Mapping;
pub use partner_facts::{
    ActivityRow, CompletionRow, InstallationRow, Intake, ModuleRow, QuotaRow, SurveyRow, TicketRow,
};

use domain::{Month, Refusal};
use std::path::PathBuf;

/// What happens to good rows when there are bad ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnProblem {
    /// Nothing is kept.
    RollBack,
    /// Good rows are kept.
    KeepGood,
}

/// How a customer file is taken in.
#[derive(Clone, Debug)]
pub struct CustomerImport {
    /// The file.
    pub file: PathBuf,
    /// Which column is which field.
    pub mapping: Mapping,
    /// What happens to good rows when there are bad ones.
    pub on_problem: OnProblem,
    /// Whether resellers that aren't known are added under their code.
    pub create_partners: bool,
    /// Derive monthly bills from activation to this month, because the file gives no single bills.
    pub bill_through: Option<Month>,
    /// Where refused rows are told; beside the file unless named.
    pub report: Option<PathBuf>,
}

/// How a file of facts is taken in.
#[derive(Clone, Debug)]
pub struct FactImport {
    /// The file.
    pub file: PathBuf,
    /// What happens to good rows when there are bad ones.
    pub on_problem: OnProblem,
    /// Only say what would come in.
    pub preview: bool,
    /// Where refused rows are told; beside the file unless named.
    pub report: Option<PathBuf>,
}

/// A row that can't be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line in the file, from 1 (the header).
    pub line: u64,
    /// The column as the file names it.
    pub field: String,
    /// What is wrong and how to mend it.
    pub reason: String,
    /// What the file says there.
    pub value: String,
}

/// What an import came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Rows read.
    pub rows: u64,
    /// Customers, resellers or facts that were new.
    pub added: u64,
    /// Those that had changed.
    pub changed: u64,
    /// Those that were the same.
    pub unchanged: u64,
    /// Rows refused.
    pub refused: u64,
    /// Resellers added under their code.
    pub partners_added: u64,
    /// Bills that were new or changed.
    pub bills: u64,
    /// Derived bills left out because their month is frozen.
    pub bills_in_frozen_months: u64,
    /// Whether it only said what would come in.
    pub preview: bool,
    /// Whether anything was kept.
    pub kept: bool,
    /// Where the refused rows are told.
    pub report: Option<PathBuf>,
    /// The first refused rows.
    #[serde(skip)]
    pub problems: Vec<Problem>,
}

/// Told while an import runs: rows read so far.
pub type Progress<'a> = &'a (dyn Fn(u64) + Send + Sync);

pub(crate) fn refuse_file(path: &std::path::Path, reason: impl std::fmt::Display) -> Refusal {
    Refusal::invalid(path.display().to_string(), reason.to_string())
}
