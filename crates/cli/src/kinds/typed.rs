//! Reading typed values: names as in the commands' help, local times, dates, counts.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use daylog_domain::{
    text::digits,
    time::{BadTime, Date, typed},
};
use serde::de::{DeserializeOwned, value::StrDeserializer};

/// One of `names`, read as the value that has this name in JSON; `no-answer` on the command line is `no_answer` there.
pub fn named<T>(names: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(names).try_map(|name| {
        let name = name.replace('-', "_");
        T::deserialize(StrDeserializer::<serde::de::value::Error>::new(&name))
    })
}

/// `2020-02-27T10:50` (a blank instead of the T as well), or `10:50`. Only the form is looked at.
pub fn typed_time(text: &str) -> Result<String, String> {
    let said = |bad: BadTime| match bad {
        BadTime::Year | BadTime::Midnight => bad.to_string(),
        _ => "write a local time as 2020-02-27T10:50, or 10:50 alone".to_owned(),
    };
    match typed::minute(text) {
        Ok(minute) => Ok(minute.to_string()),
        Err(bad @ BadTime::Midnight) => Err(said(bad)),
        Err(_) => typed::local(text).map(|local| local.format("%Y-%m-%dT%H:%M:%S").to_string()).map_err(said),
    }
}

pub fn typed_date(text: &str) -> Result<Date, String> {
    typed::date(text).map_err(|bad| bad.to_string())
}

/// How many of something.
pub fn typed_count(text: &str) -> Result<u32, String> {
    match digits::count(text) {
        Some(0) => Err("none is nothing to ask for; write a number from 1 on".to_owned()),
        Some(count) => Ok(count),
        None => Err("not a whole number such as 6; a unit goes into --unit".to_owned()),
    }
}

/// A storey.
pub fn typed_floor(text: &str) -> Result<u8, String> {
    digits::count(text).and_then(|floor| u8::try_from(floor).ok()).ok_or_else(|| "not a floor such as 7".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_says_why_it_is_none() {
        assert_eq!(typed_count("６"), Ok(6));
        for (text, reason) in [("0", "none is nothing to ask for"), ("1.5", "not a whole number"), ("6 瓶", "not a whole number")] {
            assert!(typed_count(text).unwrap_err().starts_with(reason), "{text}");
        }
    }

    #[test]
    fn times_are_read_from_every_keyboard_and_never_guessed() {
        for (text, read) in [
            ("10:50", "10:50"),
            ("9:05", "09:05"),
            ("２０：１５", "20:15"),
            ("20点15分", "20:15"),
            ("2020-02-27 10:50", "2020-02-27T10:50:00"),
            ("2020/2/27 9:05", "2020-02-27T09:05:00"),
        ] {
            assert_eq!(typed_time(text), Ok(read.to_owned()), "{text}");
        }
        for (text, reason) in [
            ("9:5", "write a local time as 2020-02-27T10:50, or 10:50 alone"),
            ("noon", "write a local time as 2020-02-27T10:50, or 10:50 alone"),
            ("20.15", "write a local time as 2020-02-27T10:50, or 10:50 alone"),
            ("24:00", "a day has no 24:00; write 00:00 of the next day"),
            ("2020-02-27T24:00", "a day has no 24:00; write 00:00 of the next day"),
            ("20-02-27T10:50", "a date begins with its year in four digits, as in 2020-02-27"),
        ] {
            assert_eq!(typed_time(text), Err(reason.to_owned()), "{text}");
        }
    }
}
