//! Configuration: defaults, then a TOML file, then the environment, then flags; each wins over the one before.
//!
//! No other file reads the environment. A key that nobody knows is refused rather than ignored, because
//! a misspelt setting that silently does nothing is found too late.

mod values;

pub use values::{LogFormat, PublicUrl, Secret};

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use values::Expected;

/// The file that is read when none is named.
const DEFAULT_FILE: &str = "tributary.toml";

/// What every environment variable of ours begins with.
const PREFIX: &str = "TRIBUTARY_";

/// One thing that can be set.
#[derive(Debug)]
pub struct Key {
    /// Its name in the file; in the environment upper case after `TRIBUTARY_`.
    pub name: &'static str,
    /// What holds when nobody sets it; empty for “not set”.
    pub default: &'static str,
    /// What it is for.
    pub about: &'static str,
}

/// Everything that can be set.
pub const KEYS: [Key; 16] = [
    Key { name: "data_dir", default: "./tributary-data", about: "folder of the embedded database" },
    Key {
        name: "database_url", default: "", about: "postgres://… to use PostgreSQL instead of the embedded database"
    },
    Key { name: "listen", default: "127.0.0.1:3000", about: "address and port to answer on" },
    Key { name: "public_url", default: "", about: "the address people type, when a proxy stands in front" },
    Key { name: "log_format", default: "text", about: "text or json" },
    Key { name: "log_filter", default: "info", about: "what is logged, such as info or info,server=debug" },
    Key { name: "session_idle_hours", default: "12", about: "a session ends when unused for so long" },
    Key { name: "session_absolute_hours", default: "168", about: "a session ends this long after sign-in" },
    Key { name: "trusted_proxy", default: "false", about: "whether to believe X-Forwarded-For and -Proto" },
    Key {
        name: "master_key_file",
        default: "",
        about: "file of the keys that guard bank data; otherwise master.key in data_dir, made when it is first needed",
    },
    Key {
        name: "smtp_url",
        default: "",
        about: "smtps://user:password@host to send mail; otherwise it goes into the folder mail in data_dir",
    },
    Key {
        name: "smtp_timeout_seconds",
        default: "30",
        about: "how long the mail server may take for a message before it is tried again later",
    },
    Key { name: "mail_from", default: "Tributary <no-reply@localhost>", about: "the sender of mail" },
    Key {
        name: "bank_folder",
        default: "",
        about: "folder through which payout files reach the bank; without it nothing is handed over",
    },
    Key { name: "bank_sandbox", default: "false", about: "whether a sandbox bank of our own answers in that folder" },
    Key {
        name: "metrics_token",
        default: "",
        about: "who sends it as a bearer token gets /metrics; without it there is no such page",
    },
];

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of the embedded database.
    pub data_dir: PathBuf,
    /// The database server to use instead, with its password.
    pub database_url: Option<Secret>,
    /// Where the master keys are, when not in the folder of the embedded database.
    pub master_key_file: Option<PathBuf>,
    /// Where to answer.
    pub listen: SocketAddr,
    /// The address people type.
    pub public_url: Option<PublicUrl>,
    /// How a log line looks.
    pub log_format: LogFormat,
    /// Which log lines are written.
    pub log_filter: String,
    /// A session ends when unused for so many hours.
    pub session_idle_hours: u16,
    /// A session ends so many hours after sign-in.
    pub session_absolute_hours: u16,
    /// Whether a proxy in front tells the truth about clients.
    pub trusted_proxy: bool,
    /// The mail server, with its password.
    pub smtp_url: Option<Secret>,
    /// How long the mail server may take for a message.
    pub smtp_timeout: Duration,
    /// The sender of mail.
    pub mail_from: String,
    /// The folder through which files reach the bank.
    pub bank_folder: Option<PathBuf>,
    /// Whether a bank of our own is at its other end.
    pub bank_sandbox: bool,
    /// What who watches the machine must send to see figures of all operators.
    pub metrics_token: Option<Secret>,
    /// Every key with its value as text, secrets masked, and where it was set.
    pub told: Vec<Told>,
}

/// A setting as `tributary config` shows it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Told {
    /// The key.
    pub key: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Its value, masked when secret.
    pub value: String,
    /// Where it was set.
    pub origin: String,
}

