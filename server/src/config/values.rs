//! How the text of each setting is understood.

use axum::http::Uri;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// What a value should have been, as the end of the sentence “it must be …”.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected(pub(super) &'static str);

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Text that must not reach a log, a screen or an error message.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, to hand to who needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The address people type: scheme, host and perhaps a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    /// As a browser sends it in `Origin`: lower case, without a default port or a slash at the end.
    pub origin: String,
    /// Whether it is encrypted.
    pub https: bool,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

type Understood<T> = Result<T, Expected>;

/// Empty text is “not set”.
pub(super) fn optional<T>(understand: impl Fn(&str) -> Understood<T>) -> impl Fn(&str) -> Understood<Option<T>> {
    move |text| if text.is_empty() { Ok(None) } else { understand(text).map(Some) }
}

pub(super) fn path(text: &str) -> Understood<PathBuf> {
    if text.is_empty() { Err(Expected("a path")) } else { Ok(text.into()) }
}

pub(super) fn database_url(text: &str) -> Understood<Secret> {
    let known = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
    let expected =
        Expected("postgres://user:password@host/database, or unset to use the embedded database in data_dir");
    if known { Ok(Secret(text.to_owned())) } else { Err(expected) }
}

pub(super) fn smtp_url(text: &str) -> Understood<Secret> {
    let known = ["smtp://", "smtps://"].iter().any(|scheme| text.starts_with(scheme));
    if known && engine::Post::smtp("a@localhost", text, Duration::ZERO).is_ok() {
        Ok(Secret(text.to_owned()))
    } else {
        Err(Expected("smtps://user:password@host, or smtp://host for a server on this machine, or unset"))
    }
}

/// Less than the two minutes that the step which sends a message may take in all.
pub(super) fn smtp_timeout(text: &str) -> Understood<Duration> {
    let expected = Expected("a number of seconds from 1 to 100");
    let seconds = text.parse().ok().filter(|seconds| (1..=100).contains(seconds)).ok_or(expected)?;
    Ok(Duration::from_secs(seconds))
}

pub(super) fn token(text: &str) -> Understood<Secret> {
    if text.len() >= 16 && text.is_ascii() {
        Ok(Secret(text.to_owned()))
    } else {
        Err(Expected("at least 16 ASCII characters, or unset"))
    }
}

pub(super) fn mail_from(text: &str) -> Understood<String> {
    match engine::Post::folder(text, PathBuf::new()) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(Expected("an address such as Acme <no-reply@acme.example>")),
    }
}

pub(super) fn address(text: &str) -> Understood<SocketAddr> {
    text.parse().map_err(|_| Expected("an IP address and a port, such as 127.0.0.1:3000 or 0.0.0.0:80"))
}

pub(super) fn public_url(text: &str) -> Understood<PublicUrl> {
    let expected = Expected("the address people type, such as https://partners.example.com, without a path");
    let lower = text.to_lowercase();
    let uri: Uri = lower.parse().map_err(|_| expected)?;
    let (Some(scheme), Some(authority), true) = (uri.scheme_str(), uri.authority(), uri.path() == "/") else {
        return Err(expected);
    };
    let https = match scheme {
        "https" => true,
        "http" => false,
        _ => return Err(expected),
    };
    if authority.as_str().contains('@') || uri.query().is_some() {
        return Err(expected);
    }
    // A browser leaves the default port out.
    let default_port = if https { 443 } else { 80 };
    let host = match authority.port_u16() {
        Some(port) if port == default_port => authority.host(),
        _ => authority.as_str(),
    };
    Ok(PublicUrl { origin: format!("{scheme}://{host}"), https })
}

pub(super) fn log_format(text: &str) -> Understood<LogFormat> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(Expected("text or json")),
    }
}

pub(super) fn log_filter(text: &str) -> Understood<String> {
    match EnvFilter::builder().parse(text) {
        Ok(_) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(Expected("a level such as info, or a list such as info,server=debug")),
    }
}

/// Between an hour and a year.
pub(super) fn hours(text: &str) -> Understood<u16> {
    let expected = Expected("a number of hours from 1 to 8760");
    text.parse().ok().filter(|hours| (1..=8760).contains(hours)).ok_or(expected)
}

pub(super) fn yes_or_no(text: &str) -> Understood<bool> {
    text.parse().map_err(|_| Expected("true or false"))
}

/// A database URL without its password and its parameters, which may hold another.
pub(super) fn mask(url: &str) -> String {
    if url.is_empty() {
        return String::new();
    }
    let Some((scheme, rest)) = url.split_once("://") else { return "***".to_owned() };
    let before_parameters = |text: &str| text.split('?').next().unwrap_or_default().to_owned();
    match rest.rsplit_once('@') {
        Some((login, place)) => {
            let user = login.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:***@{}", before_parameters(place))
        }
        None => format!("{scheme}://{}", before_parameters(rest)),
    }
}
