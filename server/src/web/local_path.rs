//! A place on this site to go to next.

/// A path that can't lead a browser to another site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// The path, or the first page when `text` isn't one.
    ///
    /// `//host` and `/\host` name another host. Browsers drop tabs and line ends, so that `/⇥/host` does too.
    pub fn or_home(text: &str) -> Self {
        let local = text.starts_with('/')
            && !text.starts_with("//")
            && text.len() <= 2000
            && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        Self(if local { text } else { "/" }.to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_kept() {
        for good in ["/", "/customers?stage=lead&page=2", "/partners/1#health", "/a//b"] {
            assert_eq!(LocalPath::or_home(good).as_str(), good);
        }
        let long = format!("/{}", "a".repeat(2000));
        for bad in [
            "",
            "customers",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/a\r\nset-cookie: x",
            " /",
            "javascript:alert(1)",
            "/é",
            &long,
        ] {
            assert_eq!(LocalPath::or_home(bad).as_str(), "/", "{bad:?}");
        }
    }
}
