//! What each source may say, and the exact words when it can't be used.

use super::*;

fn file(text: &str) -> (PathBuf, String) {
    ("tributary.toml".into(), text.to_owned())
}

fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn error_of(text: &str, variables: &[(&str, &str)], flags: Vec<Flag>) -> String {
    Config::from_sources(Some(file(text)), environment(variables), flags).unwrap_err().to_string()
}

#[test]
fn without_any_source_the_defaults_hold() {
    let config = Config::from_sources(None, Vec::new(), Vec::new()).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.public_url, None);
    assert!(!config.trusted_proxy);
    assert!(
        matches!(config.database(), engine::Database::Sqlite(path) if path.ends_with("tributary-data/tributary.sqlite"))
    );
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let text =
        "listen = '127.0.0.1:1'\ndata_dir = 'a'\nlog_format = 'json'\nsession_idle_hours = 3\ntrusted_proxy = true";
    let variables = environment(&[("TRIBUTARY_LISTEN", "127.0.0.1:2"), ("TRIBUTARY_DATA_DIR", "b"), ("HOME", "/x")]);
    let config = Config::from_sources(Some(file(text)), variables, vec![("data_dir", "data-dir", "c".into())]).unwrap();
    assert_eq!((config.listen.port(), config.data_dir.to_str()), (2, Some("c")));
    assert_eq!((config.log_format, config.session_idle_hours, config.trusted_proxy), (LogFormat::Json, 3, true));
    let origins: Vec<_> = config.told.iter().map(|t| t.origin.as_str()).take(5).collect();
    assert_eq!(
        origins,
        ["flag --data-dir", "default", "environment variable TRIBUTARY_LISTEN", "default", "tributary.toml"]
    );
}

#[test]
fn our_own_name_for_the_database_wins_over_the_shared_one() {
    let own = ("TRIBUTARY_DATABASE_URL", "postgres://own/db");
    let shared = ("DATABASE_URL", "postgres://shared/db");
    for order in [[own, shared], [shared, own]] {
        let config = Config::from_sources(None, environment(&order), Vec::new()).unwrap();
        assert_eq!(config.database_url.unwrap().reveal(), "postgres://own/db");
    }
}

#[test]
fn an_unknown_key_is_refused_with_the_known_ones() {
    let known = "data_dir, database_url, listen, public_url, log_format, log_filter, session_idle_hours, \
                 session_absolute_hours, trusted_proxy, master_key_file, smtp_url, \
                 smtp_timeout_seconds, mail_from, bank_folder, \
                 bank_sandbox, metrics_token";
    assert_eq!(
        error_of("lisen = '127.0.0.1:1'", &[], Vec::new()),
        format!("tributary.toml: there is no setting “lisen”. Known settings: {known}.")
    );
    assert_eq!(
        error_of("", &[("TRIBUTARY_PORT", "80")], Vec::new()),
        format!("environment variable TRIBUTARY_PORT: there is no setting “port”. Known settings: {known}.")
    );
}

#[test]
fn each_bad_value_is_named_with_its_source_and_the_way_out() {
    let cases = [
        ("data_dir = ''", "data_dir = “” can't be used: it must be a path."),
        (
            "listen = 'localhost'",
            "listen = “localhost” can't be used: it must be an IP address and a port, such as 127.0.0.1:3000 or 0.0.0.0:80.",
        ),
        ("log_format = 'xml'", "log_format = “xml” can't be used: it must be text or json."),
        (
            "log_filter = 'server=loud'",
            "log_filter = “server=loud” can't be used: it must be a level such as info, or a list such as info,server=debug.",
        ),
        (
            "metrics_token = 'short'",
            "metrics_token = “***” can't be used: it must be at least 16 ASCII characters, or unset.",
        ),
        ("trusted_proxy = 'yes'", "trusted_proxy = “yes” can't be used: it must be true or false."),
        ("trusted_proxy = [true]", "trusted_proxy = “[true]” can't be used: it must be true or false."),
        (
            "session_absolute_hours = 0",
            "session_absolute_hours = “0” can't be used: it must be a number of hours from 1 to 8760.",
        ),
        (
            "session_idle_hours = 200",
            "session_idle_hours = “200” can't be used: it must be a number of hours, at most session_absolute_hours.",
        ),
        (
            "public_url = 'https://example.com/app'",
            "public_url = “https://example.com/app” can't be used: it must be the address people type, such as \
             https://partners.example.com, without a path.",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(error_of(text, &[], Vec::new()), format!("tributary.toml: {expected}"));
    }
    assert_eq!(
        error_of("", &[], vec![("listen", "listen", "80".into())]),
        "flag --listen: listen = “80” can't be used: it must be an IP address and a port, such as 127.0.0.1:3000 or \
         0.0.0.0:80."
    );
}

#[test]
fn a_password_is_never_shown() {
    let url = "mysql://ana:s3cret@db.example.com/books?password=s3cret";
    assert_eq!(
        error_of("", &[("DATABASE_URL", url)], Vec::new()),
        "environment variable DATABASE_URL: database_url = “mysql://ana:***@db.example.com/books” can't be used: it must \
         be postgres://user:password@host/database, or unset to use the embedded database in data_dir."
    );
    assert!(!error_of("", &[("DATABASE_URL", "s3cret")], Vec::new()).contains("s3cret"));
    let good = environment(&[("DATABASE_URL", "postgres://ana:s3cret@db/books")]);
    let config = Config::from_sources(None, good, Vec::new()).unwrap();
    assert_eq!(config.told[1].value, "postgres://ana:***@db/books");
    assert!(!format!("{config:?}").contains("s3cret"));
}

#[test]
fn a_file_that_is_missing_or_no_toml_is_named() {
    let missing = Config::load(Some(Path::new("nowhere/t.toml")), Vec::new()).unwrap_err().to_string();
    assert_eq!(
        missing,
        "nowhere/t.toml: No such file or directory (os error 2). Name another file with --config, or none to do without \
         one."
    );
    assert!(error_of("listen = ", &[], Vec::new()).starts_with("tributary.toml: not valid TOML: "));
}

#[test]
fn a_public_url_becomes_the_origin_that_browsers_send() {
    let origin = |url: &str| values::public_url(url).map(|url| (url.origin, url.https));
    assert_eq!(origin("HTTPS://Partners.Example.com:443/"), Ok(("https://partners.example.com".into(), true)));
    assert_eq!(origin("http://localhost:8080"), Ok(("http://localhost:8080".into(), false)));
    for bad in ["partners.example.com", "ftp://example.com", "https://a@b", "https://a/?q", "//a", "/"] {
        assert!(origin(bad).is_err(), "{bad}");
    }
}
