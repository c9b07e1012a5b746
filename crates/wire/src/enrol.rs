//! Enrolment: the invite as a link or as twenty typed characters, the request, and the answer.

use std::{fmt, str::FromStr};

use daylog_domain::{
    ids::{CadreId, DeviceId},
    text::{
        base32::{self, CROCKFORD},
        clean_line,
        digits::folded,
    },
};
use minicbor::{Decode, Encode};
use ring::digest::{SHA256, digest};

use crate::{
    Unreadable,
    checkpoint::Epoch,
    directory::SignedDirectory,
    keys::PublicKey,
    refusal::{EnrolRefusal, Told},
    shape::{self, MESSAGE_ITEMS, versioned},
};

/// The longest enrolment, request or answer, that is read, in bytes: district, rules and directory fit many times.
pub const ENROLMENT_LIMIT: usize = 256 * 1024;
/// The longest invite that is read, in bytes: a QR code holds less.
const INVITE_LIMIT: usize = 4 * 1024;

/// Characters of each half of the typed code: fifty bits.
const HALF: usize = 10;

/// What a device needs to find its district and to prove that it was invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// `host:port`, in the order in which they are tried.
    pub addresses: Vec<String>,
    pub fingerprint: Fingerprint,
    /// Ten Crockford characters.
    pub secret: String,
}

/// How much of the district's CA certificate the invite names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fingerprint {
    /// SHA-256 over the certificate's DER bytes, 64 hex digits; from a link or QR.
    Whole(String),
    /// Its first fifty bits as ten Crockford characters; from a typed code.
    Short(String),
}

/// Text that is no invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither an invite link nor an address with a code of twenty characters")]
pub struct BadInvite;

impl Fingerprint {
    #[must_use]
    pub fn whole(certificate_der: &[u8]) -> String {
        digest(&SHA256, certificate_der).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[must_use]
    pub fn short(certificate_der: &[u8]) -> String {
        crockford(digest(&SHA256, certificate_der).as_ref(), HALF)
    }

    #[must_use]
    pub fn fits(&self, certificate_der: &[u8]) -> bool {
        match self {
            Fingerprint::Whole(expected) => *expected == Self::whole(certificate_der),
            Fingerprint::Short(expected) => *expected == Self::short(certificate_der),
        }
    }
}

/// A fresh secret from at least seven random bytes.
#[must_use]
pub fn secret(random: &[u8; 8]) -> String {
    crockford(random, HALF)
}

/// The typed form of the invite's code: `XXXXX-XXXXX-XXXXX-XXXXX`, half fingerprint, half secret.
#[must_use]
pub fn code(certificate_der: &[u8], secret: &str) -> String {
    let all = Fingerprint::short(certificate_der) + secret;
    all.as_bytes().chunks(5).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

/// The link form.
#[must_use]
pub fn link(addresses: &[String], certificate_der: &[u8], secret: &str) -> String {
    let addresses: Vec<_> = addresses.iter().map(|address| format!("address={address}")).collect();
    format!("daylog://enrol?{}&ca={}&secret={secret}", addresses.join("&"), Fingerprint::whole(certificate_der))
}

impl FromStr for Invite {
    type Err = BadInvite;

    fn from_str(text: &str) -> Result<Self, BadInvite> {
        if text.len() > INVITE_LIMIT {
            return Err(BadInvite);
        }
        // As a Chinese keyboard types it, full-width, and as a chat pastes it, with characters that nobody sees.
        let text = folded(&clean_line(text));
        match text.strip_prefix("daylog://enrol?") {
            Some(query) => from_query(query),
            None => from_typed(&text),
        }
    }
}

fn from_query(query: &str) -> Result<Invite, BadInvite> {
    let (mut addresses, mut fingerprint, mut secret) = (Vec::new(), None, None);
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        match name {
            "address" => addresses.push(address(value)?),
            "ca" if value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                fingerprint = Some(value.to_ascii_lowercase())
            }
            "secret" => secret = normalised(value).filter(|secret| secret.len() == HALF),
            _ => {}
        }
    }
    match (fingerprint, secret) {
        (Some(fingerprint), Some(secret)) if !addresses.is_empty() => {
            Ok(Invite { addresses, fingerprint: Fingerprint::Whole(fingerprint), secret })
        }
        _ => Err(BadInvite),
    }
}

