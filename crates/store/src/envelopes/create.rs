//! Making envelopes from the record: what waits, signed by the device and encrypted to the district.

use daylog_domain::ids::LogId;
use daylog_wire::{
    envelope::{ENVELOPE_BYTES, ENVELOPE_ENTRIES, Envelope},
    rescue::Rescue,
};
use rusqlite::{Connection, Row};

use super::{
    EnvelopeFolder, Name,
    plan::{Waiting, plan},
};
use crate::{
    Store, StoreError,
    encryptor::Encryptor,
    table::{
        bytes,
        log::{self, LogFacts},
        number,
    },
};

/// New envelopes, and files that nothing needs any more.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) new: Vec<(Name, Envelope)>,
    pub(super) unwanted: Vec<Name>,
}

/// At most `most` envelopes more than `files`, and which of `files` are not wanted. A device that does not know its
/// district's envelope key yet makes none and keeps what lies there.
pub(super) fn make(store: &mut Store, files: &[Name], most: usize) -> Result<Made, StoreError> {
    let Some(encryptor) = Encryptor::of(&store.connection)? else { return Ok(Made::default()) };
    let logs = own_logs(&store.connection)?;
    let waiting: Vec<Waiting> = logs.iter().map(|(log, _)| waiting(log)).collect();
    let plan = plan(&waiting, files);
    let mut made = Made { new: Vec::new(), unwanted: plan.unwanted };
    for (id, first) in plan.begin {
        let Some((log, _)) = logs.iter().find(|(log, _)| log.log == id) else { continue };
        let mut from = first;
        while from <= log.last && made.new.len() < most {
            let pieces = store.pieces(&encryptor, log, from)?;
            let Some((last, _)) = pieces.last() else { break };
            from = last.last + 1;
            // A piece that is full by its bytes comes out as it lies there.
            made.new.extend(pieces.into_iter().filter(|(name, _)| !files.contains(name)));
        }
    }
    Ok(made)
}

impl Store {
    /// Everything of this device that the server has not receipted or that no verified backup of it holds, encrypted for it,
    /// and what else lies in the folder.
    pub fn rescue(&mut self, folder: &EnvelopeFolder) -> Result<Rescue, StoreError> {
        let logs = own_logs(&self.connection)?;
        let mut envelopes = Vec::new();
        match Encryptor::of(&self.connection)? {
            Some(encryptor) => {
                for (log, watermark) in &logs {
                    let mut from = log.have.min(*watermark) + 1;
                    while from <= log.last {
                        let pieces = self.pieces(&encryptor, log, from)?;
                        from = pieces.last().ok_or(StoreError::DamagedPage)?.0.last + 1;
                        envelopes.extend(pieces.into_iter().map(|(_, envelope)| envelope));
                    }
                }
            }
            // Without the district's key nothing can be encrypted to it: this must not pass for a rescue.
            None if logs.iter().any(|(log, _)| log.have < log.last) => return Err(StoreError::NoEnvelopeKey),
            None => {}
        }
        envelopes.extend(self.orphans()?.into_iter().map(|orphan| orphan.envelope));
        let is_own = |name: &Name| logs.iter().any(|(log, _)| log.log == name.log);
        envelopes.extend(folder.names()?.into_iter().filter(|name| !is_own(name)).filter_map(|name| folder.read(name)));
        Ok(Rescue { envelopes })
    }

    /// Whether a log is one of this device's own, by this record.
    pub fn is_own_log(&self, log: LogId) -> Result<bool, StoreError> {
        Ok(log::own_log(&self.connection, log)?.is_some())
    }

    /// The envelope that begins with entry `first` of the log; several where entries are only here encrypted already.
    fn pieces(&mut self, encryptor: &Encryptor, log: &LogFacts, first: u64) -> Result<Vec<(Name, Envelope)>, StoreError> {
        let from = LogFacts { have: first - 1, ..log.clone() };
        let outgoing = self.outgoing_of(&from, ENVELOPE_ENTRIES, ENVELOPE_BYTES)?;
        let Some(segment) = outgoing.segment else {
            let named = (first..).map(|number| Name { log: log.log, first: number, last: number });
            return Ok(named.zip(outgoing.encrypted).collect());
        };
        let name = Name { log: log.log, first, last: segment.last() };
        Ok(vec![(name, encryptor.encrypt(log.log, log.nonce, &segment, self.random.as_mut())?)])
    }
}

fn waiting(log: &LogFacts) -> Waiting {
    Waiting { log: log.log, have: log.have.min(log.last), last: log.last }
}

/// The own logs, open and closed, each with what a verified backup holds of it.
fn own_logs(connection: &Connection) -> Result<Vec<(LogFacts, u64)>, StoreError> {
    let mut statement = connection.prepare_cached("select log, watermark from log where state in ('open', 'closed') order by key")?;
    let read = |row: &Row<'_>| Ok((|| Ok((LogId(bytes(row, "log")?), number(row, "watermark")?)))());
    let found: Vec<Result<(LogId, u64), StoreError>> = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    let mut logs = Vec::new();
    for one in found {
        let (log, watermark) = one?;
        logs.extend(log::own_log(connection, log)?.map(|facts| (facts, watermark)));
    }
    Ok(logs)
}
