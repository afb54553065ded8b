//! Why a bank's statement can't be read: line, field, and the way out.

use crate::Refusal;
use std::fmt;

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementError {
    /// Line in the file, from 1; none for the file as a whole.
    pub line: Option<u32>,
    /// The field as the file's format names it.
    pub field: String,
    /// What is wrong, and the way out.
    pub reason: String,
}

impl StatementError {
    /// Something about the file as a whole.
    pub(super) fn file(reason: impl Into<String>) -> Self {
        Self { line: None, field: "file".into(), reason: reason.into() }
    }

    /// Something about a field of a line.
    pub(super) fn at(line: u32, field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { line: Some(line), field: field.into(), reason: reason.into() }
    }
}

impl fmt::Display for StatementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}, {}: {}", self.field, self.reason),
            None => write!(f, "{}: {}", self.field, self.reason),
        }
    }
}

impl std::error::Error for StatementError {}

impl From<StatementError> for Refusal {
    fn from(error: StatementError) -> Self {
        let field = error.line.map_or_else(|| error.field.clone(), |line| format!("line {line}, {}", error.field));
        Self::invalid(field, error.reason)
    }
}