/// Why the settings can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("{}: {problem}. Name another file with --config, or none to do without one.", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        problem: String,
    },
    /// The file isn't TOML.
    #[error("{}: not valid TOML: {problem}", file.display())]
    Syntax {
        /// Which file.
        file: PathBuf,
        /// What and where.
        problem: String,
    },
    /// Nobody knows this key.
    #[error("{origin}: there is no setting “{key}”. Known settings: {}.", known_keys())]
    UnknownKey {
        /// Where it was set.
        origin: Origin,
        /// The key as it was written.
        key: String,
    },
    /// The value can't be used.
    #[error("{origin}: {key} = “{value}” can't be used: it must be {expected}.")]
    Value {
        /// Where it was set.
        origin: Origin,
        /// The key.
        key: &'static str,
        /// The value, masked when secret.
        value: String,
        /// What would do.
        expected: Expected,
    },
}

fn known_keys() -> String {
    KEYS.map(|key| key.name).join(", ")
}

/// Where a value was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere.
    Default,
    /// In a file.
    File(PathBuf),
    /// In the environment.
    Environment(String),
    /// On the command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Flag(name) => write!(f, "flag --{name}"),
        }
    }
}

/// A value set on the command line: the key, the flag without its dashes, the value.
pub type Flag = (&'static str, &'static str, String);

impl Config {
    /// Where people reach us: what letters lead to.
    pub fn address(&self) -> String {
        self.public_url.as_ref().map_or_else(|| format!("http://{}", self.listen), |url| url.origin.clone())
    }

    /// Reads the file and the environment and puts `flags` above them.
    pub fn load(file: Option<&Path>, flags: Vec<Flag>) -> Result<Self, ConfigError> {
        // A variable that isn't Unicode can't be one of ours with a sensible value; it is named in the error.
        let environment: Vec<_> = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
            .collect();
        let from_environment = environment.iter().find(|(name, _)| name == "TRIBUTARY_CONFIG");
        let named = file.map(Path::to_owned).or_else(|| from_environment.map(|(_, path)| PathBuf::from(path)));
        let file = match named {
            Some(path) => Some(read_file(path)?),
            None if Path::new(DEFAULT_FILE).exists() => Some(read_file(DEFAULT_FILE.into())?),
            None => None,
        };
        Self::from_sources(file, environment, flags)
    }

    /// The settings that these sources give together.
    pub fn from_sources(
        file: Option<(PathBuf, String)>,
        environment: Vec<(String, String)>,
        flags: Vec<Flag>,
    ) -> Result<Self, ConfigError> {
        let mut settings = Settings::defaults();
        if let Some((path, text)) = file {
            settings.add_file(&path, &text)?;
        }
        settings.add_environment(environment)?;
        for (key, flag, value) in flags {
            settings.set(key, &value, Origin::Flag(flag))?;
        }
        settings.check()
    }

    /// How mail leaves the house.
    ///
    /// Never fails for settings that were checked.
    pub fn post(&self) -> Result<engine::Post, engine::PostError> {
        match &self.smtp_url {
            Some(url) => engine::Post::smtp(&self.mail_from, url.reveal(), self.smtp_timeout),
            None => engine::Post::folder(&self.mail_from, self.data_dir.join("mail")),
        }
    }

    /// Where the keys are that guard bank data.
    pub fn master_keys(&self) -> PathBuf {
        self.master_key_file.clone().unwrap_or_else(|| self.data_dir.join("master.key"))
    }

    /// How files reach banks.
    pub fn bank(&self) -> engine::BankAccess {
        match (&self.bank_folder, self.bank_sandbox) {
            (Some(folder), true) => engine::BankAccess::Sandbox(folder.clone()),
            (None, true) => engine::BankAccess::Sandbox(self.data_dir.join("bank")),
            (Some(folder), false) => engine::BankAccess::Folder(folder.clone()),
            (None, false) => engine::BankAccess::None,
        }
    }

    /// Where the data are.
    pub fn database(&self) -> engine::Database {
        match &self.database_url {
            Some(url) => engine::Database::Postgres(url.reveal().to_owned()),
            None => engine::Database::Sqlite(self.data_dir.join("tributary.sqlite")),
        }
    }
}

