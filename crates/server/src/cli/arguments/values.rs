//! Values that several commands take: how they answer, and names, numbers and dates as people type them.

use std::ops::RangeInclusive;

use clap::ValueEnum;
use daylog_domain::{
    fold,
    text::{clean_line, digits},
    time::{Date, typed},
};
use daylog_storage::accounts::NAME_LIMIT;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    #[default]
    Text,
    Json,
}

/// A name that somebody can read: not nothing, not only spaces.
pub(super) fn name(text: &str) -> Result<String, String> {
    match clean_line(text) {
        name if name.is_empty() => Err("a name is needed".to_owned()),
        name => Ok(name),
    }
}

/// An account's name, which people type again to sign in.
pub(super) fn account(text: &str) -> Result<String, String> {
    let name = name(text)?;
    let length = name.chars().count().max(fold::name(&name).chars().count());
    if length > NAME_LIMIT { Err(format!("{length} characters; a name has {NAME_LIMIT} at most")) } else { Ok(name) }
}

/// A whole number within these bounds, in the digits of any keyboard.
pub(super) fn whole<T: TryFrom<i64>>(bounds: RangeInclusive<i64>) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        let number = digits::folded(text).trim().parse().ok().filter(|number| bounds.contains(number));
        let says = || format!("not a whole number from {} to {}", bounds.start(), bounds.end());
        number.and_then(|number| T::try_from(number).ok()).ok_or_else(says)
    }
}

pub(super) fn encoding(text: &str) -> Result<&'static encoding_rs::Encoding, String> {
    daylog_district::roster::by_name(text)
        .ok_or_else(|| "not an encoding; utf-8, utf-16le, gb18030, cp949 and big5 are known, and others of the WHATWG list".to_owned())
}

pub(super) fn date(text: &str) -> Result<Date, String> {
    typed::date(text).map_err(|bad| bad.to_string())
}
