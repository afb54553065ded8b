//! Short names for what the main module imports.
//!
//! wasm-bindgen names each import by what it does and a digest, `__wbg_setAttribute_5e2f4bd3bd7d4e05`, in the module
//! and in the script: hardly anything in either compresses worse.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use anyhow::Result;
use wasm_bindgen_cli_support::Output;

/// How all these names begin.
const MARK: &str = "__wb";

/// Writes the module and its script into `out`, with short names between them.
pub fn emit_with_short_names(mut bound: Output, out: &Path) -> Result<()> {
    let module = bound.wasm_mut();
    let exports: HashSet<String> = module.exports.iter().map(|export| export.name.clone()).collect();
    let mut short = HashMap::new();
    for import in module.imports.iter_mut() {
        if import.name.starts_with(MARK) && !exports.contains(&import.name) {
            let name = format!("i{}", short.len());
            short.insert(std::mem::replace(&mut import.name, name.clone()), name);
        }
    }
    bound.emit(out)?;
    let script = out.join("tributary.js");
    fs::write(&script, renamed(&fs::read_to_string(&script)?, &short))?;
    Ok(())
}

/// A script with other names for some of its words.
fn renamed(script: &str, names: &HashMap<String, String>) -> String {
    let mut text = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(MARK) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        text.push_str(before);
        text.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_renamed() {
        let names = HashMap::from([("__wbg_a_1".to_owned(), "i0".to_owned())]);
        let script = "({ __wbg_a_1: f, __wbg_a_12: wasm.__wbindgen_free })";
        assert_eq!(renamed(script, &names), "({ i0: f, __wbg_a_12: wasm.__wbindgen_free })");
    }
}
