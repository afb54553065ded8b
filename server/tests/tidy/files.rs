//! The files of the house: its manifests, its Rust files, its texts.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders with nothing that a person has written.
const NOT_OURS: [&str; 6] = ["target", "node_modules", ".git", "test-results", "playwright-report", "tributary-data"];

/// Lock files hold where each package comes from, written by tools.
const LOCKS: [&str; 2] = ["Cargo.lock", "package-lock.json"];

const TEXTS: [&str; 14] =
    ["rs", "toml", "md", "css", "js", "mjs", "ts", "json", "sql", "html", "yml", "yaml", "sh", "txt"];

/// The folder of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A file with its path from the root, written with slashes.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    /// Whether it is part of what is shipped, rather than a test or a build helper.
    pub fn is_product_code(&self) -> bool {
        let helper = self.path.starts_with("xtask/") || self.path.ends_with("build.rs");
        self.path.contains("/src/") && !self.path.ends_with("tests.rs") && !helper
    }

    /// Whether another file must declare it.
    pub fn is_module(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let nested = self.path.split('/').count() > 3;
        let in_src = self.path.split('/').nth(1) == Some("src");
        let crate_root = ["lib.rs", "main.rs", "build.rs"].contains(&name);
        !crate_root && (in_src || nested)
    }

    /// The paths of the modules it declares, each as a file and as a folder.
    pub fn declared_modules(&self) -> Vec<String> {
        let path = Path::new(&self.path);
        let name = path.file_stem().unwrap().to_str().unwrap();
        let folder = path.parent().unwrap();
        let is_test_root = self.path.split('/').nth(1) == Some("tests") && self.path.split('/').count() == 3;
        let folder =
            if is_test_root || ["lib", "main", "mod"].contains(&name) { folder.into() } else { folder.join(name) };
        let names = self.text.lines().filter_map(|line| {
            let declaration = line.trim().strip_suffix(';')?;
            let (_, module) = declaration.split_once("mod ").filter(|(before, _)| before.chars().all(|c| c != '/'))?;
            Some(module.to_owned())
        });
        names
            .flat_map(|module| [folder.join(format!("{module}.rs")), folder.join(module).join("mod.rs")])
            .map(|path| path.to_str().unwrap().to_owned())
            .collect()
    }
}

/// Every text in the house.
pub fn text_files() -> impl Iterator<Item = File> {
    let mut paths = Vec::new();
    walk(root(), &mut paths);
    paths.sort();
    paths.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?;
        let extension = path.extension().and_then(|extension| extension.to_str());
        let is_text = extension.is_none_or(|extension| TEXTS.contains(&extension));
        let text = (is_text && !LOCKS.contains(&name)).then(|| fs::read_to_string(&path).ok())??;
        Some(File { path: path.strip_prefix(root()).ok()?.to_str()?.replace('\\', "/"), text })
    })
}

/// Every Rust file in the house.
pub fn rust_files() -> impl Iterator<Item = File> {
    text_files().filter(|file| Path::new(&file.path).extension().is_some_and(|extension| extension == "rs"))
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let kind = entry.file_type().unwrap();
        let name = entry.file_name();
        if kind.is_dir() && !NOT_OURS.iter().any(|skipped| name == *skipped) {
            walk(&entry.path(), paths);
        } else if kind.is_file() {
            paths.push(entry.path());
        }
    }
}

/// A crate's `Cargo.toml`.
pub struct Manifest {
    pub name: String,
    table: toml::Table,
}

impl Manifest {
    fn dependency(&self, name: &str) -> Option<&toml::Value> {
        let sections = ["dependencies", "build-dependencies"];
        sections.iter().find_map(|section| self.table.get(*section)?.get(name))
    }

    /// Whether what is shipped depends on a package; tests may know more.
    pub fn depends_on(&self, name: &str) -> bool {
        self.dependency(name).is_some()
    }

    /// Whether the dependency stands behind a feature.
    pub fn is_optional(&self, name: &str) -> bool {
        self.dependency(name).and_then(|value| value.get("optional")?.as_bool()).unwrap_or_default()
    }

    /// Whether one of its features is on unless said otherwise.
    pub fn switches_on_by_default(&self, feature: &str) -> bool {
        let on = self.table.get("features").and_then(|features| features.get("default")?.as_array());
        on.is_some_and(|on| on.iter().any(|one| one.as_str() == Some(feature)))
    }

    /// Whether it switches on a feature of another crate of the house.
    pub fn has_feature_of(&self, name: &str, feature: &str) -> bool {
        let features = self.dependency(name).and_then(|value| value.get("features")?.as_array());
        features.is_some_and(|features| features.iter().any(|on| on.as_str() == Some(feature)))
    }
}

/// Every crate of the workspace.
pub fn crates() -> impl Iterator<Item = Manifest> {
    fs::read_dir(root()).unwrap().flatten().filter_map(|entry| {
        let table: toml::Table = fs::read_to_string(entry.path().join("Cargo.toml")).ok()?.parse().unwrap();
        let name = table["package"]["name"].as_str()?.to_owned();
        Some(Manifest { name, table })
    })
}
