//! The directory: where the district's servers are, which certificate authorities and keys hold, signed by the district.
//! It travels with an answer, as a QR code or in a file. Who fetches it and what is kept of it is not known here.

use minicbor::{Decode, Encode};

use crate::{
    Unreadable,
    keys::{PublicKey, Signature, SigningKey},
    shape::{self, MESSAGE_ITEMS},
};

/// The longest directory that is read, in bytes.
pub const DIRECTORY_LIMIT: usize = 32 * 1024;

/// How the text form begins, for a QR code or a file.
const TEXT: &str = "daylog-directory:";

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Directory {
    /// Counts up: an older directory never replaces a newer one.
    #[n(0)]
    pub number: u64,
    /// `host:port`, in the order in which they are tried.
    #[n(1)]
    pub addresses: Vec<String>,
    /// The authority that holds now, and during an overlap the next one behind it.
    #[n(2)]
    pub authorities: Vec<Authority>,
    /// X25519 key to which devices encrypt envelopes.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub envelope_key: [u8; 32],
}

/// A certificate authority of the district.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Authority {
    /// DER of its certificate.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub certificate: Vec<u8>,
    /// The signature of the authority before it over `announcement` (ECDSA P-256 with SHA-256, ASN.1); none on the first.
    #[n(1)]
    pub announced: Option<minicbor::bytes::ByteVec>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedDirectory {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub body: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
}

/// Not a directory of this district.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDirectory {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("signed by somebody else")]
    Signature,
}

/// What an authority signs to announce the next one.
#[must_use]
pub fn announcement(next_certificate: &[u8]) -> Vec<u8> {
    [b"daylog next authority 1".as_slice(), next_certificate].concat()
}

impl Directory {
    /// Reads a body whose signature somebody else has checked.
    pub fn from_bytes(body: &[u8]) -> Result<Self, Unreadable> {
        shape::read(body, DIRECTORY_LIMIT, MESSAGE_ITEMS / 16)
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> SignedDirectory {
        let body = self.to_bytes();
        let signature = key.sign(&statement(&body));
        SignedDirectory { body, signature }
    }
}

impl SignedDirectory {
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        shape::read(bytes, DIRECTORY_LIMIT + 256, MESSAGE_ITEMS / 16)
    }

    pub fn open(&self, server: &PublicKey) -> Result<Directory, BadDirectory> {
        if self.body.len() > DIRECTORY_LIMIT {
            return Err(Unreadable::TooLarge { limit: DIRECTORY_LIMIT }.into());
        }
        if !server.verifies(&statement(&self.body), &self.signature) {
            return Err(BadDirectory::Signature);
        }
        Ok(Directory::from_bytes(&self.body)?)
    }

    /// The form for a QR code or a file: one line of text.
    #[must_use]
    pub fn to_text(&self) -> String {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        format!("{TEXT}{}", URL_SAFE_NO_PAD.encode(self.to_bytes()))
    }

    pub fn from_text(text: &str) -> Result<Self, Unreadable> {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        let text = text.trim().strip_prefix(TEXT).ok_or(Unreadable::Form)?;
        if text.len() > DIRECTORY_LIMIT * 2 {
            return Err(Unreadable::TooLarge { limit: DIRECTORY_LIMIT });
        }
        shape::read(&URL_SAFE_NO_PAD.decode(text).map_err(|_| Unreadable::Form)?, DIRECTORY_LIMIT * 2, MESSAGE_ITEMS / 16)
    }
}

fn statement(body: &[u8]) -> Vec<u8> {
    [b"daylog directory 1".as_slice(), body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_counts_only_with_the_districts_signature_in_both_forms() {
        let (key, other) = (SigningKey::from_seed(&[3; 32]).unwrap(), SigningKey::from_seed(&[4; 32]).unwrap());
        let directory = Directory {
            number: 2,
            addresses: vec!["10.0.0.1:8470".to_owned()],
            authorities: vec![
                Authority { certificate: vec![1, 2], announced: None },
                Authority { certificate: vec![3], announced: Some(vec![4].into()) },
            ],
            envelope_key: [9; 32],
        };
        let signed = directory.sign(&key);
        let text = signed.to_text();
        assert_eq!(SignedDirectory::from_text(&format!(" {text}\n")).unwrap().open(&key.public()), Ok(directory));
        assert_eq!(signed.open(&other.public()), Err(BadDirectory::Signature));
        for nonsense in ["", "daylog-directory:", "daylog-directory:!!", "http://x"] {
            assert!(SignedDirectory::from_text(nonsense).is_err(), "{nonsense}");
        }
    }
}
