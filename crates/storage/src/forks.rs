//! Forks: the other branch of a log of which two contents were signed at one number, kept whole as evidence.

use daylog_domain::{ids::LogId, time::Instant};
use daylog_faults::{Fault, broken};
use daylog_wire::{chain::Head, keys::Signature};

use crate::{Read, StorageError, Write, content::Column, params, stored};

/// Bytes kept for one device. Each piece needs that device's signature, so no stranger fills the table.
pub const KEPT_FOR_A_DEVICE: i64 = 16 * 1024 * 1024;

/// A fork as the district is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    pub id: i64,
    pub device: i64,
    pub cadre: i64,
    pub log: Vec<u8>,
    /// The first number at which the two branches differ.
    pub sequence: u64,
    pub found_at: Instant,
}

/// A piece of a branch that is not held.
#[derive(Debug)]
pub struct Piece<'a> {
    pub log: i64,
    pub device: i64,
    /// The first number at which the two branches differ, as far as is known.
    pub sequence: u64,
    pub signature: Signature,
    pub head: Head,
    pub bytes: &'a [u8],
}

/// Whether a piece is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// From now on.
    New,
    Before,
    /// Its device has used up its room.
    NoRoom,
}

/// Keeps it, once.
pub fn keep(db: &Write<'_>, piece: &Piece<'_>, at: Instant) -> Result<Kept, StorageError> {
    if broken(Fault::ForkForgotten) {
        return Ok(Kept::Before);
    }
    let Piece { log, device, sequence, signature, head, bytes } = piece;
    let of_device = "SELECT CAST(coalesce(sum(length(bytes)), 0) AS BIGINT) FROM fork WHERE device = ?1";
    let sequence = stored(*sequence)?;
    let has_room = db.one(of_device, params![device], |row| row.get::<i64>(0))? < KEPT_FOR_A_DEVICE;
    let is_new = has_room
        && db.run(
            "INSERT INTO fork (id, log, device, sequence, found_at, signature, head, bytes)
             VALUES ((SELECT 1 + coalesce(max(id), 0) FROM fork), ?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (log, signature) DO NOTHING",
            params![log, device, sequence, at, signature.0, head.0, db.encrypt(Column::ForkBytes, &[*log, sequence], bytes)?.as_ref()],
        )? > 0;
    if is_new {
        return Ok(Kept::New);
    }
    let kept = "SELECT EXISTS (SELECT 1 FROM fork WHERE log = ?1 AND signature = ?2)";
    let is_kept: bool = db.one(kept, params![log, signature.0], |row| row.get(0))?;
    Ok(if is_kept { Kept::Before } else { Kept::NoRoom })
}

/// Where the kept branch that ends in this head differs from what is held.
pub fn begins_at(db: &Read<'_>, log: i64, head: &Head) -> Result<Option<u64>, StorageError> {
    db.one("SELECT min(sequence) FROM fork WHERE log = ?1 AND head = ?2", params![log, head.0], |row| row.get(0))
}

/// Every fork, newest first, at most `limit`.
pub fn all(db: &Read<'_>, limit: u32) -> Result<Vec<Fork>, StorageError> {
    db.many(
        "SELECT fork.id, fork.device, device.cadre, log.log, fork.sequence, fork.found_at
         FROM fork JOIN device ON device.id = fork.device JOIN log ON log.id = fork.log ORDER BY fork.found_at DESC, fork.id DESC LIMIT ?1",
        params![limit],
        |row| {
            Ok(Fork {
                id: row.get(0)?,
                device: row.get(1)?,
                cadre: row.get(2)?,
                log: row.get(3)?,
                sequence: row.get(4)?,
                found_at: row.get(5)?,
            })
        },
    )
}

/// The branch that is kept as evidence, with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    pub id: i64,
    pub device: i64,
    pub cadre: i64,
    pub log: LogId,
    pub public_key: [u8; 32],
    pub signature: [u8; 64],
    pub head: Head,
    /// Empty where they are damaged.
    pub bytes: Vec<u8>,
}

/// Calls `look` with every fork's other branch.
pub fn each(db: &Read<'_>, mut look: impl FnMut(Branch) -> Result<(), StorageError>) -> Result<(), StorageError> {
    db.each(
        "SELECT fork.id, log.log, device.public_key, fork.signature, fork.head, fork.bytes, device.id, device.cadre,
           fork.log, fork.sequence
         FROM fork JOIN log ON log.id = fork.log JOIN device ON device.id = fork.device ORDER BY fork.id",
        params![],
        |row| {
            look(Branch {
                id: row.get(0)?,
                log: LogId(row.get(1)?),
                public_key: row.get(2)?,
                signature: row.get(3)?,
                head: Head(row.get(4)?),
                bytes: row.content_if_sound(Column::ForkBytes, &[row.get(8)?, row.get(9)?], 5)?.unwrap_or_default(),
                device: row.get(6)?,
                cadre: row.get(7)?,
            })
        },
    )
}
