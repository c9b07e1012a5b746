//! The database key at rest: random, and kept only wrapped. One wrap needs the keyring's secret AND the PIN
//! (or, without a keyring, a longer PIN alone); another can be opened by the district's recovery key.
//!
//! Holds no personal data. Knows nothing of the database itself.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use argon2::{Algorithm, Argon2, Params, Version};
use daylog_wire::{
    encryption::{Encrypted, encrypt},
    recovery::RECOVERY_INFO,
};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Random, StoreError, attempts_file, files::write_durably, pin::Attempts};
use daylog_domain::clocks::Reading;

const VERSION: u16 = 1;
/// 32 MiB, three passes: 0.1 to 0.5 s on the phones it is made for.
const MEMORY_KIB: u32 = 32 * 1024;
const PASSES: u32 = 3;

/// A 256-bit key, wiped from memory when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// The fewest digits of a PIN.
#[must_use]
pub fn least_digits(has_keyring: bool) -> u8 {
    if has_keyring { 6 } else { 8 }
}

#[derive(Debug, Serialize, Deserialize)]
struct KeyFile {
    version: u16,
    has_keyring: bool,
    memory_kib: u32,
    passes: u32,
    salt: Vec<u8>,
    nonce: Vec<u8>,
    wrapped: Vec<u8>,
    recovery: Option<RecoveryWrap>,
}

/// The key encrypted to the district's recovery key (HPKE: X25519, HKDF-SHA256, ChaCha20-Poly1305).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecoveryWrap {
    pub encapsulated: Vec<u8>,
    pub ciphertext: Vec<u8>,
}

/// The folder's key file and the count of wrong PINs beside it.
#[derive(Debug, Clone)]
pub struct KeyFiles {
    folder: PathBuf,
}

impl KeyFiles {
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        KeyFiles { folder: folder.to_owned() }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn key_path(&self) -> PathBuf {
        self.folder.join("key.json")
    }

    fn attempts_path(&self) -> PathBuf {
        self.folder.join("attempts.json")
    }

    /// Held while a file is read and written again, so that neither two threads nor two processes do it at once.
    /// Where files cannot be locked, as on some Androids, there is no second process either. Where the file of the lock
    /// cannot be made, on a full disk say, only other threads wait: that costs no more than a guess counted once for two.
    fn hold(&self) -> Result<(MutexGuard<'static, ()>, Option<File>), StoreError> {
        static IN_THIS_PROCESS: Mutex<()> = Mutex::new(());
        let guard = IN_THIS_PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.folder.join("key.lock");
        let made = File::options().create(true).truncate(false).write(true).open(&path);
        // A medium that cannot be written may have one that can be locked.
        let Ok(file) = made.or_else(|_| File::open(&path)) else { return Ok((guard, None)) };
        match file.lock() {
            Err(error) if error.kind() != ErrorKind::Unsupported => Err(error.into()),
            _ => Ok((guard, Some(file))),
        }
    }

    #[must_use]
    pub fn exists(&self) -> bool {
        self.key_path().exists()
    }

    /// Makes a new database key and keeps it wrapped.
    pub fn create(&self, pin: &str, keyring: Option<&[u8; 32]>, random: &mut dyn Random) -> Result<Key, StoreError> {
        check_pin(pin, keyring)?;
        let _held = self.hold()?;
        if self.exists() {
            return Err(StoreError::Exists);
        }
        let mut key = Key::default();
        random.fill(key.as_mut_slice())?;
        self.wrap(&key, pin, keyring, None, random)?;
        // Made now, while there is room: from here on it is only written over.
        attempts_file::keep(&self.attempts_path(), &Attempts::default())?;
        Ok(key)
    }

    /// Wraps the same key anew, after its PIN or the keyring's part was lost. The recovery wrap stays, the count of wrong
    /// PINs begins again.
    pub fn wrap_again(&self, key: &Key, pin: &str, keyring: Option<&[u8; 32]>, random: &mut dyn Random) -> Result<(), StoreError> {
        check_pin(pin, keyring)?;
        let _held = self.hold()?;
        let recovery = self.read()?.recovery;
        self.wrap(key, pin, keyring, recovery, random)?;
        attempts_file::keep(&self.attempts_path(), &Attempts::default())
    }

