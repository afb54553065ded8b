//! The part of the application that runs in the browser: compiled, bound to JavaScript, made small.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::Mode;
use crate::site::{Places, compress};
use crate::step::{Step, run};

/// What rustc's output uses and every browser of the last years has; wasm-opt assumes none of it by itself.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Compiles `frontend` (cargo knows whether that's needed) and makes `tributary.js` and `tributary_bg.wasm`.
pub fn build(places: &Places, mode: Mode) -> Result<PathBuf> {
    let (profile, folder) = if mode == Mode::Release { ("wasm-release", "wasm-release") } else { ("dev", "debug") };
    // The one that started us; else rustup's, which tells the compiler to ignore the toolchain files of dependencies.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut cargo = places.program(cargo);
    cargo.args(["build", "-p", "frontend", "--target", "wasm32-unknown-unknown", "--profile", profile]);
    if !cargo.status()?.success() {
        bail!("frontend doesn't compile");
    }
    let compiled = places.target.join("wasm32-unknown-unknown").join(folder).join("frontend.wasm");
    let inputs = [compiled.to_string_lossy().into_owned(), "Cargo.lock".into(), "package-lock.json".into()];
    Step::new(places, "wasm", &inputs.each_ref().map(String::as_str)).run(|out| {
        bind(&compiled, mode, out)?;
        if mode == Mode::Release {
            shrink(places, &out.join("tributary_bg.wasm"))?;
        }
        compress(places, mode, out)
    })
}

fn bind(compiled: &Path, mode: Mode, out: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .out_name("tributary")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(mode == Mode::Release)
        .remove_producers_section(mode == Mode::Release)
        .generate(out)
}

/// npm's binaryen, for Debian's is too old: it ends well and leaves a module that no browser loads.
fn shrink(places: &Places, module: &Path) -> Result<()> {
    run(places.npm_program("wasm-opt").arg("-Oz").args(FEATURES).arg(module).arg("-o").arg(module))
}
