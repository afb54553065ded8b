//! Has a release built anew when the site changed that it carries.

#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "how cargo and a build script speak")]

fn main() {
    // A debug build reads the site while it runs.
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    println!("cargo::rerun-if-changed={}", if release { "../target/site" } else { "build.rs" });
}