    fn wrap(
        &self,
        key: &Key,
        pin: &str,
        keyring: Option<&[u8; 32]>,
        recovery: Option<RecoveryWrap>,
        random: &mut dyn Random,
    ) -> Result<(), StoreError> {
        let (mut salt, mut nonce) = (vec![0; 16], vec![0; NONCE_LEN]);
        random.fill(&mut salt)?;
        random.fill(&mut nonce)?;
        let mut file = KeyFile {
            version: VERSION,
            has_keyring: keyring.is_some(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            salt,
            nonce,
            wrapped: Vec::new(),
            recovery,
        };
        let wrapping = wrapping_key(&file, pin, keyring)?;
        let mut wrapped = key.to_vec();
        wrapping.seal_in_place_append_tag(nonce_of(&file)?, Aad::empty(), &mut wrapped).map_err(|_| StoreError::KeyLost)?;
        file.wrapped = wrapped;
        write_durably(&self.key_path(), &serde_json::to_vec(&file)?)
    }

    /// Whether the key was wrapped with a keyring's help.
    pub fn has_keyring(&self) -> Result<bool, StoreError> {
        Ok(self.read()?.has_keyring)
    }

    /// Milliseconds until the next PIN is looked at.
    #[must_use]
    pub fn wait_ms(&self, reading: Reading) -> u64 {
        self.attempts().wait_ms(reading)
    }

    #[must_use]
    pub fn wrong_attempts(&self) -> u32 {
        self.attempts().wrong
    }

    /// Unwraps the key. A wrong PIN is counted before the answer is given.
    pub fn unlock(&self, pin: &str, keyring: Option<&[u8; 32]>, reading: Reading) -> Result<Key, StoreError> {
        // Guesses made side by side would all read the same count and cost one between them.
        let _held = self.hold()?;
        let attempts = self.attempts();
        let wait_ms = attempts.wait_ms(reading);
        if wait_ms > 0 {
            return Err(StoreError::SlowDown { wait_ms });
        }
        let file = self.read()?;
        if file.has_keyring && keyring.is_none() {
            return Err(StoreError::KeyringLost);
        }
        // Counted before it is tried, so that pulling the plug does not make a guess free.
        attempts_file::keep(&self.attempts_path(), &attempts.after_wrong(reading))?;
        let wrapping = wrapping_key(&file, pin, keyring.filter(|_| file.has_keyring))?;
        let mut wrapped = Zeroizing::new(file.wrapped.clone());
        let opened = wrapping.open_in_place(nonce_of(&file)?, Aad::empty(), &mut wrapped).map_err(|_| StoreError::WrongPin)?;
        let mut key = Key::default();
        if opened.len() != key.len() {
            return Err(StoreError::KeyLost);
        }
        key.copy_from_slice(opened);
        attempts_file::keep(&self.attempts_path(), &Attempts::default())?;
        Ok(key)
    }

    /// Adds the wrap that the district's recovery key opens.
    pub fn add_recovery(&self, key: &Key, recovery: &[u8; 32], random: &mut dyn Random) -> Result<(), StoreError> {
        let _held = self.hold()?;
        let mut file = self.read()?;
        file.recovery = Some(encrypt_to(recovery, key.as_slice(), random)?);
        write_durably(&self.key_path(), &serde_json::to_vec(&file)?)
    }

    /// The recovery wrap, for the district to open.
    pub fn recovery(&self) -> Result<Option<RecoveryWrap>, StoreError> {
        Ok(self.read()?.recovery)
    }

    fn read(&self) -> Result<KeyFile, StoreError> {
        let bytes = fs::read(self.key_path())
            .map_err(|error| if error.kind() == ErrorKind::NotFound { StoreError::KeyLost } else { error.into() })?;
        serde_json::from_slice::<KeyFile>(&bytes).ok().filter(|file| file.version == VERSION).ok_or(StoreError::KeyLost)
    }

    fn attempts(&self) -> Attempts {
        attempts_file::read(&self.attempts_path())
    }
}

fn check_pin(pin: &str, keyring: Option<&[u8; 32]>) -> Result<(), StoreError> {
    let least = least_digits(keyring.is_some());
    let is_long_enough = pin.len() >= usize::from(least) && pin.bytes().all(|byte| byte.is_ascii_digit());
    if is_long_enough { Ok(()) } else { Err(StoreError::ShortPin { least }) }
}

fn wrapping_key(file: &KeyFile, pin: &str, keyring: Option<&[u8; 32]>) -> Result<LessSafeKey, StoreError> {
    let params =
        Params::new(file.memory_kib.clamp(8, 1024 * 1024), file.passes.clamp(1, 16), 1, Some(32)).map_err(|_| StoreError::KeyLost)?;
    let mut stretched = Key::default();
    // The keyring's secret enters as Argon2's own secret input: without it no PIN can be tried.
    Argon2::new_with_secret(keyring.map_or(&[], |secret| secret.as_slice()), Algorithm::Argon2id, Version::V0x13, params)
        .and_then(|argon2| argon2.hash_password_into(pin.as_bytes(), &file.salt, stretched.as_mut_slice()))
        .map_err(|_| StoreError::KeyLost)?;
    UnboundKey::new(&CHACHA20_POLY1305, stretched.as_slice()).map(LessSafeKey::new).map_err(|_| StoreError::KeyLost)
}

fn nonce_of(file: &KeyFile) -> Result<Nonce, StoreError> {
    Nonce::try_assume_unique_for_key(&file.nonce).map_err(|_| StoreError::KeyLost)
}

fn encrypt_to(recipient: &[u8; 32], secret: &[u8], random: &mut dyn Random) -> Result<RecoveryWrap, StoreError> {
    let mut seed = Key::default();
    random.fill(seed.as_mut_slice())?;
    let Encrypted { encapsulated, ciphertext } = encrypt(recipient, RECOVERY_INFO, &[], secret, &seed).map_err(|_| StoreError::KeyLost)?;
    Ok(RecoveryWrap { encapsulated, ciphertext })
}
