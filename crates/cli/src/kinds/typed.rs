//! Reading typed values: names as in the commands' help, local times.

use chrono::{NaiveDateTime, NaiveTime};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use daylog_domain::time::MinuteOfDay;
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
    let full = text.trim().replacen(' ', "T", 1);
    let is_time = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"].iter().any(|form| NaiveDateTime::parse_from_str(&full, form).is_ok())
        || (full.parse::<MinuteOfDay>().is_ok() && NaiveTime::parse_from_str(&full, "%H:%M").is_ok());
    if is_time { Ok(full) } else { Err("write a local time as 2020-02-27T10:50, or 10:50 for today".to_owned()) }
}
