//! What a command says: its result on standard output as text or JSON, its progress on standard error.
//!
//! The only file that writes to either, so that a result can always be piped.

use serde::Serialize;
use std::fmt::Display;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often progress is shown.
const PACE: Duration = Duration::from_secs(1);

/// Where a command's words go.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// Whether results are JSON.
    pub json: bool,
}

impl Output {
    /// The result of the command.
    ///
    /// A reader that has gone away, such as `head`, is no failure of the command.
    pub fn result(self, result: &(impl Serialize + Display)) {
        let mut out = io::stdout().lock();
        let _gone = if self.json {
            serde_json::to_writer_pretty(&mut out, result).map_err(io::Error::from).and_then(|()| writeln!(out))
        } else {
            writeln!(out, "{result}")
        };
    }

    /// One of several results: as JSON an object on a line of its own.
    pub fn item(self, item: &(impl Serialize + Display)) {
        let mut out = io::stdout().lock();
        let _gone = if self.json {
            serde_json::to_writer(&mut out, item).map_err(io::Error::from).and_then(|()| writeln!(out))
        } else {
            writeln!(out, "{item}")
        };
    }

    /// A step on the way, for the person who waits.
    pub fn progress(self, step: impl Display) {
        let _gone = writeln!(io::stderr().lock(), "{step}");
    }

    /// Progress of a long work, shown once a second however often it is told.
    pub fn pace(self) -> Pace {
        Pace { output: self, last: Mutex::new(Instant::now()) }
    }
}

/// Lets through one step of progress a second.
#[derive(Debug)]
pub struct Pace {
    output: Output,
    last: Mutex<Instant>,
}

impl Pace {
    /// Tells a step, unless one was told just now.
    pub fn progress(&self, step: impl FnOnce() -> String) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() >= PACE {
            *last = Instant::now();
            self.output.progress(step());
        }
    }
}
