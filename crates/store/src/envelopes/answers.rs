//! Receipts that came while the record was closed: they wait in a file until it is opened, and count then as any receipt does.

use std::{fs, path::Path};

use daylog_wire::receipt::Receipt;
use rusqlite::named_params;
use serde::{Deserialize, Serialize};

use crate::{Store, StoreError, key_file::write_durably, table::signed};

const FILE: &str = "answers.json";
const VERSION: u16 = 1;
/// Receipts of more logs than any device ever had are not kept: their entries only stay a little longer.
const MOST: usize = 256;

#[derive(Default, Serialize, Deserialize)]
struct Form {
    version: u16,
    receipts: Vec<Vec<u8>>,
}

/// The receipts that wait; none where there are none that can be read.
#[must_use]
pub fn waiting(profile: &Path) -> Vec<Receipt> {
    let form: Form = fs::read(profile.join(FILE)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    form.receipts.iter().filter_map(|bytes| Receipt::from_bytes(bytes).ok()).collect()
}

/// Adds receipts to those that wait; of each log the one that reaches furthest stays.
pub fn keep(profile: &Path, new: &[Receipt]) -> Result<(), StoreError> {
    let mut kept = waiting(profile);
    for receipt in new {
        match kept.iter().position(|known| known.log == receipt.log) {
            Some(place) if kept.get(place).is_some_and(|known| known.sequence < receipt.sequence) => {
                kept.splice(place..=place, [receipt.clone()]);
            }
            None if kept.len() < MOST => kept.push(receipt.clone()),
            _ => {}
        }
    }
    let form = Form { version: VERSION, receipts: kept.iter().map(Receipt::to_bytes).collect() };
    write_durably(&profile.join(FILE), &serde_json::to_vec(&form)?)
}

/// Forgets what was taken in.
pub fn forget(profile: &Path) -> Result<(), StoreError> {
    match fs::remove_file(profile.join(FILE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

impl Store {
    /// Takes in a receipt that came while the record was closed. It counts only if this district signed it and it fits
    /// the own log; says whether it did.
    pub fn take_receipt(&mut self, receipt: &Receipt) -> Result<bool, StoreError> {
        let device = self.device()?;
        let is_signed = device.enrolled.is_some_and(|enrolled| receipt.is_from(&enrolled.server));
        let is_own = self.is_own_log(receipt.log)?;
        if !is_signed || !is_own || self.head_at(receipt.log, receipt.sequence)? != Some(receipt.head) {
            return Ok(false);
        }
        let (transaction, _) = self.write()?;
        transaction.execute(
            "update log set have = min(:sequence, last), receipt = :receipt where log = :log and state <> 'other' and have < :sequence",
            named_params! { ":sequence": signed(receipt.sequence), ":receipt": receipt.to_bytes(), ":log": receipt.log.0 },
        )?;
        transaction.commit()?;
        Ok(true)
    }
}