fn from_typed(text: &str) -> Result<Invite, BadInvite> {
    let (host, code) = text.split_once(char::is_whitespace).ok_or(BadInvite)?;
    let code = normalised(code).filter(|code| code.len() == 2 * HALF).ok_or(BadInvite)?;
    let (short, secret) = code.split_at_checked(HALF).ok_or(BadInvite)?;
    Ok(Invite { addresses: vec![address(host)?], fingerprint: Fingerprint::Short(short.to_owned()), secret: secret.to_owned() })
}

fn address(text: &str) -> Result<String, BadInvite> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    let (host, port) = text.rsplit_once(':').ok_or(BadInvite)?;
    match !host.is_empty() && text.chars().all(is_plain) && port.parse::<u16>().is_ok() {
        true => Ok(text.to_owned()),
        false => Err(BadInvite),
    }
}

/// Upper case without separators, look-alikes read as meant; `None` if a character is none of the alphabet.
fn normalised(text: &str) -> Option<String> {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            c if CROCKFORD.iter().any(|known| char::from(*known) == c) => Some(c),
            _ => None,
        })
        .collect()
}

pub(crate) fn crockford(bytes: &[u8], characters: usize) -> String {
    base32::letters(bytes, CROCKFORD).take(characters).collect()
}

impl fmt::Display for Invite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Deliberately without the secret: this form may reach a trace.
        write!(f, "invite to {}", self.addresses.join(", "))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct EnrolRequest {
    #[n(0)]
    pub version: u16,
    #[n(1)]
    pub secret: String,
    #[n(2)]
    pub device: PublicKey,
    /// The program's version and platform, for the district's list of devices.
    #[n(3)]
    pub program: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(clippy::large_enum_variant, reason = "read once in a device's life, and never kept in numbers")]
pub enum EnrolResponse {
    #[n(0)]
    Enrolled(#[n(0)] Enrolment),
    /// With the seconds to wait, where waiting helps.
    #[n(1)]
    Refused(#[n(0)] Told<EnrolRefusal>, #[n(1)] Option<u32>),
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Enrolment {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub cadre: CadreId,
    #[n(2)]
    pub cadre_name: String,
    #[n(3)]
    pub office: String,
    /// JSON of `DistrictRecord`.
    #[n(4)]
    pub district: String,
    #[n(5)]
    pub epoch: Epoch,
    /// The key that signs receipts.
    #[n(6)]
    pub server: PublicKey,
    /// X25519 key to which a device encrypts its recovery copy of the database key.
    #[n(7)]
    #[cbor(with = "minicbor::bytes")]
    pub recovery: [u8; 32],
    #[n(8)]
    pub addresses: Vec<String>,
    #[n(9)]
    pub directory: Box<SignedDirectory>,
}

impl EnrolRequest {
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        versioned(bytes, ENROLMENT_LIMIT, MESSAGE_ITEMS / 16)
    }
}

impl EnrolResponse {
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        shape::read(bytes, ENROLMENT_LIMIT, MESSAGE_ITEMS / 16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_an_invite_lead_to_the_same_certificate_and_secret() {
        let certificate = b"a certificate";
        let secret = secret(&[7; 8]);
        let from_link: Invite = link(&["10.0.0.1:8470".to_owned()], certificate, &secret).parse().unwrap();
        let typed: Invite = format!("10.0.0.1:8470  {}", code(certificate, &secret).to_lowercase()).parse().unwrap();
        assert_eq!((&from_link.secret, &from_link.addresses), (&typed.secret, &typed.addresses));
        assert!(from_link.fingerprint.fits(certificate) && typed.fingerprint.fits(certificate));
        assert!(!from_link.fingerprint.fits(b"another") && !typed.fingerprint.fits(b"another"));
    }

    #[test]
    fn look_alike_characters_are_read_as_meant_and_nonsense_is_refused() {
        let typed: Invite = "host:1 OIL00-00000-00000-00000".parse().unwrap();
        assert_eq!(typed.secret, "0000000000");
        assert_eq!(typed.fingerprint, Fingerprint::Short("0110000000".to_owned()));
        for same in [
            "ｈｏｓｔ：１ ＯＩＬ００－０００００－０００００－０００００",
            "\u{feff}host:1\nOIL00-00000\u{200b}-00000-00000",
            "host:1 OIL00–00000–00000–00000",
        ] {
            assert_eq!(same.parse(), Ok(typed.clone()), "{same}");
        }
        for nonsense in
            ["", "daylog://enrol?", "host 00000-00000-00000-00000", "host:1 0000", "host:1 UUUUU-00000-00000-00000", "http://x/ 0"]
        {
            assert_eq!(nonsense.parse::<Invite>(), Err(BadInvite), "{nonsense}");
        }
    }
}
