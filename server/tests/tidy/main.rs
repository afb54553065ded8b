//! The house rules of ARCHITECTURE.md, held by a test: what each crate may know, and how its files look.

mod files;
mod source;

use files::{Manifest, crates, rust_files, text_files};
use source::{code_of, server_functions};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

const LINES_MAX: usize = 450;
const SERVER_FUNCTION_STATEMENTS_MAX: usize = 3;

/// Fails with every finding at once, so that one run shows all there is to mend.
fn expect_none(rule: &str, findings: impl IntoIterator<Item = String>) {
    let mut text = String::new();
    for finding in findings {
        writeln!(text, "  {finding}").unwrap();
    }
    assert!(text.is_empty(), "{rule}\n{text}");
}

#[test]
fn every_module_says_in_its_first_line_what_it_is() {
    let silent = rust_files().filter(|file| !file.text.starts_with("//! ") && !file.path.ends_with("build.rs"));
    expect_none("A file starts with a line `//! …` that says what it is:", silent.map(|file| file.path));
}

#[test]
fn no_file_is_too_long_to_read_in_one_go() {
    let lengths = rust_files().map(|file| (file.text.lines().count(), file.path));
    let long = lengths.filter(|(lines, _)| *lines > LINES_MAX).map(|(lines, path)| format!("{path}: {lines} lines"));
    expect_none("Split these files by meaning:", long);
}

#[test]
fn no_file_is_dead() {
    let declared: BTreeSet<_> = rust_files().flat_map(|file| file.declared_modules()).collect();
    let dead = rust_files().filter(|file| file.is_module() && !declared.contains(&file.path));
    expect_none("No `mod` declares these files:", dead.map(|file| file.path));
}

#[test]
fn sql_is_spelled_in_store_alone() {
    let knows = |manifest: &Manifest| manifest.depends_on("sqlx") && manifest.name != "store";
    let mut findings: Vec<_> = crates().filter(|m| knows(m) && m.name != "domain").map(|m| m.name).collect();
    // The types of `domain` may carry their database coding, behind a feature that `store` alone switches on.
    findings.extend(crates().filter(|m| m.name == "domain" && knows(m) && !m.is_optional("sqlx")).map(|m| m.name));
    let switched_on = |m: &Manifest| m.name != "store" && m.has_feature_of("domain", "sql");
    findings.extend(crates().filter(switched_on).map(|m| format!("{} switches on domain/sql", m.name)));
    expect_none("Only `store` may know sqlx:", findings);
}

#[test]
fn no_program_that_people_run_has_points_to_die_at() {
    let switched_on = crates().filter(|m| m.has_feature_of("engine", "chaos")).map(|m| m.name);
    expect_none("Only dependencies of tests may switch on engine/chaos:", switched_on);
    let by_default = crates().filter(|m| m.switches_on_by_default("chaos")).map(|m| m.name);
    expect_none("Nothing may be on by default that switches it on:", by_default);
}

#[test]
fn http_is_known_to_server_alone() {
    let axum = crates().filter(|m| m.depends_on("axum") && m.name != "server").map(|m| m.name);
    let glue = crates().filter(|m| m.depends_on("leptos_axum") && m.name != "server");
    let glue = glue.filter(|m| m.name != "app" || !m.is_optional("leptos_axum")).map(|m| m.name);
    expect_none("Only `server` may know axum (and `app` its glue with leptos, under `ssr`):", axum.chain(glue));
}

#[test]
fn crates_depend_on_each_other_without_a_circle() {
    let allowed: [(&str, &[&str]); 7] = [
        ("domain", &[]),
        ("store", &["domain"]),
        ("engine", &["domain", "store"]),
        ("app", &["domain", "engine"]),
        ("frontend", &["app"]),
        ("server", &["app", "domain", "engine"]),
        ("xtask", &[]),
    ];
    let ours: BTreeSet<_> = allowed.iter().map(|(name, _)| *name).collect();
    let mut findings = Vec::new();
    for manifest in crates() {
        let may = allowed.iter().find(|(name, _)| *name == manifest.name).map(|(_, may)| *may).unwrap_or_default();
        let knows = ours.iter().filter(|other| manifest.depends_on(other) && !may.contains(other));
        findings.extend(knows.map(|other| format!("{} → {other}", manifest.name)));
    }
    expect_none("These arrows aren't in the architecture:", findings);
}