fn read_file(path: PathBuf) -> Result<(PathBuf, String), ConfigError> {
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok((path, text)),
        Err(error) => Err(ConfigError::Unreadable { file: path, problem: error.to_string() }),
    }
}

/// Every key's value as text, before it is understood.
struct Settings(BTreeMap<&'static str, (String, Origin)>);

impl Settings {
    fn defaults() -> Self {
        Self(KEYS.iter().map(|key| (key.name, (key.default.to_owned(), Origin::Default))).collect())
    }

    fn set(&mut self, key: &str, value: &str, origin: Origin) -> Result<(), ConfigError> {
        match KEYS.iter().find(|known| known.name == key) {
            Some(known) => {
                self.0.insert(known.name, (value.trim().to_owned(), origin));
                Ok(())
            }
            None => Err(ConfigError::UnknownKey { origin, key: key.to_owned() }),
        }
    }

    fn add_file(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| ConfigError::Syntax {
            file: path.to_owned(),
            problem: error.to_string().trim_end().to_owned(),
        })?;
        for (key, value) in table {
            let value = match value {
                toml::Value::String(text) => text,
                other => other.to_string(),
            };
            self.set(&key, &value, Origin::File(path.to_owned()))?;
        }
        Ok(())
    }

    fn add_environment(&mut self, environment: Vec<(String, String)>) -> Result<(), ConfigError> {
        // The name that other tools share comes first, so that our own name wins over it.
        let shared = environment.iter().find(|(name, _)| name == "DATABASE_URL").cloned();
        if let Some((name, value)) = shared {
            self.set("database_url", &value, Origin::Environment(name))?;
        }
        for (name, value) in environment {
            match name.strip_prefix(PREFIX) {
                Some("CONFIG") | None => {}
                Some(key) => self.set(&key.to_lowercase(), &value, Origin::Environment(name.clone()))?,
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<Config, ConfigError> {
        let session_absolute_hours = self.read("session_absolute_hours", values::hours)?;
        let idle = |text: &str| {
            let at_most = Err(Expected("a number of hours, at most session_absolute_hours"));
            values::hours(text).and_then(|hours| if hours > session_absolute_hours { at_most } else { Ok(hours) })
        };
        Ok(Config {
            data_dir: self.read("data_dir", values::path)?,
            database_url: self.read("database_url", values::optional(values::database_url))?,
            master_key_file: self.read("master_key_file", values::optional(values::path))?,
            listen: self.read("listen", values::address)?,
            public_url: self.read("public_url", values::optional(values::public_url))?,
            log_format: self.read("log_format", values::log_format)?,
            log_filter: self.read("log_filter", values::log_filter)?,
            session_idle_hours: self.read("session_idle_hours", idle)?,
            session_absolute_hours,
            trusted_proxy: self.read("trusted_proxy", values::yes_or_no)?,
            smtp_url: self.read("smtp_url", values::optional(values::smtp_url))?,
            smtp_timeout: self.read("smtp_timeout_seconds", values::smtp_timeout)?,
            mail_from: self.read("mail_from", values::mail_from)?,
            bank_folder: self.read("bank_folder", values::optional(values::path))?,
            bank_sandbox: self.read("bank_sandbox", values::yes_or_no)?,
            metrics_token: self.read("metrics_token", values::optional(values::token))?,
            told: KEYS.iter().map(|key| self.tell(key)).collect(),
        })
    }

    fn read<T>(&self, key: &'static str, understand: impl Fn(&str) -> Result<T, Expected>) -> Result<T, ConfigError> {
        let (text, origin) = &self.0[key];
        understand(text).map_err(|expected| ConfigError::Value {
            origin: origin.clone(),
            key,
            value: shown(key, text),
            expected,
        })
    }

    fn tell(&self, key: &Key) -> Told {
        let (text, origin) = &self.0[key.name];
        Told { key: key.name, about: key.about, value: shown(key.name, text), origin: origin.to_string() }
    }
}

/// A value as it may be shown: what may hold a password is masked.
fn shown(key: &str, text: &str) -> String {
    if ["database_url", "smtp_url", "metrics_token"].contains(&key) { values::mask(text) } else { text.to_owned() }
}

#[cfg(test)]
mod tests;
