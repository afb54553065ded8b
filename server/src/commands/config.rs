//! `tributary config`: the settings in force. Reading them has checked them already.

use super::{Context, Outcome};
use crate::config::Told;
use serde::Serialize;
use std::fmt;

/// Shown as a file that could be read again.
#[derive(Serialize)]
#[serde(transparent)]
struct Settings<'a>(&'a [Told]);

impl fmt::Display for Settings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, Told { key, about, value, origin }) in self.0.iter().enumerate() {
            let between = if n == 0 { "" } else { "\n\n" };
            // What isn't set can't be read again, and neither can a masked password.
            let comment = if value.is_empty() || *key == "database_url" { "# " } else { "" };
            let value = toml::Value::from(value.as_str());
            write!(f, "{between}# {about} ({origin})\n{comment}{key} = {value}")?;
        }
        Ok(())
    }
}

/// Shows every setting, secrets masked, and where it was set.
pub fn run(context: &Context) -> Outcome {
    context.output.result(&Settings(&context.config.told));
    Outcome::Done
}
