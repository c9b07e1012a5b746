//! Contact on the command line.

use clap::Args;
use daylog_domain::entries::{
    Content,
    contact::{Channel, Contact, Reached},
};

use super::{
    flags::{KindFlags, KindWords, Said},
    typed::named,
};
use crate::failure::Failure;

/// What the help says of it.
pub const ABOUT: &str = "Spoke with a resident, or tried to";

#[derive(Debug, Args)]
#[group(skip)]
pub struct Flags {
    /// How; by phone when left out
    #[arg(long, value_parser = named::<Channel>(&["phone", "wechat", "door", "intercom"]))]
    channel: Option<Channel>,
    /// What came of it; reached when left out
    #[arg(long, value_parser = named::<Reached>(&["reached", "no-answer", "refused"]))]
    outcome: Option<Reached>,
}

impl KindFlags for Flags {
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

impl KindWords for Flags {
    const SUMMARIES: Said = &[
        ("contact.reached", "Contact made ({channel})"),
        ("contact.no_answer", "No answer ({channel})"),
        ("contact.refused", "Refused to talk ({channel})"),
    ];

    fn value(name: &str, value: String) -> String {
        match (name, value.as_str()) {
            ("channel", "wechat") => "WeChat".to_owned(),
            ("channel", "door") => "at the door".to_owned(),
            _ => value,
        }
    }
}
