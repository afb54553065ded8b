//! Surveys: partners' owners are asked by letter with a private link, reminded, and answer once.
//!
//! A link holds the operator's number and 256 random bits, of which only the hash is kept. So a reminder brings a link
//! of its own, and all links of a survey lead to the same one.

mod answer;
mod ask;

use domain::TenantId;
use domain::health::survey::link_hash;

/// What stands behind `/survey/` in a letter.
fn link_of(tenant: TenantId, token: &str) -> String {
    format!("{tenant}-{token}")
}

/// A letter with its private links taken out of it, for those of the operator who look at what was sent: whoever has a
/// link answers in the owner's name.
pub(crate) fn without_links(letter: &str) -> String {
    let mut parts = letter.split("/survey/");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shown.push_str("/survey/…");
        shown.push_str(part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-'));
    }
    shown
}

/// The operator that a link leads to, and the hash that the survey is found by; none of what can't be a link.
fn read_link(link: &str) -> Option<(TenantId, [u8; 32])> {
    let (tenant, token) = link.split_once('-')?;
    Some((TenantId(tenant.parse().ok()?), link_hash(token)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_shown_without_the_links_in_it() {
        let link = format!("https://t.example/survey/{}", link_of(TenantId(7), "00ff"));
        let letter = format!("Hello,\n{link}\n<a href=\"{link}\">answer</a>");
        let hidden = "https://t.example/survey/…";
        assert_eq!(without_links(&letter), format!("Hello,\n{hidden}\n<a href=\"{hidden}\">answer</a>"));
        assert_eq!(without_links("no link"), "no link");
    }

    #[test]
    fn a_link_reads_back_and_nothing_else_is_one() {
        let token = "0123456789abcdef".repeat(4);
        let (tenant, hash) = read_link(&link_of(TenantId(7), &token)).unwrap();
        assert_eq!((tenant, Some(hash)), (TenantId(7), link_hash(&token)));
        assert_eq!(["", "7", "7-", "x-y", &token].map(read_link), [None; 5]);
    }
}
