//! A field that somebody types on a screen, by the same rules as a roster's cell. There is somebody to ask: what a file costs a
//! warning is refused here.

use super::{
    cell::{self, Bad},
    fields::FIELD_LIMIT,
    phone,
};
use crate::acts::FieldRefusal;

/// A text that may be left empty; what people write for nothing is nothing.
pub fn optional(typed: &str) -> Result<Option<String>, FieldRefusal> {
    let text = cell::read(typed).map_err(|_: Bad| FieldRefusal::NotText)?;
    if text.chars().count() > FIELD_LIMIT {
        return Err(FieldRefusal::TooLong);
    }
    Ok(Some(text).filter(|text| !cell::is_nothing(text)))
}

/// The name of somebody who vouches.
pub fn optional_person(typed: &str) -> Result<Option<String>, FieldRefusal> {
    optional_name(typed, cell::is_name_of_person)
}

/// The name of an office or a workplace.
pub fn optional_office(typed: &str) -> Result<Option<String>, FieldRefusal> {
    optional_name(typed, cell::is_name)
}

fn optional_name(typed: &str, is_name: fn(&str) -> bool) -> Result<Option<String>, FieldRefusal> {
    let name = optional(typed)?;
    if name.as_deref().is_none_or(is_name) { Ok(name) } else { Err(FieldRefusal::NotAName) }
}

/// The name of a person.
pub fn person(typed: &str) -> Result<String, FieldRefusal> {
    optional_person(typed)?.ok_or(FieldRefusal::Empty)
}

pub fn address(typed: &str) -> Result<String, FieldRefusal> {
    let address = optional(typed)?.ok_or(FieldRefusal::Empty)?;
    let is_address = !cell::is_date(&address) && !cell::is_rounded(&address) && cell::is_address(&address);
    if is_address { Ok(address) } else { Err(FieldRefusal::NotAnAddress) }
}

/// One telephone number or several.
pub fn optional_phone(typed: &str) -> Result<Option<String>, FieldRefusal> {
    let Some(text) = optional(typed)? else { return Ok(None) };
    let phones = phone::read(&text);
    match (phones.numbers, phones.left_out) {
        (Some(numbers), None) => Ok(Some(numbers)),
        _ => Err(FieldRefusal::NotAPhone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_field_is_read_as_a_rosters_cell_and_refused_with_a_reason() {
        use FieldRefusal::*;
        for (typed, read) in
            [(" 安某\u{3000}", Ok("安某")), ("", Err(Empty)), ("无", Err(Empty)), ("13843312345", Err(NotAName)), ("=A1", Err(NotText))]
        {
            assert_eq!(person(typed), read.map(str::to_owned), "{typed:?}");
        }
        for (typed, read) in
            [("梨花路3号", Ok("梨花路3号")), ("3-2-501", Ok("3-2-501")), ("13843312345", Err(NotAnAddress)), ("3月2日", Err(NotAnAddress))]
        {
            assert_eq!(address(typed), read.map(str::to_owned), "{typed:?}");
        }
        for (typed, read) in
            [("", Ok(None)), ("１３８4331 2345", Ok(Some("1384331 2345"))), ("13843312345(妻)", Err(NotAPhone)), ("123", Err(NotAPhone))]
        {
            assert_eq!(optional_phone(typed), read.map(|phone: Option<&str>| phone.map(str::to_owned)), "{typed:?}");
        }
        assert_eq!(optional(&"长".repeat(401)), Err(TooLong));
    }
}
