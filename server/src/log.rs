//! The program's log: lines for people or JSON for machines, always on standard error.
//!
//! Standard output belongs to the results of commands. What may never be logged: passwords, session tokens, query
//! strings, bodies and the database's password.

use crate::config::{Config, LogFormat};
use std::io::{self, IsTerminal};
use tracing_subscriber::EnvFilter;

/// Starts logging for the rest of the process; a second call changes nothing.
pub fn start(config: &Config) {
    let filter = EnvFilter::builder().parse_lossy(&config.log_filter);
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // Only tests call twice, and there the first log serves as well.
    let _started = match config.log_format {
        LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).try_init(),
    };
}
