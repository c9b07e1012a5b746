//! The kinds of entry on the command line. A further kind is one file beside this one and its lines here.

mod contact;
mod errand;
mod flags;
mod note;
mod seal;
mod target;
mod temperature;
pub mod typed;

use clap::{Args, Subcommand};
use contact::ContactFlags;
use daylog_domain::{entries::Content, ids::EntryId};
use errand::ErrandFlags;
pub use flags::Flags;
use note::NoteFlags;
use seal::SealFlags;
pub use target::Target;
use temperature::TemperatureFlags;
use typed::typed_time;

use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub enum KindToLog {
    /// Spoke with a resident, or tried to
    Contact(Log<ContactFlags>),
    /// Asked for a temperature
    Temperature(Log<TemperatureFlags>),
    /// The paper seal on the door
    Seal(Log<SealFlags>),
    /// What a resident asks for, up to done
    Errand(Log<ErrandFlags>),
    /// Free words
    Note(Log<NoteFlags>),
}

#[derive(Debug, Args)]
#[group(skip)]
pub struct Log<F: Args + Flags> {
    #[command(flatten)]
    pub target: Target,
    #[command(flatten)]
    pub flags: F,
    #[command(flatten)]
    pub rest: Rest,
}

/// What every kind may say beside its content.
#[derive(Debug, Args)]
#[group(skip)]
pub struct Rest {
    /// When it happened, as local time 2020-02-27T10:50, or 10:50 for the last time that it was so late; now when left out
    #[arg(long, value_parser = typed_time)]
    pub at: Option<String>,
    /// A few words beside it
    #[arg(long)]
    pub note: Option<String>,
}

/// One entry to log, whatever its kind.
#[derive(Clone, Copy)]
pub struct ToLog<'a> {
    pub target: &'a Target,
    pub flags: &'a dyn Flags,
    pub rest: &'a Rest,
}

impl KindToLog {
    pub fn parts(&self) -> ToLog<'_> {
        fn of<F: Args + Flags>(log: &Log<F>) -> ToLog<'_> {
            ToLog { target: &log.target, flags: &log.flags, rest: &log.rest }
        }
        match self {
            KindToLog::Contact(log) => of(log),
            KindToLog::Temperature(log) => of(log),
            KindToLog::Seal(log) => of(log),
            KindToLog::Errand(log) => of(log),
            KindToLog::Note(log) => of(log),
        }
    }
}

/// The flags of all kinds: which of them may be given is known when the entry has been read.
#[derive(Debug, Args)]
pub struct Correction {
    /// The entry, as `diary --format json` gives it
    pub entry: EntryId,
    /// Its kind; may be left out unless another kind is to take its place
    #[arg(value_parser = ["contact", "temperature", "seal", "errand", "note"])]
    kind: Option<String>,
    #[command(flatten)]
    contact: ContactFlags,
    #[command(flatten)]
    temperature: TemperatureFlags,
    #[command(flatten)]
    seal: SealFlags,
    #[command(flatten)]
    errand: ErrandFlags,
    #[command(flatten)]
    text: NoteFlags,
    #[command(flatten)]
    pub rest: Rest,
    /// Why it is corrected
    #[arg(long)]
    pub reason: String,
}

impl Correction {
    /// What takes the place of `previous`.
    pub fn content(&self, previous: &Content) -> Result<Content, Failure> {
        let all: [&dyn Flags; 5] = [&self.contact, &self.temperature, &self.seal, &self.errand, &self.text];
        let kind = self.kind.as_deref().unwrap_or_else(|| previous.name());
        if let Some(orphan) = all.iter().find(|flags| flags.kind() != kind && !flags.is_empty()) {
            return Err(Failure::Usage(format!("flags of {} cannot be used on an entry of kind {kind}", orphan.kind())));
        }
        match all.iter().find(|flags| flags.kind() == kind) {
            Some(flags) => flags.content(Some(previous)),
            None => Err(Failure::Usage(format!("an entry of kind {kind} cannot be corrected with this version"))),
        }
    }
}

#[cfg(test)]
mod tests;
