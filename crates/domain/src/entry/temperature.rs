//! Temperature: a reading, or the word that it is normal, or no answer.

use std::{fmt, str::FromStr};

use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::TS;

use super::{Alarm, BadContent, Kind, Outcome, Summary};
use crate::{
    plan::CheckKind,
    text::digits::{decimal, folded},
};

/// Tenths of a degree Celsius; in JSON a string such as `"36.5"`, so that no binary fraction creeps in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, TS)]
#[cbor(transparent)]
#[ts(as = "String")]
pub struct Celsius(#[n(0)] pub u16);

impl Celsius {
    pub const LOWEST: Celsius = Celsius(340);
    pub const HIGHEST: Celsius = Celsius(420);
    /// The default threshold, from 37.3 °C.
    pub const FEVER: Celsius = Celsius(373);
    /// Below this a reading is saved but looked at twice.
    pub const LOW: Celsius = Celsius(355);
    /// A jump beyond this against the resident's last reading is looked at twice.
    pub const JUMP_TENTHS: u16 = 15;

    /// Whether it can be a person's; else the reason that is likely, but never a reading in its place.
    pub fn check(self) -> Result<(), BadContent> {
        let can_be = |reading: Celsius| (Celsius::LOWEST..=Celsius::HIGHEST).contains(&reading);
        // 365 and 3650 in the place of 36.5; 93.2 to 107.6 °F are the same span in Fahrenheit.
        let without_point =
            [10, 100].into_iter().filter(|by| self.0.is_multiple_of(*by)).map(|by| Celsius(self.0 / by)).find(|meant| can_be(*meant));
        match (without_point, self.0) {
            _ if can_be(self) => Ok(()),
            (Some(meant), _) => Err(BadContent::ReadingPointMissing { meant }),
            (None, 932..=1076) => Err(BadContent::ReadingFahrenheit),
            (None, _) => Err(BadContent::ReadingOutOfRange),
        }
    }

    /// Whether a person should look twice before moving on; it is saved all the same.
    #[must_use]
    pub fn is_odd_after(self, previous: Option<Celsius>) -> bool {
        self < Celsius::LOW || previous.is_some_and(|previous| previous.0.abs_diff(self.0) > Celsius::JUMP_TENTHS)
    }
}

impl fmt::Display for Celsius {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

impl FromStr for Celsius {
    type Err = BadContent;

    /// Reads `36.5`, `３６．５`, `36,5`, `36.5℃`, `36度5`. Whether it can be a person's is for `validate`.
    fn from_str(text: &str) -> Result<Self, BadContent> {
        let number = decimal(&number_in(&folded(text))?).ok_or(BadContent::NotANumber)?;
        if number.fraction.len() > 1 {
            return Err(BadContent::ReadingTooFine);
        }
        let digits = format!("{}{:0<1}", number.whole, number.fraction);
        let tenths: u16 = digits.parse().map_err(|_| BadContent::ReadingOutOfRange)?;
        if number.negative && tenths > 0 { Err(BadContent::ReadingOutOfRange) } else { Ok(Celsius(tenths)) }
    }
}

/// The number of a reading without its unit, which must be Celsius or none.
fn number_in(text: &str) -> Result<String, BadContent> {
    let text = text.trim();
    let text = ["摄氏", "攝氏", "섭씨"].iter().find_map(|scale| text.strip_prefix(scale)).unwrap_or(text).trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || ".,+-".contains(c))).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
    let unit: String = unit.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    match unit.trim_start_matches(['°', 'º', '˚']) {
        "" | "c" | "℃" | "度" | "度c" | "摄氏度" | "攝氏度" | "도" => Ok(number.to_owned()),
        "f" | "℉" | "度f" | "华氏度" | "華氏度" if !number.is_empty() => Err(BadContent::ReadingFahrenheit),
        unit => match unit.strip_prefix(['度', '도', '点', '點']) {
            // As it is said: thirty-six degrees five.
            Some(tenth) if tenth.len() == 1 => Ok(format!("{number}.{tenth}")),
            _ => Err(BadContent::NotANumber),
        },
    }
}

