//! The order in which people expect texts with numbers in them: 2号楼 before 10号楼.

use std::{cmp::Ordering, iter::Peekable};

use super::digits::folded;

/// Compares numbers in the texts by their value, of whatever length and script, and everything else by its characters.
#[must_use]
pub fn natural(a: &str, b: &str) -> Ordering {
    let (a_folded, b_folded) = (folded(a), folded(b));
    let (mut of_a, mut of_b) = (a_folded.chars().peekable(), b_folded.chars().peekable());
    loop {
        let ordering = match (number(&mut of_a), number(&mut of_b)) {
            (Some(a), Some(b)) => a.len().cmp(&b.len()).then_with(|| a.cmp(&b)),
            // Before a letter, and behind the end.
            (Some(_), None) => of_b.peek().map_or(Ordering::Greater, |_| Ordering::Less),
            (None, Some(_)) => of_a.peek().map_or(Ordering::Less, |_| Ordering::Greater),
            (None, None) => match (of_a.next(), of_b.next()) {
                // Texts that differ in how a number is written are two texts all the same.
                (None, None) => return a.cmp(b),
                (a, b) => a.cmp(&b),
            },
        };
        if ordering.is_ne() {
            return ordering;
        }
    }
}

/// The number that stands next, without leading zeros.
fn number(text: &mut Peekable<impl Iterator<Item = char>>) -> Option<String> {
    let first = text.next_if(char::is_ascii_digit)?;
    let mut digits = String::from(first);
    while let Some(digit) = text.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    Some(digits.trim_start_matches('0').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_by_value_and_all_else_by_its_characters() {
        let order = [
            "",
            "2号楼1单元101",
            "2号楼1单元1001",
            "２号楼2单元101",
            "10号楼",
            "10号楼1单元",
            "99999999999999999999999号楼",
            "A座2",
            "A座10",
            "甲",
        ];
        for (place, a) in order.iter().enumerate() {
            for (other, b) in order.iter().enumerate() {
                assert_eq!(natural(a, b), place.cmp(&other), "{a} and {b}");
            }
        }
        assert_eq!(natural("02号楼", "2号楼"), Ordering::Less, "never equal unless they are the same text");
        assert_eq!(natural("02号楼甲", "2号楼乙"), Ordering::Greater, "what follows the number decides first");
    }
}
