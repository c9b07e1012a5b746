//! Contact: speaking with a resident, or trying to.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BadContent, Kind, Outcome, Summary, Targets};
use crate::plan::CheckKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
pub struct Contact {
    #[n(0)]
    pub channel: Channel,
    #[n(1)]
    pub outcome: Reached,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Channel {
    #[n(0)]
    Phone,
    #[n(1)]
    Wechat,
    #[n(2)]
    Door,
    #[n(3)]
    Intercom,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Reached {
    #[n(0)]
    Reached,
    #[n(1)]
    NoAnswer,
    #[n(2)]
    Refused,
}

impl Kind for Contact {
    fn check(&self) -> Option<CheckKind> {
        Some(CheckKind::Contact)
    }

    fn outcome(&self) -> Outcome {
        if self.outcome == Reached::Reached { Outcome::Done } else { Outcome::Tried }
    }

    fn targets(&self) -> Targets {
        Targets::Resident
    }

    fn validate(&self) -> Result<(), BadContent> {
        Ok(())
    }

    fn summary(&self) -> Summary {
        let key = match self.outcome {
            Reached::Reached => "contact.reached",
            Reached::NoAnswer => "contact.no_answer",
            Reached::Refused => "contact.refused",
        };
        let channel = match self.channel {
            Channel::Phone => "phone",
            Channel::Wechat => "wechat",
            Channel::Door => "door",
            Channel::Intercom => "intercom",
        };
        Summary::new(key).with("channel", channel)
    }
}
