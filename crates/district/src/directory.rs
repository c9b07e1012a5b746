//! The directory that devices are told: addresses, authorities and keys, signed, with a number that counts up when it changes.

use daylog_storage::{Database, StorageError, district};
use daylog_wire::directory::{Authority, Directory, SignedDirectory};

use crate::keys::Keys;

/// The directory as it holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub number: u64,
    pub signed: SignedDirectory,
}

/// Signs what holds now; where it differs from what was signed last, under the next number.
pub fn publish(database: &Database, keys: &Keys, addresses: &[String]) -> Result<Published, StorageError> {
    publish_with(database, keys, keys.authorities.clone(), addresses)
}

/// The same, with authorities that were read after the keys.
pub fn publish_with(
    database: &Database,
    keys: &Keys,
    authorities: Vec<Authority>,
    addresses: &[String],
) -> Result<Published, StorageError> {
    let unnumbered = Directory { number: 0, addresses: addresses.to_vec(), authorities, envelope_key: keys.envelope_public() };
    let number = database.write(|db| district::number_directory(db, &unnumbered.to_bytes()))?;
    Ok(Published { number, signed: Directory { number, ..unnumbered }.sign(&keys.signing) })
}
