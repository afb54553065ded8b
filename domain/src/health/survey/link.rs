//! The private link to a survey: whoever has it may answer once, and the database can't tell what it is.

use sha2::{Digest, Sha256};

/// What is kept of a link's token: its SHA-256. `None` for what can't be a token.
///
/// A token is 256 random bits in hexadecimal, so its hash needs neither salt nor stretching.
/// It is a parameter here: it stands in the message to the partner and nowhere else.
pub fn link_hash(token: &str) -> Option<[u8; 32]> {
    let is_token = token.len() == 64 && token.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_token.then(|| Sha256::digest(token.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_256_bits_in_hexadecimal_are_a_token() {
        let token = "0123456789abcdef".repeat(4);
        let hash = link_hash(&token).unwrap();
        assert_eq!(hash, link_hash(&token).unwrap());
        assert_ne!(Some(hash), link_hash(&"0".repeat(64)));
        assert_eq!([link_hash(&token[1..]), link_hash(&token.to_uppercase()), link_hash("")], [None; 3]);
    }
}
