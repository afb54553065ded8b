//! The program as it is typed.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tributary"));
    command.args(arguments).env_clear().current_dir(std::env::temp_dir());
    command
}

fn code_and_error(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn config_shows_each_setting_with_its_source_and_no_password() {
    let mut command = program(&["config", "--log-filter", "warn"]);
    command.env("DATABASE_URL", "postgres://ana:s3cret@db/books").env("TRIBUTARY_LISTEN", "127.0.0.1:9");
    let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let after = |comment: &str| text.split(comment).nth(1).unwrap().lines().nth(1).unwrap().to_owned();
    assert_eq!(after("(environment variable TRIBUTARY_LISTEN)"), "listen = \"127.0.0.1:9\"");
    assert_eq!(after("(flag --log-filter)"), "log_filter = \"warn\"");
    assert_eq!(after("(environment variable DATABASE_URL)"), "# database_url = \"postgres://ana:***@db/books\"");
    let json: serde_json::Value = serde_json::from_slice(&command.arg("--json").output().unwrap().stdout).unwrap();
    assert_eq!(json[2]["value"], "127.0.0.1:9");
}

#[test]
fn what_config_shows_can_be_read_again() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("tributary.toml");
    let first = program(&["config", "--json", "--listen", "127.0.0.1:9"]).output().unwrap();
    fs::write(&file, program(&["config", "--listen", "127.0.0.1:9"]).output().unwrap().stdout).unwrap();
    let second = program(&["config", "--json", "--config", file.to_str().unwrap()]).output().unwrap();
    let values = |output: Output| {
        let settings: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
        settings.into_iter().map(|setting| setting["value"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(values(first), values(second));
}

#[test]
fn a_wrong_setting_ends_with_code_2_and_says_what_to_do() {
    let (code, text) = code_and_error(&program(&["config"]).env("TRIBUTARY_LISTEN", "here").output().unwrap());
    assert_eq!(code, Some(2));
    assert_eq!(
        text,
        "tributary: environment variable TRIBUTARY_LISTEN: listen = “here” can't be used: it must be an IP address and a \
         port, such as 127.0.0.1:3000 or 0.0.0.0:80.\n"
    );
}

#[test]
fn a_word_that_is_no_command_ends_with_code_2() {
    let (code, text) = code_and_error(&program(&["sevre"]).output().unwrap());
    assert_eq!(code, Some(2));
    assert!(text.contains("serve"), "{text}");
}

#[test]
fn a_port_that_is_taken_ends_with_code_1_and_says_what_to_do() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = TempDir::new().unwrap();
    let arguments = ["--data-dir", data.path().to_str().unwrap(), "--listen", &address, "--log-filter", "off"];
    let (code, text) = code_and_error(&program(&arguments).output().unwrap());
    assert_eq!(code, Some(1));
    assert!(text.starts_with(&format!("tributary: can't listen on {address}: ")), "{text}");
    assert!(text.ends_with("Choose another address with --listen, or end the program that has it.\n"), "{text}");
}

/// The commands of one installation.
struct Installation(TempDir);

impl Installation {
    fn new() -> Self {
        let new = Self(TempDir::new().unwrap());
        let add =
            ["tenant", "add", "--slug", "northwind", "--name", "Northwind", "--time-zone", "UTC", "--currency", "usd"];
        assert_eq!(new.run(&add).0, Some(0));
        new
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command.args(["--data-dir", &self.path("data"), "--log-filter", "off"]);
        command
    }

    /// The exit code, and all that was said.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.command(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    }
}

#[test]
fn an_operator_is_there_once() {
    let northwind = Installation::new();
    let again = ["tenant", "add", "--slug", "northwind", "--name", "N", "--time-zone", "UTC", "--currency", "usd"];
    assert_eq!(northwind.run(&again), (Some(1), "tributary: there is an operator “northwind” already\n".into()));
}

#[test]
fn a_password_comes_from_standard_input_or_a_file_and_must_be_long() {
    let northwind = Installation::new();
    let add = ["user", "add", "--email", "ana@example.com", "--name", "Ana", "--role", "admin"];
    let mut command = northwind.command(&add).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    command.stdin.take().unwrap().write_all(b"a long enough password\n").unwrap();
    assert!(command.wait().unwrap().success());
    let short = northwind.file("short", "secret\n");
    let add =
        ["user", "add", "--email", "ben@example.com", "--name", "Ben", "--role", "finance", "--password-file", &short];
    assert_eq!(northwind.run(&add), (Some(1), "tributary: password: use at least 15 characters\n".into()));
}

#[test]
fn an_import_with_wrong_rows_keeps_nothing_or_the_good_ones_as_asked() {
    let northwind = Installation::new();
    let file = northwind.file(
        "customers.csv",
        "customer_id,reseller_id,mrr,activation_date\nC-1,RS-1,50.00,2025-07-01\nC-2,RS-1,lots,2025-07-01\n",
    );
    let (code, said) = northwind.run(&["import", "customers", &file, "--create-partners"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("nothing was changed"), "{said}");
    let report = northwind.path("report.csv");
    let keep = ["import", "customers", &file, "--create-partners", "--keep-good", "--report", &report];
    let (code, said) = northwind.run(&keep);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("2 rows: 1 customers added"), "{said}");
    assert!(Path::new(&report).exists());
}

#[test]
fn a_month_is_closed_from_two_files() {
    let northwind = Installation::new();
    let resellers = northwind.file("resellers.csv", "reseller_id,name,home_city\nRS-1,Fresno Fiber,Fresno\n");
    let (code, said) = northwind.run(&["import", "resellers", &resellers, "--plan-from", "2025-07"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 resellers added"), "{said}");
    let customers =
        northwind.file("customers.csv", "customer_id,reseller_id,mrr,activation_date\nC-1,RS-1,1250.00,2025-07-01\n");
    let (code, said) = northwind.run(&["import", "customers", &customers, "--bill-through", "2025-08"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 customers added") && said.contains("2 bills"), "{said}");
    // Without a plan there is nothing to pay, which a person should see.
    let (code, said) = northwind.run(&["close", "--month", "2025-08"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.starts_with("Aug 2025 is calculated: 1 partners, 0 lines, $0.00 commission on $1,250.00"), "{said}");
    let (code, json) = northwind.run(&["close", "--month", "2025-08", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["without_plan"]), (Some(3), &1.into()));
    assert_eq!(northwind.run(&["audit", "verify"]).0, Some(0));
}

#[test]
fn a_plan_is_added_given_to_resellers_and_pays() {
    let northwind = Installation::new();
    let customers =
        northwind.file("customers.csv", "customer_id,reseller_id,mrr,activation_date\nC-1,RS-1,1250.00,2025-07-01\n");
    let import = ["import", "customers", &customers, "--create-partners", "--bill-through", "2025-08"];
    assert_eq!(northwind.run(&import).0, Some(0));
    assert!(northwind.run(&["plan", "list"]).1.starts_with("There is no plan yet"));
    let terms = northwind.file("terms.json", r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#);
    let add = ["plan", "add", "residual", &terms, "--name", "Residual", "--from", "2025-07", "--default"];
    assert_eq!(northwind.run(&add).0, Some(0));
    let assign = ["plan", "assign", "residual", "--without-plan", "--from", "2025-07"];
    assert_eq!(northwind.run(&assign), (Some(0), "1 resellers have the plan residual from 2025-07.\n".into()));
    let (code, said) = northwind.run(&["close", "--month", "2025-08"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("Aug 2025 is calculated: 1 partners, 1 lines, $125.00 commission on $1,250.00"), "{said}");
    let (code, said) = northwind.run(&["plan", "revise", "residual", &terms, "--from", "2025-08"]);
    assert_eq!(code, Some(1));
    assert_eq!(said, "tributary: from: Aug 2025 is calculated already; choose 2025-09 or later\n");
    let better = northwind.file("better.json", r#"{"rules": [{"pay": {"percentage": {"rate": "12%"}}}]}"#);
    let (code, said) = northwind.run(&["plan", "what-if", &better, "--month", "2025-08", "--having", "residual"]);
    assert_eq!(
        (code, said.as_str()),
        (
            Some(0),
            "The plan as it is written, tried on Aug 2025: $150.00 instead of $125.00, a difference of $25.00.\n\
             1 winners, 0 losers, 0 unchanged.\n  RS-1  RS-1: $150.00 instead of $125.00\n"
        )
    );
    let (code, said) = northwind.run(&["plan", "what-if", "residual", "--month", "2025-08", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &json["unchanged"], &json["unlike_statements"]), (Some(0), &1.into(), &0.into()));
    assert_eq!(
        northwind.run(&["plan", "list"]).1,
        "residual  Residual (version 1 from 2025-07, given to new resellers)\n"
    );
}

#[test]
fn the_books_are_proved_and_taken_elsewhere() {
    let northwind = Installation::new();
    let terms = northwind.file("ten.json", r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#);
    let add = ["plan", "add", "ten", &terms, "--name", "Ten", "--from", "2025-01", "--default"];
    let (code, said) = northwind.run(&add);
    assert_eq!(code, Some(0), "{said}");
    let customers =
        northwind.file("customers.csv", "customer_id,reseller_id,mrr,activation_date\nC-1,RS-1,1250.00,2025-07-01\n");
    let import = ["import", "customers", &customers, "--create-partners", "--bill-through", "2025-08"];
    assert_eq!(northwind.run(&import).0, Some(0));
    let (code, said) = northwind.run(&["close", "--month", "2025-08"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = northwind.run(&["ledger", "check"]);
    let proof = "1 entries: each is in balance, and balances and statements agree with them.\n";
    assert_eq!((code, said.as_str()), (Some(0), proof));
    let (code, journal) = northwind.run(&["ledger", "export", "2025-08"]);
    assert_eq!((code, journal.lines().count()), (Some(0), 3), "{journal}");
    assert!(journal.ends_with(",payable,RS-1,RS-1,,125.00\r\n"), "{journal}");
    let file = northwind.path("journal.csv");
    assert_eq!(northwind.run(&["ledger", "export", "2025-08", "--output", &file]), (Some(0), String::new()));
    assert_eq!(fs::read_to_string(file).unwrap(), journal);
}

#[test]
fn automation_is_run_shown_and_steered() {
    let northwind = Installation::new();
    let (code, said) = northwind.run(&["workflows", "run", "month_end", "--period", "2025-08"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.starts_with("month_end 2025-08: stuck, 0 of 8 steps\n  freeze"), "{said}");
    assert!(said.contains("Aug 2025 has no billed revenue."), "{said}");
    let (_, json) = northwind.run(&["workflows", "list", "--workflow", "month_end", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let run = json["runs"][0]["id"].as_str().unwrap();
    let schedules = json["schedules"].as_array().unwrap();
    assert!(schedules.iter().any(|schedule| schedule["workflow"] == "daily_cycle"), "{schedules:?}");
    assert_eq!(northwind.run(&["workflows", "retry", run]), (Some(0), "It will be tried again.\n".into()));
    let cancel = ["workflows", "cancel", run, "--reason", "there was no business"];
    assert_eq!(northwind.run(&cancel), (Some(0), "The run is cancelled.\n".into()));
    assert!(northwind.run(&["workflows", "show", run]).1.starts_with("month_end 2025-08: cancelled"));
    assert_eq!(northwind.run(&["workflows", "pause", "daily_cycle"]).0, Some(0));
    assert!(northwind.run(&["workflows", "list"]).1.contains("every day at 02:00, paused"));
    let (code, said) = northwind.run(&["workflows", "schedule", "daily_cycle", "61 * * * *"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with("tributary: schedule: “61 * * * *” is not a cron pattern"), "{said}");
}

#[test]
fn a_month_is_walked_from_open_to_closed_by_two_people() {
    let northwind = Installation::new();
    let customers =
        northwind.file("customers.csv", "customer_id,reseller_id,mrr,activation_date\nC-1,RS-1,1250.00,2025-07-01\n");
    let terms = northwind.file("terms.json", r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#);
    let done = |arguments: &[&str]| {
        let (code, said) = northwind.run(arguments);
        assert_eq!(code, Some(0), "{said}");
        said
    };
    done(&["plan", "add", "residual", &terms, "--name", "Residual", "--from", "2025-07", "--default"]);
    done(&["import", "customers", &customers, "--create-partners", "--bill-through", "2025-08"]);
    let secret = northwind.file("secret", "a long enough password\n");
    let [ana, ben] = ["ana@example.com", "ben@example.com"];
    for (email, role) in [(ana, "finance"), (ben, "admin")] {
        let named = ["--email", email, "--name", email, "--role", role, "--password-file", &secret];
        done(&[&["user", "add"][..], &named].concat());
    }
    let months = |words: &[&str], who: &str| northwind.run(&[&["months"], words, &["--as", who]].concat());

    let (code, said) = months(&["list"], ana);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("2025-08  open  1 customers, $1,250.00 billed\n2025-07  open"), "{said}");
    let (code, said) = months(&["review", "2025-08", "--note", "too early"], ana);
    assert_eq!((code, said.contains("Aug 2025 ")), (Some(1), false), "{said}");
    done(&["close", "--month", "2025-08"]);
    let (code, said) = months(&["review", "2025-08", "--note", " "], ana);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with("tributary: note: "), "{said}");
    let (code, said) = months(&["review", "2025-08", "--note", "sums agree with July"], ana);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("Aug 2025 is reviewed.\nA second person approves: tributary months approve"), "{said}");
    let (code, said) = months(&["approve", "2025-08"], ana);
    let own = "tributary: You may not approve a month that you have reviewed yourself; ask a second person.\n";
    assert_eq!((code, said.as_str()), (Some(1), own));
    let anew = ["recalculate", "2025-08", "--reason", "an invoice was missing"];
    let (code, said) = months(&anew, ana);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\nVersion 2 against version 1: 0 lines differ."), "{said}");
    assert_eq!(months(&["approve", "2025-08"], ben), (Some(0), "Aug 2025 is approved.\n".into()));
    assert_eq!(months(&anew, ana).0, Some(1), "what is approved stays");
    let (code, said) = months(&["finish", "2025-08"], ben);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with("tributary: reason: say why it is closed all the same. "), "{said}");
    let finish = ["finish", "2025-08", "--reason", "we pay by cheque"];
    assert_eq!(months(&finish, ben), (Some(0), "Aug 2025 is closed.\n".into()));
    let (_, shown) = months(&["show", "2025-08"], ana);
    assert!(shown.starts_with("Aug 2025\n[x] ") && shown.contains(&format!(" by {ben}")), "{shown}");
}

#[test]
fn a_month_without_bills_is_not_closed() {
    let northwind = Installation::new();
    let (code, said) = northwind.run(&["close", "--month", "2025-08"]);
    assert_eq!(code, Some(1));
    assert!(said.starts_with("tributary: Aug 2025 has no billed revenue."), "{said}");
    assert_eq!(northwind.run(&["close", "--month", "August"]).0, Some(2));
}

#[test]
fn the_audit_trail_is_found_whole() {
    let northwind = Installation::new();
    assert_eq!(northwind.run(&["audit", "verify"]), (Some(0), "northwind: 1 entries, all whole\n".into()));
}

#[test]
fn an_operator_that_is_not_there_is_named_with_those_that_are() {
    let northwind = Installation::new();
    let (code, said) = northwind.run(&["close", "--month", "2025-08", "--tenant", "southwind"]);
    assert_eq!((code, said.as_str()), (Some(1), "tributary: tenant: “southwind” is not known; there are: northwind\n"));
}

#[test]
fn the_demo_is_made_once_and_shows_who_may_sign_in() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let seed =
        || program(&["demo", "--seed-only", "--log-filter", "off", "--data-dir", data.to_str().unwrap()]).output();
    let (code, first) = code_and_error(&seed().unwrap());
    assert_eq!(code, Some(0), "{first}");
    assert!(first.starts_with("Made the operator Pacific Fiber (demo) from sample data.\n"), "{first}");
    assert!(first.contains("manager@demo.example"), "{first}");
    let (code, second) = code_and_error(&seed().unwrap());
    assert_eq!((code, second.lines().count()), (Some(0), first.lines().count() - 1));
    assert!(!data.join("sample-data").exists());
}
