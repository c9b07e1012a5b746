//! Argon2id over dashboard passwords.

use argon2::{Algorithm, Argon2, Params, Version};
use daylog_storage::accounts::PasswordHash;

use crate::random::{self, NoRandomness};

// OWASP's second choice for Argon2id: 19 MiB, two passes. Passwords are random and about 78 bits long by default.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Hashes a password with a fresh salt.
pub fn hash(password: &str) -> Result<PasswordHash, NoRandomness> {
    let salt = random::bytes::<16>()?;
    Ok(PasswordHash { salt, hash: stretched(password, &salt) })
}

/// Whether the password is the one that was hashed. Takes as long either way.
#[must_use]
pub fn fits(password: &str, stored: &PasswordHash) -> bool {
    let found = stretched(password, &stored.salt);
    found.iter().zip(stored.hash).fold(0, |difference, (one, other)| difference | (one ^ other)) == 0
}

/// Spends the time of one comparison, so that an unknown name answers no faster than a wrong password.
pub fn spend_the_time(password: &str) {
    let _hash = stretched(password, &[0; 16]);
}

fn stretched(password: &str, salt: &[u8; 16]) -> [u8; 32] {
    let mut out = [0; 32];
    let parameters = Params::new(MEMORY_KIB, PASSES, 1, Some(out.len())).unwrap_or_default();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    // Fails only for a password of four gigabytes; requests are far smaller. An all-zero hash is then never equal to a stored one.
    if argon2.hash_password_into(password.as_bytes(), salt, &mut out).is_err() {
        out = [0; 32];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_password_fits() {
        let stored = hash("k7mq-2x9d").unwrap();
        assert!(fits("k7mq-2x9d", &stored));
        assert!(!fits("k7mq-2x9e", &stored) && !fits("", &stored));
    }
}
