//! The door's seal on the command line.

use clap::Args;
use daylog_domain::entries::{
    Content,
    seal::{Seal, SealState},
};

use super::{
    flags::{KindFlags, KindWords, Said},
    typed::named,
};
use crate::failure::Failure;

/// What the help says of it.
pub const ABOUT: &str = "The paper seal on the door";

#[derive(Debug, Args)]
#[group(skip)]
pub struct Flags {
    /// As found, or as changed
    #[arg(long, value_parser = named::<SealState>(&["applied", "intact", "opened", "broken", "missing", "removed", "not-reached"]))]
    state: Option<SealState>,
    /// The serial printed on the paper
    #[arg(long)]
    serial: Option<String>,
    /// Why it was opened, is broken or is missing; an opened one needs it
    #[arg(long)]
    because: Option<String>,
}

impl KindFlags for Flags {
    fn is_empty(&self) -> bool {
        self.state.is_none() && self.serial.is_none() && self.because.is_none()
    }

    fn content(&self, previous: Option<&Content>) -> Result<Content, Failure> {
        let previous = match previous {
            Some(Content::Seal(seal)) => Some(seal),
            _ => None,
        };
        let state = self.state.or(previous.map(|previous| previous.state));
        Ok(Content::Seal(Seal {
            state: state.ok_or_else(|| Failure::usage("--state is needed"))?,
            serial: self.serial.clone().or_else(|| previous.and_then(|previous| previous.serial.clone())),
            // The reason belongs to the state: another state does not inherit it.
            reason: self
                .because
                .clone()
                .or_else(|| previous.filter(|previous| Some(previous.state) == state).and_then(|previous| previous.reason.clone())),
        }))
    }
}

impl KindWords for Flags {
    const SUMMARIES: Said = &[
        ("seal.applied", "Seal applied"),
        ("seal.intact", "Seal intact"),
        ("seal.opened", "Seal opened and resealed"),
        ("seal.broken", "Seal broken"),
        ("seal.missing", "Seal missing"),
        ("seal.removed", "Seal removed"),
        ("seal.not_reached", "Door not reached"),
    ];

    fn behind(value: &dyn Fn(&str) -> Option<String>) -> String {
        value("reason").map(|reason| format!(": {reason}")).unwrap_or_default()
    }
}
