//! Document numbers: a resident identity card checks itself (GB 11643), and a spreadsheet keeps fifteen digits of any number.

use daylog_domain::{
    text::digits,
    time::{Date, typed},
};

use super::cell;

/// What a document's cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Document {
    Good(String),
    /// Ends with three zeros and fits all the same; one card in a thousand does.
    WithZeros(String),
    /// A spreadsheet took digits away.
    Destroyed,
    /// Eighteen digits that do not fit each other: one of them is wrong.
    Wrong,
    /// A mobile phone's number: the columns may have been exchanged.
    Phone,
    /// Words without a single digit.
    NoNumber,
}

/// A spreadsheet counts with so many digits; it puts zeros behind them.
const KEPT: usize = 15;

pub(super) fn read(text: &str) -> Document {
    let compact: String = digits::folded(text).chars().filter(|c| !c.is_whitespace()).collect();
    let compact = compact.to_uppercase();
    if cell::is_rounded(&compact) {
        return Document::Destroyed;
    }
    // A number that went through a table of floating-point numbers.
    let number = compact.strip_suffix(".0").unwrap_or(&compact);
    let is_number = cell::is_digits(number);
    let is_short_of_digits = is_number && number.len() > KEPT && number.bytes().skip(KEPT).all(|byte| byte == b'0');
    if is_card(number) {
        return match (fits(number), is_short_of_digits) {
            (true, false) => Document::Good(number.to_owned()),
            (true, true) => Document::WithZeros(number.to_owned()),
            (false, true) => Document::Destroyed,
            (false, false) => Document::Wrong,
        };
    }
    if is_short_of_digits || (number.len() < compact.len() && number.len() > KEPT) {
        return Document::Destroyed;
    }
    if is_number && number.len() == 11 && number.starts_with('1') && !number.starts_with("10") {
        return Document::Phone;
    }
    if number.contains(|c: char| c.is_ascii_digit()) { Document::Good(number.to_owned()) } else { Document::NoNumber }
}

fn is_card(number: &str) -> bool {
    number.len() == 18 && number.bytes().enumerate().all(|(place, byte)| byte.is_ascii_digit() || (place == 17 && byte == b'X'))
}

/// Weights and check characters of ISO 7064 MOD 11-2, and a day on which somebody can have been born.
fn fits(card: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let sum: u32 = card.chars().zip(WEIGHTS).filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight)).sum();
    let check = usize::try_from(sum % 11).ok().and_then(|place| CHECKS.get(place));
    let born: Option<Date> = card.get(6..14).and_then(|day| typed::date(day).ok());
    card.chars().next_back().as_ref() == check && born.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_or_what_is_wrong_with_it_is_told() {
        let good = |text: &str| Document::Good(text.to_owned());
        for (rule, text, read_as) in [
            ("a card", "222401198001010014", good("222401198001010014")),
            ("a card with X", "22240119800101009X", good("22240119800101009X")),
            ("a small x, wide digits, blanks", "２２２４０１ 19800101 009x", good("22240119800101009X")),
            ("a card that lost its digits", "222401198001010000", Document::Destroyed),
            ("a card that ends so", "222401198001019000", Document::WithZeros("222401198001019000".to_owned())),
            ("written as a power", "2.22401E+17", Document::Destroyed),
            ("a long number that lost its digits", "6222021234567890000", Document::Destroyed),
            ("a fraction of nothing behind it", "222401198001010014.0", good("222401198001010014")),
            ("a card with a wrong digit", "222401198001010024", Document::Wrong),
            ("a card of no day", "22240119801332001X", Document::Wrong),
            ("a passport", "e12345678", good("E12345678")),
            ("an old card", "222401800101001", good("222401800101001")),
            ("a permit", "H12345678 01", good("H1234567801")),
            ("a mobile phone", "13843312345", Document::Phone),
            ("a word", "护照", Document::NoNumber),
        ] {
            assert_eq!(read(text), read_as, "{rule}");
        }
    }
}
