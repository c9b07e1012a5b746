//! Content that is encrypted before the database gets it, where the database's operator is not to read what was written about
//! people. Over an embedded database, whose file is encrypted as a whole, values pass as they are.
//!
//! Which columns hold content and how a stored value is made is known here; who holds the keys, and when they change, is not.

mod cipher;
mod column;
mod key;
mod keys;
#[cfg(test)]
mod tests;

pub(crate) use cipher::Cipher;
pub use column::{Column, Mark, Table};
pub use key::ContentKey;
pub(crate) use key::version_of;
pub use keys::ContentKeys;
