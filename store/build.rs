//! Rebuilds the store when a migration changes, because the migrations are compiled in.

#[expect(clippy::disallowed_macros, reason = "cargo reads a build script's standard output")]
fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
