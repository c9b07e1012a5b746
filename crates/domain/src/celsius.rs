//! A reading in tenths of a degree Celsius, and how it is read from what people type.

use std::{fmt, str::FromStr};

use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::TS;

use crate::text::digits::{decimal, folded};

/// Why something typed is no reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadReading {
    #[error("not a number such as 36.5")]
    NotANumber,
    #[error("a reading has one decimal")]
    TooFine,
    #[error("a reading lies between 34.0 and 42.0 °C")]
    OutOfRange,
    #[error("without its point; {meant} may be meant")]
    PointMissing { meant: Celsius },
    #[error("degrees Fahrenheit; a reading is in Celsius")]
    Fahrenheit,
}

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
    pub fn check(self) -> Result<(), BadReading> {
        let can_be = |reading: Celsius| (Celsius::LOWEST..=Celsius::HIGHEST).contains(&reading);
        // 365 and 3650 in the place of 36.5; 93.2 to 107.6 °F are the same span in Fahrenheit.
        let without_point =
            [10, 100].into_iter().filter(|by| self.0.is_multiple_of(*by)).map(|by| Celsius(self.0 / by)).find(|meant| can_be(*meant));
        match (without_point, self.0) {
            _ if can_be(self) => Ok(()),
            (Some(meant), _) => Err(BadReading::PointMissing { meant }),
            (None, 932..=1076) => Err(BadReading::Fahrenheit),
            (None, _) => Err(BadReading::OutOfRange),
        }
    }

    #[must_use]
    pub fn is_fever(self, fever_from: Celsius) -> bool {
        self >= fever_from
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
    type Err = BadReading;

    /// Reads `36.5`, `３６．５`, `36,5`, `36.5℃`, `36度5`. Whether it can be a person's is for `validate`.
    fn from_str(text: &str) -> Result<Self, BadReading> {
        let number = decimal(&number_in(&folded(text))?).ok_or(BadReading::NotANumber)?;
        if number.fraction.len() > 1 {
            return Err(BadReading::TooFine);
        }
        let digits = format!("{}{:0<1}", number.whole, number.fraction);
        let tenths: u16 = digits.parse().map_err(|_| BadReading::OutOfRange)?;
        if number.negative && tenths > 0 { Err(BadReading::OutOfRange) } else { Ok(Celsius(tenths)) }
    }
}

/// The number of a reading without its unit, which must be Celsius or none.
fn number_in(text: &str) -> Result<String, BadReading> {
    let text = text.trim();
    let text = ["摄氏", "攝氏", "섭씨"].iter().find_map(|scale| text.strip_prefix(scale)).unwrap_or(text).trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || ".,+-".contains(c))).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
    let unit: String = unit.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    match unit.trim_start_matches(['°', 'º', '˚']) {
        "" | "c" | "℃" | "度" | "度c" | "摄氏度" | "攝氏度" | "도" => Ok(number.to_owned()),
        "f" | "℉" | "度f" | "华氏度" | "華氏度" if !number.is_empty() => Err(BadReading::Fahrenheit),
        unit => match unit.strip_prefix(['度', '도', '点', '點']) {
            // As it is said: thirty-six degrees five.
            Some(tenth) if tenth.len() == 1 => Ok(format!("{number}.{tenth}")),
            _ => Err(BadReading::NotANumber),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is typed, and the reading that it is or the code of the problem why it is none. The keypad reads what is pasted by the same
    /// rules in TypeScript, and by the same table.
    const EXAMPLES: &str = include_str!("celsius.json");

    #[derive(Deserialize)]
    struct Example {
        typed: String,
        read: String,
    }

    fn read(text: &str) -> Result<String, BadReading> {
        let reading = text.parse::<Celsius>()?;
        reading.check()?;
        Ok(reading.to_string())
    }

    fn code(why: BadReading) -> &'static str {
        match why {
            BadReading::NotANumber => "not_a_number",
            BadReading::TooFine => "reading_too_fine",
            BadReading::OutOfRange => "reading_out_of_range",
            BadReading::PointMissing { .. } => "reading_point_missing",
            BadReading::Fahrenheit => "reading_fahrenheit",
        }
    }

    #[test]
    fn a_reading_is_one_decimal_between_34_and_42_however_it_is_typed_and_never_guessed() {
        let examples: Vec<Example> = serde_json::from_str(EXAMPLES).unwrap();
        assert!(examples.len() > 60);
        for Example { typed, read: expected } in examples {
            assert_eq!(read(&typed).unwrap_or_else(|why| code(why).to_owned()), expected, "{typed}");
        }
    }

    #[test]
    fn a_reading_without_its_point_is_asked_about_by_what_may_be_meant() {
        for text in ["365", "３６５", "3650"] {
            assert_eq!(read(text), Err(BadReading::PointMissing { meant: Celsius(365) }), "{text}");
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
