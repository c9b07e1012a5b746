//! Statements that ask for many rows at once by what identifies them. A list is asked for in parts of a few lengths, the last part
//! filled up with its last one, so that few prepared statements serve every length.

use std::iter;

use super::value::{ToValue, Value};

/// So many in one statement.
const LENGTHS: [usize; 3] = [4, 32, 256];

/// The list's parts, each with what stands between the brackets of `IN (…)`: `?1, ?2, …`.
pub(crate) fn parts<T: ToValue>(list: &[T]) -> impl Iterator<Item = (String, Vec<Value<'_>>)> {
    list.chunks(longest()).map(move |part| {
        let length = filled(part.len());
        let last = part.last().into_iter().cycle();
        let values: Vec<Value<'_>> = part.iter().chain(last).take(length).map(ToValue::to_value).collect();
        let places: Vec<String> = (1..=length).map(|place| format!("?{place}")).collect();
        (places.join(", "), values)
    })
}

/// The same of names of two parts, each with what stands behind `VALUES`: `(?1, ?2), (?3, ?4), …`. What fills up the last part is the
/// name of nothing: joined with it, a row would come again.
pub(crate) fn named_parts(list: &[([u8; 16], i64)]) -> impl Iterator<Item = (String, Vec<Value<'_>>)> {
    list.chunks(longest()).map(move |part| {
        let nothing = [Value::Bytes(&[]), Value::Integer(-1)];
        let names = part.iter().map(|(name, number)| [Value::Bytes(name), Value::Integer(*number)]);
        let values: Vec<Value<'_>> = names.chain(iter::repeat(nothing)).take(filled(part.len())).flatten().collect();
        let places: Vec<String> = (0..values.len() / 2).map(|row| format!("(?{}, ?{})", 2 * row + 1, 2 * row + 2)).collect();
        (places.join(", "), values)
    })
}

fn longest() -> usize {
    LENGTHS.iter().copied().max().unwrap_or(1)
}

/// The length of a part with so many of the list.
fn filled(count: usize) -> usize {
    LENGTHS.iter().copied().find(|length| count <= *length).unwrap_or_else(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_asked_for_in_parts_of_few_lengths() {
        let lengths = |count: i64| parts(&(1..=count).collect::<Vec<_>>()).map(|(_, values)| values.len()).collect::<Vec<_>>();
        assert_eq!(lengths(0), [0_usize; 0]);
        assert_eq!(lengths(1), [4]);
        assert_eq!(lengths(33), [256]);
        assert_eq!(lengths(300), [256, 256]);
        assert_eq!(lengths(260), [256, 4]);
    }

    #[test]
    fn a_part_is_filled_up_with_its_last_number() {
        let (places, values) = parts(&[7, 9]).next().unwrap();
        assert_eq!(places, "?1, ?2, ?3, ?4");
        assert_eq!(values, [7, 9, 9, 9].map(Value::Integer));
    }

    #[test]
    fn names_are_filled_up_with_the_name_of_nothing() {
        let (places, values) = named_parts(&[([7; 16], 9)]).next().unwrap();
        assert_eq!(places, "(?1, ?2), (?3, ?4), (?5, ?6), (?7, ?8)");
        assert_eq!(values[..2], [Value::Bytes(&[7; 16]), Value::Integer(9)]);
        assert!(values[2..].chunks(2).all(|name| name == [Value::Bytes(&[]), Value::Integer(-1)]), "{values:?}");
        assert_eq!(named_parts(&[([7; 16], 9); 257]).map(|(_, values)| values.len()).collect::<Vec<_>>(), [512, 8]);
    }
}
