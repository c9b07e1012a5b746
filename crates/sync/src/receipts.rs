//! What the receipt of an answer proves of an own log.

use daylog_domain::ids::LogId;
use daylog_store::{Store, StoreError};
use daylog_wire::{keys::PublicKey, message::SyncResponse};

/// What a receipt proves.
pub(crate) enum Held {
    /// The server holds this log up to there.
    Proven,
    /// It gave no receipt.
    Unproven,
    /// It holds another log under this name.
    Differently,
    NotSigned,
}

pub(crate) fn held(store: &Store, server: &PublicKey, log: LogId, response: &SyncResponse) -> Result<Held, StoreError> {
    let Some(receipt) = &response.receipt else { return Ok(Held::Unproven) };
    if !receipt.is_from(server) || receipt.log != log || receipt.sequence != response.have {
        return Ok(Held::NotSigned);
    }
    Ok(match store.head_at(receipt.log, receipt.sequence)? {
        Some(head) if head == receipt.head => Held::Proven,
        _ => Held::Differently,
    })
}
