//! What an import refuses: every row in a file beside it, the first ones in memory.

use super::{Problem, refuse_file};
use domain::Refusal;
use std::path::{Path, PathBuf};

/// Refused rows that are kept in memory; the report file has them all.
const PROBLEMS_SHOWN: usize = 20;

/// The file that tells every refused row. It is made when there is the first.
pub(crate) struct Report {
    path: PathBuf,
    writer: Option<csv::Writer<std::fs::File>>,
    pub(crate) count: u64,
    shown: Vec<Problem>,
}

impl Report {
    /// At `path`, or beside the file that is imported.
    pub(crate) fn new(file: &Path, path: Option<&Path>) -> Self {
        let path = path.map_or_else(|| beside(file), Path::to_owned);
        Self { path, writer: None, count: 0, shown: Vec::new() }
    }

    pub(super) fn add(&mut self, problem: Problem) -> Result<(), Refusal> {
        let fault = |error: csv::Error| refuse_file(&self.path, error);
        if self.writer.is_none() {
            let mut writer = csv::Writer::from_path(&self.path).map_err(fault)?;
            writer.write_record(["line", "field", "reason", "value"]).map_err(fault)?;
            self.writer = Some(writer);
        }
        if let Some(writer) = &mut self.writer {
            // A quote in front keeps a spreadsheet from running what was refused.
            let value = if problem.value.starts_with(['=', '+', '-', '@']) {
                format!("'{}", problem.value)
            } else {
                problem.value.clone()
            };
            let line = problem.line.to_string();
            writer.write_record([line.as_str(), &problem.field, &problem.reason, &value]).map_err(fault)?;
        }
        self.count += 1;
        if self.shown.len() < PROBLEMS_SHOWN {
            self.shown.push(problem);
        }
        Ok(())
    }

    pub(crate) fn close(self) -> Result<(Vec<Problem>, Option<PathBuf>), Refusal> {
        let Some(mut writer) = self.writer else { return Ok((self.shown, None)) };
        writer.flush().map_err(|error| refuse_file(&self.path, error))?;
        Ok((self.shown, Some(self.path)))
    }
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push("-refused.csv");
    file.with_file_name(name)
}
