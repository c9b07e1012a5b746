//! A forgotten PIN: what a device asks of its district, and what comes back, each as one line of text to copy or photograph.
//!
//! The database key travels encrypted: to the district's recovery key on the way there, to a key made for this once on the way back.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use minicbor::{Decode, Encode};
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use crate::{
    encryption::{Encrypted, NotForThisKey, OpeningKey, encrypt},
    enrol::crockford,
    shape::{self, MESSAGE_ITEMS},
};

const REQUEST: &str = "daylog-recovery:";
const ANSWER: &str = "daylog-recovered:";
const VERSION: u8 = 1;
const ANSWER_INFO: &[u8] = b"daylog recovery answer 1";
const TEXT_LIMIT: usize = 2048;
/// The purpose under which devices encrypt their database key to the district's recovery key.
pub const RECOVERY_INFO: &[u8] = b"daylog recovery 1";

/// A 256-bit key, wiped from memory when dropped.
pub type RecoveredKey = Zeroizing<[u8; 32]>;

/// What a device asks: to have its key opened, and encrypted to a key that it made for this once.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RecoveryRequest {
    #[n(0)]
    pub version: u8,
    /// The database key, encrypted to the district's recovery key.
    #[n(1)]
    pub wrap: Encrypted,
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub once: [u8; 32],
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RecoveryAnswer {
    #[n(0)]
    pub version: u8,
    #[n(1)]
    pub encrypted: Encrypted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRecovery {
    #[error("this is not the text of a recovery, or not all of it")]
    Unreadable,
    #[error("made by a newer program")]
    Newer,
    /// The district's key does not open the request, or the device's key not the answer.
    #[error("it belongs to another request, device or district")]
    Foreign,
}

impl From<NotForThisKey> for BadRecovery {
    fn from(_: NotForThisKey) -> Self {
        BadRecovery::Foreign
    }
}

impl RecoveryRequest {
    #[must_use]
    pub fn new(wrap: Encrypted, once: [u8; 32]) -> Self {
        RecoveryRequest { version: VERSION, wrap, once }
    }

    #[must_use]
    pub fn to_text(&self) -> String {
        to_text(REQUEST, self)
    }

    pub fn from_text(text: &str) -> Result<Self, BadRecovery> {
        from_text(REQUEST, text)
    }

    /// Ten characters that both sides read aloud to each other: whose request it is, the text alone does not say.
    #[must_use]
    pub fn check(&self) -> String {
        let code = crockford(digest(&SHA256, &self.bound()).as_ref(), 10);
        let (one, two) = code.split_at_checked(5).unwrap_or((&code, ""));
        format!("{one}-{two}")
    }

    /// Opens the wrap with the district's recovery key and encrypts what was in it to the asking device; `random` must be fresh.
    pub fn answer(&self, recovery: &OpeningKey, random: &[u8; 32]) -> Result<RecoveryAnswer, BadRecovery> {
        let key = recovery.open(RECOVERY_INFO, &[], &self.wrap)?;
        let encrypted = encrypt(&self.once, ANSWER_INFO, &self.bound(), &key, random)?;
        Ok(RecoveryAnswer { version: VERSION, encrypted })
    }

    fn bound(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }
}

impl RecoveryAnswer {
    #[must_use]
    pub fn to_text(&self) -> String {
        to_text(ANSWER, self)
    }

    pub fn from_text(text: &str) -> Result<Self, BadRecovery> {
        from_text(ANSWER, text)
    }

    /// The database key, if this answers `request`, whose one-time key is `once`.
    pub fn open(&self, request: &RecoveryRequest, once: &OpeningKey) -> Result<RecoveredKey, BadRecovery> {
        let opened = once.open(ANSWER_INFO, &request.bound(), &self.encrypted)?;
        let mut key = RecoveredKey::default();
        if opened.len() != key.len() {
            return Err(BadRecovery::Foreign);
        }
        key.copy_from_slice(&opened);
        Ok(key)
    }
}

fn to_text<T: Encode<()>>(name: &str, value: &T) -> String {
    format!("{name}{}", URL_SAFE_NO_PAD.encode(crate::to_bytes(value)))
}

/// Line breaks and spaces that a messenger put in are no part of the text.
fn from_text<T: for<'b> Decode<'b, ()>>(name: &str, text: &str) -> Result<T, BadRecovery> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).take(TEXT_LIMIT).collect();
    let body = text.strip_prefix(name).ok_or(BadRecovery::Unreadable)?;
    let bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| BadRecovery::Unreadable)?;
    match bytes.get(1) {
        Some(&VERSION) => shape::read(&bytes, TEXT_LIMIT, MESSAGE_ITEMS / 16).map_err(|_| BadRecovery::Unreadable),
        Some(2..=0x17) => Err(BadRecovery::Newer),
        _ => Err(BadRecovery::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(district: &OpeningKey, once: &OpeningKey) -> RecoveryRequest {
        let wrap = encrypt(&district.public(), RECOVERY_INFO, &[], &[7; 32], &[1; 32]).unwrap();
        RecoveryRequest::new(wrap, once.public())
    }

    #[test]
    fn the_key_comes_back_to_the_device_that_asked() {
        let (district, once) = (OpeningKey::from_seed(&[1; 32]), OpeningKey::from_seed(&[2; 32]));
        let asked = request(&district, &once);
        let text = asked.to_text();
        let (half, rest) = text.split_at(40);
        let read = RecoveryRequest::from_text(&format!(" {half}\n{rest} ")).unwrap();
        assert_eq!((&read, read.check()), (&asked, asked.check()));
        let answer = read.answer(&district, &[5; 32]).unwrap();
        let answer = RecoveryAnswer::from_text(&answer.to_text()).unwrap();
        assert_eq!(answer.open(&asked, &once).unwrap().as_slice(), [7; 32]);
    }

    #[test]
    fn an_answer_to_another_request_another_districts_key_and_nonsense_open_nothing() {
        let (district, once) = (OpeningKey::from_seed(&[1; 32]), OpeningKey::from_seed(&[2; 32]));
        let asked = request(&district, &once);
        assert_eq!(asked.answer(&OpeningKey::from_seed(&[3; 32]), &[5; 32]), Err(BadRecovery::Foreign));
        let answer = asked.answer(&district, &[5; 32]).unwrap();
        let later = OpeningKey::from_seed(&[4; 32]);
        assert_eq!(answer.open(&request(&district, &later), &later), Err(BadRecovery::Foreign));
        assert_eq!(answer.open(&request(&district, &later), &once), Err(BadRecovery::Foreign));
        for nonsense in ["", "daylog-recovered:", "daylog-recovery:AAAA", "daylog-recovered:!!", "http://x"] {
            assert_eq!(RecoveryAnswer::from_text(nonsense), Err(BadRecovery::Unreadable), "{nonsense}");
        }
        assert_eq!(RecoveryAnswer::from_text("daylog-recovered:ggKA"), Err(BadRecovery::Newer));
        let cut = answer.to_text();
        assert_eq!(RecoveryAnswer::from_text(&cut[..cut.len() - 4]), Err(BadRecovery::Unreadable));
    }
}
