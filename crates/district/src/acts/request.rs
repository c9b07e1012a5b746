//! Who asks for an act, and how.

use daylog_domain::{access::Scope, time::Instant};
use daylog_storage::changes::Author;

/// Who acts, and where the table of access lets them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub author: Author,
    pub scope: Scope,
}

/// A key that its account chose, under which a request is carried out once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub text: String,
    /// SHA-256 of the method, the path and the body.
    pub digest: [u8; 32],
}

/// One request to act.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub by: &'a Actor,
    /// Tells what would happen, and changes nothing.
    pub is_preview: bool,
    pub key: Option<&'a Key>,
    pub now: Instant,
}
