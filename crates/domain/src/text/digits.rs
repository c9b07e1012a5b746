//! Numbers as people type them: full-width digits from a Chinese keyboard, Arabic digits, a decimal comma, a unit behind.
//! Nothing is guessed: what may mean two numbers is read as none.

/// The digit zero of the scripts whose digits are met here; nine more follow each.
const ZEROS: [char; 7] = ['\u{660}', '\u{6F0}', '\u{966}', '\u{E50}', '\u{F20}', '\u{1810}', '\u{FF10}'];

/// Digits of other scripts, full-width letters, and the punctuation of dates, times and numbers, as ASCII.
/// For reading numbers, dates, times, codes and phones; never for text that is kept.
#[must_use]
pub fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

fn fold(c: char) -> char {
    let digit = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|value| *value < 10));
    if let Some(digit) = digit.and_then(|value| char::from_digit(value, 10)) {
        return digit;
    }
    match c {
        '\u{3000}' | '\u{A0}' | '\u{202F}' | '\u{2007}' | '\u{2009}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '。' | '｡' | '\u{FE52}' | '\u{66B}' => '.',
        '、' | '､' | '\u{FE50}' | '\u{60C}' | '\u{66C}' => ',',
        '\u{2236}' | '\u{FE55}' | '\u{FE13}' => ':',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' => '-',
        c => c,
    }
}

/// A number with decimals, exactly as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    pub negative: bool,
    /// Digits before the point, without leading zeros; empty for zero.
    pub whole: String,
    /// Digits behind the point, without trailing zeros.
    pub fraction: String,
}

/// Reads `36.5`, `３６．５`, `36,5`, `36。5`; no exponents and no thousands signs, which a decimal comma looks like.
#[must_use]
pub fn decimal(text: &str) -> Option<Decimal> {
    let text = folded(text);
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) if is_digits(fraction) && !(text.contains(',') && fraction.len() == 3) => (whole, fraction),
        Some(_) => return None,
        None => (text, ""),
    };
    is_digits(whole).then(|| Decimal {
        negative,
        whole: whole.trim_start_matches('0').to_owned(),
        fraction: fraction.trim_end_matches('0').to_owned(),
    })
}

/// Reads a count such as `6`, `６` or `1,000`.
#[must_use]
pub fn count(text: &str) -> Option<u32> {
    let text = folded(text);
    let text = text.trim();
    match text.split_once(',') {
        None if is_digits(text) => text.parse().ok(),
        None => None,
        Some((first, groups)) => {
            let is_grouped = (1..=3).contains(&first.len()) && is_digits(first) && !first.starts_with('0');
            let is_grouped = is_grouped && groups.split(',').all(|group| group.len() == 3 && is_digits(group));
            is_grouped.then(|| text.replace(',', "")).and_then(|digits| digits.parse().ok())
        }
    }
}

pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_keyboard_are_folded_and_words_stay() {
        for (typed, folds) in [
            ("３６．５", "36.5"),
            ("36。5", "36.5"),
            ("٣٦٫٥", "36.5"),
            ("۳۶٫۵", "36.5"),
            ("༣༦", "36"),
            ("᠓᠖", "36"),
            ("𝟛𝟞", "𝟛𝟞"),
            ("２０：１５", "20:15"),
            ("２０２０－０２－２７", "2020-02-27"),
            ("2020年2月27日", "2020年2月27日"),
            ("ＡＢ−１", "AB-1"),
            ("安某　1", "安某 1"),
        ] {
            assert_eq!(folded(typed), folds, "{typed}");
        }
    }

    #[test]
    fn a_decimal_is_read_as_typed_and_what_may_be_two_numbers_as_none() {
        let said = |text: &str| {
            decimal(text).map(|number| format!("{}{}|{}", if number.negative { "-" } else { "" }, number.whole, number.fraction))
        };
        for (typed, read) in [
            ("36.5", Some("36|5")),
            ("３６．５", Some("36|5")),
            ("36,5", Some("36|5")),
            ("036.50", Some("36|5")),
            ("+36", Some("36|")),
            ("-36.5", Some("-36|5")),
            ("−36.5", Some("-36|5")),
            ("36.", None),
            (".5", None),
            ("36.5.1", None),
            ("1,036.5", None),
            ("36,500", None),
            ("36.500", Some("36|5")),
            ("3.65e1", None),
            ("NaN", None),
            ("", None),
        ] {
            assert_eq!(said(typed).as_deref(), read, "{typed}");
        }
    }

    #[test]
    fn a_count_may_be_grouped_and_is_whole() {
        for (typed, read) in [
            ("6", Some(6)),
            ("６", Some(6)),
            ("٦", Some(6)),
            ("06", Some(6)),
            ("1,000", Some(1000)),
            ("１，０００", Some(1000)),
            ("1,00", None),
            ("0,500", None),
            ("1.000", None),
            ("2.5", None),
            ("-1", None),
            ("six", None),
            ("99999999999", None),
        ] {
            assert_eq!(count(typed), read, "{typed}");
        }
    }
}
