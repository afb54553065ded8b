//! The site: everything the browser loads that isn't a page.
//!
//! ```text
//! target/site/pkg/tributary.js   and tributary_bg.wasm, tributary.css, charts.js: what every page loads
//! target/site/pkg/split.js       and the modules that it fetches for the chapters; echarts.js, for charts
//! target/site/pkg/chapters.json  which files a chapter needs, for the server
//! target/site/favicon.svg        and whatever else style/public/ has, by its own name
//! ```
//!
//! Names stay plain, so that the scripts can name one another. For caching, a release of the server gives the
//! folder `pkg` an address with a digest of what's in it, and finds a `.br` and a `.gz` twin beside each file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::step::{Step, files_below, run};
use crate::{Mode, budget, say, wasm};

/// Where things are.
pub struct Places {
    /// The workspace.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// What the steps of this mode have made, kept for the next time.
    pub parts: PathBuf,
}

/// Builds what has changed, then puts the site together.
pub fn build(mode: Mode) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has no parent folder")?.to_path_buf();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    let parts = target.join(if mode == Mode::Release { "site-release" } else { "site-dev" });
    let places = Places { root, target, parts };

    let parts = [styles(&places, mode)?, charts(&places, mode)?, wasm::build(&places, mode)?];
    let public = public(&places, mode)?;
    assemble(&places, &parts, &public)?;
    if mode == Mode::Release { budget::check(&places.target.join("site/pkg")) } else { Ok(()) }
}

fn styles(places: &Places, mode: Mode) -> Result<PathBuf> {
    let inputs = ["style", "app/src", "package-lock.json"];
    Step::new(places, "styles", &inputs).run(|out| {
        run(places
            .npm_program("tailwindcss")
            .args(["--minify", "--input", "style/main.css", "--output"])
            .arg(out.join("tributary.css")))?;
        compress(places, mode, out)
    })
}

fn charts(places: &Places, mode: Mode) -> Result<PathBuf> {
    let inputs = ["xtask/js", "package-lock.json"];
    Step::new(places, "charts", &inputs).run(|out| {
        run(places
            .npm_program("esbuild")
            .args(["xtask/js/charts.js", "xtask/js/echarts.js", "--external:./echarts.js"])
            .args(["--bundle", "--format=esm", "--target=es2022", "--minify", "--log-level=warning"])
            .arg(format!("--outdir={}", out.display())))?;
        compress(places, mode, out)
    })
}

fn public(places: &Places, mode: Mode) -> Result<PathBuf> {
    let source = places.root.join("style/public");
    Step::new(places, "public", &["style/public", "xtask/js/compress.mjs"]).run(|out| {
        copy_below(&source, out)?;
        compress(places, mode, out)
    })
}

/// Gives each file its compressed twins, which only a release needs: nobody waits for a local network.
pub fn compress(places: &Places, mode: Mode, folder: &Path) -> Result<()> {
    if mode == Mode::Dev {
        return Ok(());
    }
    run(places.program("node").arg(places.root.join("xtask/js/compress.mjs")).arg(folder))
}

/// Lays the parts out anew beside the present site and swaps the two, unless nothing has changed: then the
/// site's files keep their times, and the server that carries them isn't compiled again.
fn assemble(places: &Places, parts: &[PathBuf], public: &Path) -> Result<()> {
    let (site, next) = (places.target.join("site"), places.target.join("site.next"));
    if next.exists() {
        fs::remove_dir_all(&next)?;
    }
    for part in parts {
        copy_below(part, &next.join("pkg"))?;
    }
    copy_below(public, &next)?;

    if site.exists() && content(&site)? == content(&next)? {
        fs::remove_dir_all(&next)?;
        return Ok(());
    }
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    fs::rename(&next, &site)?;
    say(&format!("    site  {}", site.display()));
    Ok(())
}

/// Every file below a folder, by its path from there.
fn content(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    files_below(folder)?
        .into_iter()
        .map(|file| Ok((file.strip_prefix(folder)?.to_path_buf(), fs::read(&file)?)))
        .collect()
}

fn copy_below(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        let copy = to.join(file.strip_prefix(from)?);
        if let Some(parent) = copy.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&file, &copy).with_context(|| format!("copying {}", file.display()))?;
    }
    Ok(())
}
