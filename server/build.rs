//! Sees that the site's folder is there, and has a release built anew when the site changed that it carries.

#![expect(clippy::disallowed_methods, clippy::disallowed_macros, reason = "how cargo and a build script speak")]

const SITE: &str = "../target/site";

fn main() -> std::io::Result<()> {
    // On a fresh machine the server is compiled before the site is built, and a debug build, which reads the site while
    // it runs, believes only in a folder that was there when it was compiled.
    std::fs::create_dir_all(SITE)?;
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    println!("cargo::rerun-if-changed={}", if release { SITE } else { "build.rs" });
    Ok(())
}