impl Serialize for Celsius {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Celsius {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
pub struct Temperature {
    #[n(0)]
    pub result: Measured,
    #[n(1)]
    pub method: Method,
    #[n(2)]
    pub site: Option<BodySite>,
}

/// What came of asking. In JSON: `{"reading": "36.5"}`, `"normal"`, `"no_answer"` or `"refused"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    #[n(0)]
    Reading(#[n(0)] Celsius),
    /// Asked, and told that it is normal, without a number.
    #[n(1)]
    Normal,
    #[n(2)]
    NoAnswer,
    #[n(3)]
    Refused,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Method {
    #[n(0)]
    SelfReported,
    #[n(1)]
    Photo,
    #[n(2)]
    Measured,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum BodySite {
    #[n(0)]
    Armpit,
    #[n(1)]
    Forehead,
    #[n(2)]
    Ear,
    #[n(3)]
    Mouth,
}

impl Kind for Temperature {
    fn check(&self) -> Option<CheckKind> {
        Some(CheckKind::Temperature)
    }

    fn outcome(&self) -> Outcome {
        match self.result {
            Measured::Reading(_) | Measured::Normal => Outcome::Done,
            Measured::NoAnswer | Measured::Refused => Outcome::Tried,
        }
    }

    fn alarm(&self, fever_from: Celsius) -> Option<Alarm> {
        matches!(self.result, Measured::Reading(reading) if reading >= fever_from).then_some(Alarm::Fever)
    }

    fn needs_resident(&self) -> bool {
        true
    }

    fn validate(&self) -> Result<(), BadContent> {
        match self.result {
            Measured::Reading(reading) => reading.check(),
            _ => Ok(()),
        }
    }

    fn summary(&self) -> Summary {
        match self.result {
            Measured::Reading(reading) => Summary::new("temperature.reading").with("celsius", reading),
            Measured::Normal => Summary::new("temperature.normal"),
            Measured::NoAnswer => Summary::new("temperature.no_answer"),
            Measured::Refused => Summary::new("temperature.refused"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, BadContent> {
        let reading = text.parse::<Celsius>()?;
        Temperature { result: Measured::Reading(reading), method: Method::SelfReported, site: None }.validate()?;
        Ok(reading.to_string())
    }

    #[test]
    fn a_reading_is_one_decimal_between_34_and_42_however_it_is_typed() {
        for (text, reading) in [
            ("36.5", "36.5"),
            ("36", "36.0"),
            ("34.0", "34.0"),
            ("42.0", "42.0"),
            ("36,5", "36.5"),
            ("36。5", "36.5"),
            ("３６．５", "36.5"),
            ("３６，５", "36.5"),
            ("٣٦٫٥", "36.5"),
            ("۳۶.۵", "36.5"),
            (" 36.5 ", "36.5"),
            ("+36.5", "36.5"),
            ("036.50", "36.5"),
            ("36.5℃", "36.5"),
            ("36.5 °C", "36.5"),
            ("36.5c", "36.5"),
            ("３６．５Ｃ", "36.5"),
            ("36.5度", "36.5"),
            ("36度5", "36.5"),
            ("３６度５", "36.5"),
            ("36点5", "36.5"),
            ("36도5", "36.5"),
            ("摄氏36.5度", "36.5"),
            ("섭씨 36.5도", "36.5"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(reading), "{text}");
        }
    }

    #[test]
    fn what_is_no_reading_is_refused_for_its_real_reason_and_never_guessed() {
        let point_missing = BadContent::ReadingPointMissing { meant: Celsius(365) };
        for (text, reason) in [
            ("", BadContent::NotANumber),
            ("warm", BadContent::NotANumber),
            ("NaN", BadContent::NotANumber),
            ("inf", BadContent::NotANumber),
            ("3.65e1", BadContent::NotANumber),
            ("36.", BadContent::NotANumber),
            ("36..5", BadContent::NotANumber),
            ("36 5", BadContent::NotANumber),
            ("36.5.1", BadContent::NotANumber),
            ("36,500", BadContent::NotANumber),
            ("三十六", BadContent::NotANumber),
            ("℃", BadContent::NotANumber),
            ("36度55", BadContent::NotANumber),
            ("36.55", BadContent::ReadingTooFine),
            ("36,55", BadContent::ReadingTooFine),
            ("33.9", BadContent::ReadingOutOfRange),
            ("42.1", BadContent::ReadingOutOfRange),
            ("0", BadContent::ReadingOutOfRange),
            ("-36.5", BadContent::ReadingOutOfRange),
            ("99999", BadContent::ReadingOutOfRange),
            ("365", point_missing.clone()),
            ("３６５", point_missing.clone()),
            ("3650", point_missing),
            ("98.6", BadContent::ReadingFahrenheit),
            ("098.6", BadContent::ReadingFahrenheit),
            ("97.7°F", BadContent::ReadingFahrenheit),
            ("97.7 ℉", BadContent::ReadingFahrenheit),
        ] {
            assert_eq!(read(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn a_low_reading_or_a_jump_is_looked_at_twice() {
        for (reading, previous, odd) in
            [(365, None, false), (354, None, true), (355, None, false), (380, Some(365), false), (381, Some(365), true)]
        {
            assert_eq!(Celsius(reading).is_odd_after(previous.map(Celsius)), odd, "{reading} {previous:?}");
        }
    }
}
