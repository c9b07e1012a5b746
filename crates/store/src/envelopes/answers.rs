//! Receipts that came while the record was closed: they wait in a file until it is opened, and count then as any receipt does.
//! Beside them, which envelopes the district did not take: a receipt of their log says nothing of what is in these.

use std::{collections::BTreeSet, fs, path::Path};

use daylog_wire::receipt::Receipt;
use rusqlite::named_params;
use serde::{Deserialize, Serialize};

use super::Name;
use crate::{
    Store, StoreError,
    answer::take_receipt,
    files::write_durably,
    table::{log, signed},
};

const FILE: &str = "answers.json";
const VERSION: u16 = 1;
/// Receipts of more logs than any device ever had are not kept: their entries only stay a little longer.
const MOST: usize = 256;

#[derive(Default, Serialize, Deserialize)]
struct Form {
    version: u16,
    receipts: Vec<Vec<u8>>,
    refused: Vec<String>,
}

/// The receipts that wait; none where there are none that can be read.
#[must_use]
pub fn waiting(profile: &Path) -> Vec<Receipt> {
    read(profile).receipts.iter().filter_map(|bytes| Receipt::from_bytes(bytes).ok()).collect()
}

/// The envelopes that the district did not take when they were last handed over.
#[must_use]
pub fn refused(profile: &Path) -> BTreeSet<Name> {
    read(profile).refused.iter().filter_map(|name| Name::parse(name)).collect()
}

/// Adds receipts to those that wait; of each log the one that reaches furthest stays. With them, in one file, what became of
/// envelopes of this device that were handed over.
pub fn keep(profile: &Path, new: &[Receipt], taken: &[Name], refused: &[Name]) -> Result<(), StoreError> {
    let mut kept = waiting(profile);
    let mut not_taken = self::refused(profile);
    not_taken.retain(|name| !taken.contains(name));
    not_taken.extend(refused);
    for receipt in new {
        match kept.iter().position(|known| known.log == receipt.log) {
            Some(place) if kept.get(place).is_some_and(|known| known.sequence < receipt.sequence) => {
                kept.splice(place..=place, [receipt.clone()]);
            }
            None if kept.len() < MOST => kept.push(receipt.clone()),
            _ => {}
        }
    }
    write(profile, &kept, &not_taken)
}

/// Forgets the receipts, which were taken in, and what became of envelopes that are gone; `there` are those that are not.
pub fn forget(profile: &Path, there: &[Name]) -> Result<(), StoreError> {
    let mut not_taken = refused(profile);
    not_taken.retain(|name| there.contains(name));
    if !not_taken.is_empty() {
        return write(profile, &[], &not_taken);
    }
    match fs::remove_file(profile.join(FILE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// How many entries lie in these envelopes that no receipt covers; each counts once, also where envelopes overlap. `names` are
/// in order.
#[must_use]
pub fn not_received(names: &[Name], receipts: &[Receipt], refused: &BTreeSet<Name>) -> u64 {
    let (mut count, mut counted) = (0, None);
    for name in names {
        let received = receipts.iter().filter(|receipt| receipt.log == name.log && !refused.contains(name)).map(|receipt| receipt.sequence);
        let before = counted.filter(|(log, _)| *log == name.log).map_or(0, |(_, last): (_, u64)| last);
        let from = received.max().unwrap_or(0).max(before).max(name.first - 1);
        count += name.last.saturating_sub(from);
        counted = Some((name.log, name.last.max(before)));
    }
    count
}

fn read(profile: &Path) -> Form {
    fs::read(profile.join(FILE)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn write(profile: &Path, receipts: &[Receipt], refused: &BTreeSet<Name>) -> Result<(), StoreError> {
    let (receipts, refused) = (receipts.iter().map(Receipt::to_bytes).collect(), refused.iter().map(Name::to_string).collect());
    write_durably(&profile.join(FILE), &serde_json::to_vec(&Form { version: VERSION, receipts, refused })?)
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
        let Some(log) = log::own_log(&transaction, receipt.log)? else { return Ok(false) };
        take_receipt(&transaction, &log, receipt)?;
        transaction.execute(
            "update log set have = min(:sequence, last), receipt = :receipt where log = :log and state <> 'other' and have < :sequence",
            named_params! { ":sequence": signed(receipt.sequence), ":receipt": receipt.to_bytes(), ":log": receipt.log.0 },
        )?;
        transaction.commit()?;
        Ok(true)
    }
}
