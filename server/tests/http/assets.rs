//! The files of the site.

use crate::helper::Site;
use std::fs;
use std::path::Path;

#[tokio::test]
async fn every_file_of_the_site_has_its_type_and_a_tag() {
    let site = Site::start().await;
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
    let mut paths = Vec::new();
    list(&built, &built, &mut paths);
    for path in paths {
        let answer = site.get(&path).await;
        assert_eq!(answer.status(), 200, "{path}");
        let headers = answer.headers();
        let expected = match path.rsplit_once('.').unwrap().1 {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "wasm" => "application/wasm",
            "svg" => "image/svg+xml",
            "ico" => "image/x-icon",
            _ => headers["content-type"].to_str().unwrap(),
        };
        assert_eq!(headers["content-type"], expected, "{path}");
        let tag = headers["etag"].to_str().unwrap();
        assert_eq!(site.get_with(&path, &[("if-none-match", tag)]).await.status(), 304, "{path}");
    }
}

#[tokio::test]
async fn files_outside_the_site_are_not_served() {
    let site = Site::start().await;
    for path in ["/../Cargo.toml", "/..%2fCargo.toml", "/pkg/..%2f..%2f..%2fCargo.toml", "/%2e%2e/Cargo.lock"] {
        assert_eq!(site.get(path).await.status(), 404, "{path}");
    }
}

/// Files that a browser asks for, without their compressed twins.
fn list(root: &Path, folder: &Path, paths: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let compressed = path.extension().is_some_and(|extension| extension == "br" || extension == "gz");
        if path.is_dir() {
            list(root, &path, paths);
        } else if !compressed {
            paths.push(format!("/{}", path.strip_prefix(root).unwrap().to_str().unwrap()));
        }
    }
}
