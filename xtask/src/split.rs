//! One module becomes several: what every page loads, each chapter's own code, and what chapters share.
//!
//! `wasm_split_cli_support` makes a file for each combination of chapters that share something, and a chapter would load
//! a dozen of them. So those are packed into one file, which is itself a module: one of nothing but custom sections.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_encoder::{CustomSection, ExportSection, Module, RawSection, Section};
use wasm_split_cli_support::{Options, transform};
use wasmparser::{Parser, Payload};

/// What several chapters need and the rest doesn't.
const SHARED: &str = "shared";

/// The part of it that modest chapters need.
const MODEST: &str = "modest";

/// A chapter that needs fewer bytes than this of what is shared is modest, and shouldn't wait for all of it: signing in,
/// charts.
const MODEST_MAX: usize = 25_000;

/// The way from the main module to the others.
const LINKS: &str = "split.js";

/// The files of each chapter, by the chapter's name, beside what every page loads.
pub type Chapters = BTreeMap<String, BTreeSet<String>>;

/// Where they stand for the server, which tells the browser ahead of time what a page will need.
pub const CHAPTERS: &str = "chapters.json";

/// What only answers that are read piece by piece would need, and none of ours is.
const UNUSED: &str = "intounderlying";

/// Splits `compiled`; answers with the main module, which is yet to be bound, beside the others in `out`, and with what
/// each chapter needs of those.
pub fn split(compiled: &Path, out: &Path) -> Result<(PathBuf, Chapters)> {
    let (module, main) = (without_unused(&fs::read(compiled)?)?, out.join("main.wasm"));
    let mut options = Options::new(&module);
    options.output_dir = out;
    options.main_out_path = &main;
    options.main_module = "./tributary.js";
    let link_name = format!("./{LINKS}");
    options.link_name = &link_name;
    let made = transform(options).map_err(|error| anyhow!("splitting: {error:#}"))?;
    let named = |files: Vec<String>| files.into_iter().map(|stem| format!("{stem}.wasm")).collect();
    let chapters = made.prefetch_map.into_iter().map(|(chapter, files)| (chapter, named(files))).collect();
    Ok((main, chapters))
}

/// Whether a module is one that several chapters share, before it is packed.
pub fn is_chunk(module: &Path) -> bool {
    module.file_name().is_some_and(|name| name.to_string_lossy().starts_with("chunk_"))
}

/// Packs what chapters share into two files, and tells the links and the server so.
pub fn pack<'a>(chunks: impl Iterator<Item = &'a PathBuf>, mut chapters: Chapters, out: &Path) -> Result<()> {
    let mut content = BTreeMap::new();
    for chunk in chunks {
        let name = chunk.file_name().context("a chunk has a name")?.to_string_lossy().into_owned();
        content.insert(name, fs::read(chunk)?);
        fs::remove_file(chunk)?;
    }
    let need =
        |files: &BTreeSet<String>| files.iter().filter_map(|file| content.get(file)).map(Vec::len).sum::<usize>();
    let modest = chapters.values().filter(|files| need(files) < MODEST_MAX).flatten().cloned().collect::<BTreeSet<_>>();

    let mut packs = BTreeMap::from([(SHARED, Module::new()), (MODEST, Module::new())]);
    let links = out.join(LINKS);
    let mut script = fs::read_to_string(&links)?;
    for (name, data) in &content {
        let pack = if modest.contains(name) { MODEST } else { SHARED };
        packs.entry(pack).or_default().section(&CustomSection { name: name.into(), data: data.into() });
        let fetched = format!("fetch(new URL(\"./{name}\", import.meta.url))");
        script = script.replace(&fetched, &format!("unpacked(\"{pack}\", \"{name}\")"));
        for files in chapters.values_mut() {
            if files.remove(name) {
                files.insert(format!("{pack}.wasm"));
            }
        }
    }
    for (name, pack) in packs {
        fs::write(out.join(name).with_extension("wasm"), pack.finish())?;
    }
    fs::write(links, script + UNPACK)?;
    fs::write(out.join(CHAPTERS), serde_json::to_string_pretty(&chapters)?)?;
    Ok(())
}

/// Answers with a packed module as if it had been fetched. A fetch that failed is tried again at the next occasion.
const UNPACK: &str = r#"
const packs = new Map();
async function unpacked(pack, name) {
    if (!packs.has(pack)) {
        packs.set(pack, WebAssembly.compileStreaming(fetch(new URL(`./${pack}.wasm`, import.meta.url))));
    }
    try {
        const [bytes] = WebAssembly.Module.customSections(await packs.get(pack), name);
        return new Response(bytes, { headers: { "content-type": "application/wasm" } });
    } catch (error) {
        packs.delete(pack);
        throw error;
    }
}
"#;

/// The module without exports that nobody calls: all code that an export leads to would be in the main module.
fn without_unused(module: &[u8]) -> Result<Vec<u8>> {
    let mut kept = Module::new().finish();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Payload::ExportSection(exports) = payload {
            let mut section = ExportSection::new();
            for export in exports {
                let export = export?;
                if !export.name.contains(UNUSED) {
                    section.export(export.name, export.kind.into(), export.index);
                }
            }
            section.append_to(&mut kept);
        } else if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = module.get(range).context("a section within the module")?;
            RawSection { id, data }.append_to(&mut kept);
        }
    }
    Ok(kept)
}
