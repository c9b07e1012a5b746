//! Briefing: which rules were explained to a household, and whether it was given the privacy notice.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BadContent, Kind, Summary};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
pub struct Briefing {
    #[n(0)]
    pub rules: BTreeSet<Rule>,
    /// The household was told what is written down about it, who sees that and when it is deleted. The first briefing says so.
    #[n(1)]
    pub privacy_notice: bool,
}

/// What can be explained, in the order in which it is offered. A number is stored for ever and never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Rule {
    #[n(0)]
    StayHome,
    #[n(1)]
    NoVisitors,
    #[n(2)]
    AirRooms,
    /// When temperatures are asked for, and how they are taken.
    #[n(3)]
    Temperature,
    /// Where waste is put, and when.
    #[n(4)]
    Waste,
    /// How parcels and shopping reach the door.
    #[n(5)]
    Parcels,
    /// Whom to call.
    #[n(6)]
    WhenUnwell,
    /// Somebody to talk to.
    #[n(7)]
    Hotline,
}

impl Rule {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Rule::StayHome => "stay_home",
            Rule::NoVisitors => "no_visitors",
            Rule::AirRooms => "air_rooms",
            Rule::Temperature => "temperature",
            Rule::Waste => "waste",
            Rule::Parcels => "parcels",
            Rule::WhenUnwell => "when_unwell",
            Rule::Hotline => "hotline",
        }
    }
}

impl Kind for Briefing {
    /// Who was only given the privacy notice had no rule explained, and nobody has to claim one.
    fn validate(&self) -> Result<(), BadContent> {
        if self.rules.is_empty() && !self.privacy_notice { Err(BadContent::Empty { field: "rules" }) } else { Ok(()) }
    }

    /// The value `rules` names all of them, with commas between.
    fn summary(&self) -> Summary {
        let key = match (self.rules.is_empty(), self.privacy_notice) {
            (true, true) => return Summary::new("briefing.notice"),
            (false, true) => "briefing.explained_with_notice",
            (_, false) => "briefing.explained",
        };
        let names: Vec<_> = self.rules.iter().map(|rule| rule.name()).collect();
        Summary::new(key).with("rules", names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entries::Content;

    fn read(bytes: &[u8]) -> Content {
        let mut pair = vec![0x82, 0x06, 0x40 | u8::try_from(bytes.len()).unwrap()];
        pair.extend(bytes);
        minicbor::decode(&pair).unwrap()
    }

    #[test]
    fn a_rule_keeps_its_number_and_its_name() {
        use Rule::{AirRooms, Hotline, NoVisitors, Parcels, StayHome, Temperature, Waste, WhenUnwell};
        for (number, rule) in (0_u8..).zip([StayHome, NoVisitors, AirRooms, Temperature, Waste, Parcels, WhenUnwell, Hotline]) {
            let briefing = Content::Briefing(Briefing { rules: [rule].into(), privacy_notice: false });
            assert_eq!(read(&[0x82, 0x81, number, 0xf4]), briefing, "{rule:?}");
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.name());
        }
    }

    #[test]
    fn a_rule_of_a_later_version_leaves_the_briefing_whole_and_unread() {
        let later = [0x82, 0x82, 0x02, 0x18, 0x63, 0xf5];
        let content = read(&later);
        assert!(matches!(&content, Content::Unknown(unknown) if unknown.code == 6 && unknown.bytes == later), "{content:?}");
        assert_eq!(read(&minicbor::to_vec(&content).unwrap()[3..]), content, "and is passed on as it came");
    }

    #[test]
    fn a_briefing_says_something_and_says_it_once() {
        let said = |rules: &str, privacy_notice: bool| {
            let json = format!(r#"{{"rules": [{rules}], "privacy_notice": {privacy_notice}}}"#);
            serde_json::from_str::<Briefing>(&json).unwrap()
        };
        assert_eq!(said("", false).validate(), Err(BadContent::Empty { field: "rules" }));
        assert_eq!(said("", false).summary().key, "briefing.explained", "of another program: it gave no notice");
        assert_eq!(said("", true).validate(), Ok(()));
        let rules = said(r#""waste", "air_rooms", "waste""#, false).summary().values;
        assert_eq!(rules.get("rules").map(String::as_str), Some("air_rooms,waste"));
    }
}
