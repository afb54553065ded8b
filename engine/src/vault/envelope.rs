//! One sealed value: AES-256-GCM with a random nonce, bound to its place so that it can't be moved to another.

use domain::TenantId;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use zeroize::Zeroizing;

/// Bytes of a key.
pub(super) const KEY_LENGTH: usize = 32;
/// What a sealed value begins with, so that another way of sealing could be told apart.
const VERSION: u8 = 1;
/// Version, key, nonce.
const HEAD: usize = 1 + 4 + NONCE_LEN;

/// The bytes of a key, wiped when they are dropped.
pub(super) type KeyBytes = Zeroizing<[u8; KEY_LENGTH]>;

/// Why a value can't be sealed or opened. Tells nothing of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EnvelopeError {
    /// The system gives no random bits.
    #[error("the system gives no random bits")]
    NoRandomness,
    /// Not what was sealed for this place with this key.
    #[error("a sealed value was changed, moved to another place, or sealed with another key")]
    NotWhatWasSealed,
}

/// Where a sealed value stands. Another place can't open it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// Whose.
    pub tenant: TenantId,
    /// In which table.
    pub table: &'a str,
    /// In which row.
    pub row: &'a [u8],
    /// In which column.
    pub column: &'a str,
}

impl Place<'_> {
    /// What the seal vouches for beside the value; each part is preceded by its length, so that no two places give the
    /// same bytes.
    fn vouched(&self, key: i32) -> Vec<u8> {
        let tenant = self.tenant.0.to_be_bytes();
        let key = key.to_be_bytes();
        let parts: [&[u8]; 5] = [&tenant, self.table.as_bytes(), self.row, self.column.as_bytes(), &key];
        let mut bytes = vec![VERSION];
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

/// 256 random bits.
pub(super) fn new_key() -> Result<KeyBytes, EnvelopeError> {
    let mut bytes = Zeroizing::new([0; KEY_LENGTH]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| EnvelopeError::NoRandomness)?;
    Ok(bytes)
}

fn cipher(key: &KeyBytes) -> Result<LessSafeKey, EnvelopeError> {
    // Fails for keys of another length, which the type rules out.
    UnboundKey::new(&AES_256_GCM, key.as_slice()).map(LessSafeKey::new).map_err(|_| EnvelopeError::NotWhatWasSealed)
}

/// Seals a value for a place with the key of this number.
pub(super) fn seal(key: &KeyBytes, number: i32, place: Place<'_>, value: &[u8]) -> Result<Vec<u8>, EnvelopeError> {
    let mut nonce = [0; NONCE_LEN];
    getrandom::fill(&mut nonce).map_err(|_| EnvelopeError::NoRandomness)?;
    // The room for the tag is there from the start: growing would leave a copy of the value behind.
    let mut sealed = Vec::with_capacity(HEAD + value.len() + AES_256_GCM.tag_len());
    sealed.push(VERSION);
    sealed.extend_from_slice(&number.to_be_bytes());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(value);
    let vouched = Aad::from(place.vouched(number));
    let (_, body) = sealed.split_at_mut(HEAD);
    let tag = cipher(key)?
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), vouched, body)
        .map_err(|_| EnvelopeError::NotWhatWasSealed)?;
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

/// Opens what was sealed for a place with the key of this number.
pub(super) fn open(
    key: &KeyBytes,
    number: i32,
    place: Place<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    let (head, body) = sealed.split_at_checked(HEAD).ok_or(EnvelopeError::NotWhatWasSealed)?;
    let nonce = head
        .strip_prefix(&[VERSION])
        .and_then(|rest| rest.strip_prefix(&number.to_be_bytes()))
        .and_then(|nonce| Nonce::try_assume_unique_for_key(nonce).ok())
        .ok_or(EnvelopeError::NotWhatWasSealed)?;
    let mut body = Zeroizing::new(body.to_vec());
    let length = cipher(key)?
        .open_in_place(nonce, Aad::from(place.vouched(number)), &mut body)
        .map_err(|_| EnvelopeError::NotWhatWasSealed)?
        .len();
    body.truncate(length);
    Ok(body)
}

/// A keyed hash: without the key nobody can try out values until one fits.
pub(super) fn fingerprint(key: &KeyBytes, parts: &[&[u8]]) -> Vec<u8> {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.as_slice()));
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    context.sign().as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'static> =
        Place { tenant: TenantId(1), table: "bank_accounts", row: &[1; 16], column: "number" };

    #[test]
    fn what_is_sealed_opens_in_its_place_with_its_key_alone() {
        let key = new_key().unwrap();
        let sealed = seal(&key, 3, PLACE, b"1234567890").unwrap();
        assert_eq!(open(&key, 3, PLACE, &sealed).unwrap().as_slice(), b"1234567890");
        assert!(!sealed.windows(4).any(|part| part == b"1234"));
        for place in [
            Place { tenant: TenantId(2), ..PLACE },
            Place { table: "tax_ids", ..PLACE },
            Place { row: &[2; 16], ..PLACE },
            Place { column: "other", ..PLACE },
            // What one part lacks at its end another may not have at its start.
            Place { table: "bank_account", column: "snumber", ..PLACE },
        ] {
            assert_eq!(open(&key, 3, place, &sealed), Err(EnvelopeError::NotWhatWasSealed), "{place:?}");
        }
        assert!(open(&key, 4, PLACE, &sealed).is_err());
        assert!(open(&new_key().unwrap(), 3, PLACE, &sealed).is_err());
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_found() {
        let key = new_key().unwrap();
        let sealed = seal(&key, 3, PLACE, b"1234567890").unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&key, 3, PLACE, &changed).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(open(&key, 3, PLACE, &sealed[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn the_same_value_is_never_sealed_alike_and_always_has_one_fingerprint() {
        let key = new_key().unwrap();
        assert_ne!(seal(&key, 1, PLACE, b"1234").unwrap(), seal(&key, 1, PLACE, b"1234").unwrap());
        assert_eq!(fingerprint(&key, &[b"12", b"34"]), fingerprint(&key, &[b"12", b"34"]));
        assert_ne!(fingerprint(&key, &[b"12", b"34"]), fingerprint(&key, &[b"123", b"4"]));
        assert_ne!(fingerprint(&key, &[b"12"]), fingerprint(&new_key().unwrap(), &[b"12"]));
    }
}
