//! What a first visit may weigh, and what it does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::say;
use crate::split::{CHAPTERS, Chapters};
use crate::step::{files_below, is_of_kind};

/// WebAssembly that the dashboard loads, in bytes as sent. It is most of what a first visit waits for: two seconds of
/// a poor mobile connection (1 Mbit/s).
const WASM_MAX: u64 = 250_000;

/// Everything that the dashboard loads before it answers, in bytes as sent.
const ALL_MAX: u64 = 300_000;

/// Of that, what is kept for the page itself, which the server writes: the demo's is 9 kB.
const PAGE: u64 = 12_000;

/// What every page loads. The dashboard needs no chapter.
const ALWAYS: [&str; 5] = ["tributary_bg.wasm", "tributary.js", "split.js", "charts.js", "tributary.css"];

/// Prints the size of each file and the first load of each chapter, and says when the dashboard's is too large. A site
/// that weighs more than it should is still one that people can use.
pub fn check(folder: &Path) -> Result<()> {
    let sizes = sizes(folder)?;
    let chapters: Chapters = serde_json::from_slice(&fs::read(folder.join(CHAPTERS))?)?;
    say(&format!("{:>45}  {:>9}  {:>9}", "", "bytes", "as sent"));
    for (name, Size { plain, sent }) in &sizes {
        say(&format!("{name:>45}  {plain:>9}  {sent:>9}"));
    }
    let weigh = |names: &mut dyn Iterator<Item = &str>| -> Load {
        let sent = names.filter_map(|name| Some((is_of_kind(Path::new(name), "wasm"), sizes.get(name)?.sent)));
        sent.fold(Load::default(), |Load { wasm, all }, (is_wasm, sent)| Load {
            wasm: wasm + if is_wasm { sent } else { 0 },
            all: all + sent,
        })
    };
    say(&format!("{:>45}  {:>9}  {:>9}", "first load", "wasm", "all"));
    let dashboard = weigh(&mut ALWAYS.into_iter());
    say(&format!("{:>45}  {:>9}  {:>9}", "dashboard", dashboard.wasm, dashboard.all));
    for (chapter, files) in &chapters {
        let Load { wasm, all } = weigh(&mut ALWAYS.into_iter().chain(files.iter().map(String::as_str)));
        say(&format!("{chapter:>45}  {wasm:>9}  {all:>9}"));
    }
    for (what, weighs, may) in
        [("WebAssembly", dashboard.wasm, WASM_MAX), ("all files with the page", dashboard.all + PAGE, ALL_MAX)]
    {
        if weighs > may {
            say(&format!("over its budget: the dashboard's first load of {what} is {weighs} bytes, and may be {may}"));
        }
    }
    Ok(())
}

#[derive(Default)]
struct Load {
    wasm: u64,
    all: u64,
}

struct Size {
    plain: u64,
    /// With Brotli, where that is smaller.
    sent: u64,
}

/// The files that browsers load, by name.
fn sizes(folder: &Path) -> Result<BTreeMap<String, Size>> {
    let mut sizes = BTreeMap::new();
    for file in files_below(folder)?.iter().filter(|file| !is_of_kind(file, "br") && !is_of_kind(file, "gz")) {
        let name = file.strip_prefix(folder)?.to_string_lossy().into_owned();
        let plain = fs::metadata(file)?.len();
        let sent = fs::metadata(folder.join(format!("{name}.br"))).map_or(plain, |twin| twin.len());
        sizes.insert(name, Size { plain, sent });
    }
    Ok(sizes)
}
