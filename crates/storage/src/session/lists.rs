//! Statements that ask for many rows at once by what identifies them. A list is asked for in parts of a few lengths, the last part
//! filled up with its last one, so that few prepared statements serve every length.

use super::value::{ToValue, Value};

/// So many in one statement.
const LENGTHS: [usize; 3] = [4, 32, 256];

/// The list's parts, each with what stands between the brackets of `IN (…)`: `?1, ?2, …`.
pub(crate) fn parts<T: ToValue>(list: &[T]) -> impl Iterator<Item = (String, Vec<Value<'_>>)> {
    let longest = LENGTHS.iter().copied().max().unwrap_or(1);
    list.chunks(longest).map(move |part| {
        let length = LENGTHS.iter().copied().find(|length| part.len() <= *length).unwrap_or(longest);
        let last = part.last().into_iter().cycle();
        let values: Vec<Value<'_>> = part.iter().chain(last).take(length).map(ToValue::to_value).collect();
        let places: Vec<String> = (1..=length).map(|place| format!("?{place}")).collect();
        (places.join(", "), values)
    })
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
}
