//! The sealed envelope: a signed copy of unsent entries that only the server can open. The form is fixed here so that
//! store and messages have its place; nothing seals or opens one yet.

use minicbor::{Decode, Encode};

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Envelope {
    #[n(0)]
    pub version: u8,
    /// HPKE's encapsulated key.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub encapsulated: Vec<u8>,
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
}
