//! Contact on the command line.

use clap::Args;
use daylog_domain::entries::{
    Content,
    contact::{Channel, Contact, Reached},
};

use super::{flags::Flags, typed::named};
use crate::failure::Failure;

#[derive(Debug, Args)]
pub struct ContactFlags {
    /// How; by phone when left out
    #[arg(long, value_parser = named::<Channel>(&["phone", "wechat", "door", "intercom"]))]
    channel: Option<Channel>,
    /// What came of it; reached when left out
    #[arg(long, value_parser = named::<Reached>(&["reached", "no-answer", "refused"]))]
    outcome: Option<Reached>,
}

impl Flags for ContactFlags {
    fn kind(&self) -> &'static str {
        "contact"
    }

    fn is_empty(&self) -> bool {
        self.channel.is_none() && self.outcome.is_none()
    }

    fn content(&self, previous: Option<&Content>) -> Result<Content, Failure> {
        let previous = match previous {
            Some(Content::Contact(contact)) => *contact,
            _ => Contact { channel: Channel::Phone, outcome: Reached::Reached },
        };
        Ok(Content::Contact(Contact {
            channel: self.channel.unwrap_or(previous.channel),
            outcome: self.outcome.unwrap_or(previous.outcome),
        }))
    }
}
