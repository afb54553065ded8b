//! The part of the application that runs in the browser: compiled, split, bound to JavaScript, made small.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rayon::prelude::*;
use wasm_bindgen_cli_support::Bindgen;

use crate::Mode;
use crate::names::emit_with_short_names;
use crate::site::{Places, compress};
use crate::split::{is_chunk, pack, split};
use crate::step::{Step, files_below, is_of_kind, run};

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

/// Compiles `frontend` (cargo knows whether that's needed) and makes `tributary.js` and `tributary_bg.wasm`, which
/// every page loads, `split.js`, which knows the way to the rest, a `.wasm` for each chapter of pages, and
/// `shared.wasm` for what some chapters share.
pub fn build(places: &Places, mode: Mode) -> Result<PathBuf> {
    let (profile, folder) = if mode == Mode::Release { ("wasm-release", "wasm-release") } else { ("dev", "debug") };
    // The one that started us; else rustup's, which tells the compiler to ignore the toolchain files of dependencies.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut cargo = places.program(cargo);
    cargo.args(["rustc", "-p", "frontend", "--lib", "--target", "wasm32-unknown-unknown", "--profile", profile]);
    // Says for each function what it needs, by which the module is split.
    cargo.args(["--", "-Clink-args=--emit-relocs"]);
    if !cargo.status()?.success() {
        bail!("frontend doesn't compile");
    }
    let compiled = places.target.join("wasm32-unknown-unknown").join(folder).join("frontend.wasm");
    let inputs = [compiled.to_string_lossy().into_owned(), "Cargo.lock".into(), "package-lock.json".into()];
    Step::new(places, "wasm", &inputs.each_ref().map(String::as_str)).run(|out| {
        let (main, chapters) = split(&compiled, out)?;
        bind(&main, mode, out)?;
        fs::remove_file(&main)?;
        let files = files_below(out)?;
        let modules: Vec<_> = files.iter().filter(|file| is_of_kind(file, "wasm")).collect();
        if mode == Mode::Release {
            modules.par_iter().try_for_each(|module| shrink_module(places, module))?;
        }
        pack(modules.into_iter().filter(|module| is_chunk(module)), chapters, out)?;
        if mode == Mode::Release {
            for script in files.iter().filter(|file| is_of_kind(file, "js")) {
                shrink_script(places, script)?;
            }
        }
        compress(places, mode, out)
    })
}

fn bind(compiled: &Path, mode: Mode, out: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .out_name("tributary")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // The chapters need the memory and the table of functions.
        .keep_lld_exports(true)
        .demangle(false);
    if mode == Mode::Dev {
        return bindgen.generate(out);
    }
    emit_with_short_names(bindgen.generate_output()?, out)
}

/// What makes a module small: its code is taken apart and put together anew, twice over, and functions of like names,
/// which are made of like code, come to stand side by side, where they compress best. Rust's stack ends at address zero,
/// so a pointer never points to the first kilobyte.
const SHRINK: [&str; 7] =
    ["--debuginfo", "--flatten", "--rereloop", "-Oz", "-Oz", "--low-memory-unused", "--reorder-functions-by-name"];

/// What takes away all that browsers don't run; names go last, for functions were ordered by them.
const STRIP: [&str; 3] = ["--strip-debug", "--strip-producers", "--strip-target-features"];

/// npm's binaryen, for Debian's is too old: it ends well and leaves a module that no browser loads.
fn shrink_module(places: &Places, module: &Path) -> Result<()> {
    let optimise = |options: &[&str]| {
        run(places.npm_program("wasm-opt").args(FEATURES).args(options).arg(module).arg("-o").arg(module))
    };
    optimise(&SHRINK)?;
    optimise(&STRIP)
}

fn shrink_script(places: &Places, script: &Path) -> Result<()> {
    run(places
        .npm_program("esbuild")
        .args(["--minify", "--format=esm", "--target=es2022", "--log-level=warning", "--allow-overwrite"])
        .arg(format!("--outfile={}", script.display()))
        .arg(script))
}
