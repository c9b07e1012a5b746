//! Random bytes and the secrets that people read aloud.

use ring::rand::{SecureRandom, SystemRandom};

/// The system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoRandomness;

pub fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    #[cfg(debug_assertions)]
    if pretended::fill(&mut bytes) {
        return Ok(bytes);
    }
    SystemRandom::new().fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// In development builds a simulation gives its thread's random bytes, so that a seed repeats a whole run.
#[cfg(debug_assertions)]
pub mod pretended {
    use std::cell::Cell;

    use ring::digest::{SHA256, digest};

    thread_local! {
        static SEED: Cell<Option<(u64, u64)>> = const { Cell::new(None) };
    }

    /// From now on this thread's bytes follow from `seed`; none gives them back to the system.
    pub fn seed(seed: Option<u64>) {
        SEED.set(seed.map(|seed| (seed, 0)));
    }

    pub(super) fn fill(bytes: &mut [u8]) -> bool {
        let Some((seed, mut used)) = SEED.get() else { return false };
        for chunk in bytes.chunks_mut(32) {
            used += 1;
            let hash = digest(&SHA256, &[seed.to_be_bytes(), used.to_be_bytes()].concat());
            chunk.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        }
        SEED.set(Some((seed, used)));
        true
    }
}

/// Without letters and digits that look alike.
const READABLE: &[u8; 30] = b"23456789abcdefghjkmnpqrstvwxyz";
const READABLE_COUNT: u8 = 30;

/// A password of 16 characters in groups of four, about 78 bits.
pub fn password() -> Result<String, NoRandomness> {
    let mut text = String::new();
    while text.chars().filter(|c| *c != '-').count() < 16 {
        // Bytes beyond a multiple of thirty are thrown away, so that no character is likelier than another.
        for byte in bytes::<32>()?.into_iter().filter(|byte| *byte < READABLE_COUNT * 8) {
            let length = text.chars().filter(|c| *c != '-').count();
            if length == 16 {
                break;
            }
            if length > 0 && length % 4 == 0 && !text.ends_with('-') {
                text.push('-');
            }
            text.extend(READABLE.get(usize::from(byte % READABLE_COUNT)).map(|c| char::from(*c)));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_sixteen_readable_characters_and_never_the_same() {
        let (one, other) = (password().unwrap(), password().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
        assert!(
            one.chars().all(|c| c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit()) && !one.contains(['l', 'o', '0', '1', 'i']),
            "{one}"
        );
    }
}
