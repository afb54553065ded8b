//! Build steps that cargo has no word for. `cargo run -p xtask -- site` is all there is.

mod budget;
mod names;
mod site;
mod split;
mod step;
mod wasm;

use std::io::Write;
use std::process::ExitCode;

/// What `site` is built for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Quick to build; nothing is optimised or compressed.
    Dev,
    /// Small to send.
    Release,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mode = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["site"] => Mode::Dev,
        ["site", "--release"] => Mode::Release,
        _ => {
            say("usage: cargo run -p xtask -- site [--release]    build everything the browser loads into target/site");
            return ExitCode::from(2);
        }
    };
    match site::build(mode) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// The one place that writes to the terminal.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