#[test]
fn the_browser_gets_no_server_code() {
    let arguments = ["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--package", "frontend", "--target", "wasm32-unknown-unknown"])
        .current_dir(files::root())
        .output()
        .unwrap();
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(tree.contains("leptos"), "cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    let names: BTreeSet<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    let server_only = ["sqlx", "tokio", "engine", "store", "server", "axum", "leptos_axum", "argon2"];
    let found = server_only.into_iter().filter(|name| names.contains(name)).map(str::to_owned);
    expect_none("In the graph of the browser's bundle:", found);
}

#[test]
fn the_rules_are_pure() {
    let outside =
        ["std::fs", "std::env", "std::net", "std::io", "std::time", "Utc::now", "Local::now", "now_v7", "new_v4"];
    let domain = rust_files().filter(|file| file.path.starts_with("domain/src/"));
    let findings = domain.flat_map(|file| {
        let code = code_of(&file.text);
        outside.map(|word| code.contains(word).then(|| format!("{}: {word}", file.path)))
    });
    expect_none("`domain` reads no clock, file, socket or environment:", findings.flatten());
}

#[test]
fn the_time_and_new_ids_come_from_one_file() {
    let makers = ["Utc::now", "Local::now", "now_v7", "new_v4", "SystemTime::now"];
    let elsewhere = rust_files().filter(|file| file.path != "engine/src/clock.rs" && file.is_product_code());
    let findings = elsewhere.flat_map(|file| {
        let code = code_of(&file.text);
        makers.map(|word| code.contains(word).then(|| format!("{}: {word}", file.path)))
    });
    expect_none("Only engine/src/clock.rs reads the clock and makes ids:", findings.flatten());
}

#[test]
fn the_environment_is_read_in_one_file() {
    // What tests do to a program is no setting of the product, and isn't compiled into what people run.
    let places = ["server/src/config/mod.rs", "engine/src/chaos.rs"];
    let elsewhere = rust_files().filter(|file| !places.contains(&&*file.path) && file.is_product_code());
    let reads = elsewhere.filter(|file| code_of(&file.text).contains("env::var"));
    expect_none("Only server/src/config/mod.rs reads the environment:", reads.map(|file| file.path));
}

#[test]
fn every_migration_has_its_twin() {
    let names = |engine: &str| -> BTreeSet<String> {
        let folder = files::root().join("migrations").join(engine);
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    assert!(!sqlite.is_empty());
    let alone = sqlite.symmetric_difference(&postgres).cloned();
    expect_none("These migrations are there for one engine only:", alone);
}

#[test]
fn a_server_function_only_takes_the_desk_and_calls_the_engine() {
    let functions = rust_files().filter(|file| file.path.starts_with("app/src/")).flat_map(|file| {
        let path = file.path.clone();
        server_functions(&file.text).into_iter().map(move |function| (path.clone(), function))
    });
    let long = functions.filter(|(_, function)| function.statements > SERVER_FUNCTION_STATEMENTS_MAX);
    let findings = long.map(|(path, function)| format!("{path}: {} has {}", function.name, function.statements));
    expect_none("At most three statements: take the desk, call the engine, map the error:", findings);
}

#[test]
fn pages_are_styled_by_classes_alone() {
    // The Content-Security-Policy has no 'unsafe-inline', so a browser drops a style that stands in the page.
    let pages = rust_files().filter(|file| file.path.starts_with("app/src/"));
    let findings = pages.filter_map(|file| {
        let code = code_of(&file.text);
        let property = code.split(" style:").skip(1).any(|rest| rest.starts_with(char::is_alphabetic));
        let inline = property || code.contains(" style=") || code.contains("<style");
        inline.then_some(file.path)
    });
    expect_none("Inline styles:", findings);
}

#[test]
fn no_text_names_a_package_registry() {
    // Whoever builds this may be on a network where packages come from elsewhere.
    let hosts = [["crates", ".io"], ["npmjs", ".org"], ["npmjs", ".com"], ["pypi", ".org"], ["deb.debian", ".org"]];
    let findings = text_files().flat_map(|file| {
        hosts.map(|host| file.text.contains(&host.concat()).then(|| format!("{}: {}", file.path, host.concat())))
    });
    expect_none("Name no registry host:", findings.flatten());
}

#[test]
fn the_tidy_test_reads_the_whole_house() {
    let seen: BTreeSet<_> = crates().map(|manifest| manifest.name).collect();
    assert_eq!(
        seen,
        BTreeSet::from(["app", "domain", "engine", "frontend", "server", "store", "xtask"].map(String::from))
    );
    assert!(rust_files().any(|file| Path::new(&file.path) == Path::new("server/tests/tidy/main.rs")));
}
