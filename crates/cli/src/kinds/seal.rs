//! The door's seal on the command line.

use clap::Args;
use daylog_domain::entries::{
    Content,
    seal::{Seal, SealState},
};

use super::{flags::Flags, typed::named};
use crate::failure::Failure;

#[derive(Debug, Args)]
pub struct SealFlags {
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

impl Flags for SealFlags {
    fn kind(&self) -> &'static str {
        "seal"
    }

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
