//! Telephone numbers: one cell may hold several, and words beside them. A cell that holds none costs its person nothing but it.

use daylog_domain::{fold, text::digits};

use super::cell;

/// What a cell gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Phones {
    /// Every number that could be read, as they are shown: `13800000001 / 0433-2512345`.
    pub(super) numbers: Option<String>,
    /// What could not be read, or was left out.
    pub(super) left_out: Option<String>,
}

/// Between several numbers in one cell.
pub const BETWEEN: &str = " / ";
const FEWEST_DIGITS: usize = 5;
/// E.164.
const MOST_DIGITS: usize = 15;

pub(super) fn read(text: &str) -> Phones {
    let folded = digits::folded(text);
    if cell::is_rounded(&folded) {
        return Phones { numbers: None, left_out: Some(text.to_owned()) };
    }
    let mut numbers: Vec<String> = Vec::new();
    let mut left_out: Vec<String> = Vec::new();
    for part in parts(&folded) {
        match number(part) {
            Some((number, words)) => {
                if !numbers.iter().any(|known| fold::phone(known) == fold::phone(&number)) {
                    numbers.push(number);
                }
                left_out.extend(words);
            }
            None => left_out.push(part.to_owned()),
        }
    }
    Phones {
        numbers: Some(numbers.join(BETWEEN)).filter(|numbers| !numbers.is_empty()),
        left_out: Some(left_out.join(" ")).filter(|left_out| !left_out.is_empty()),
    }
}

/// Several numbers stand behind each other with a mark between them, or with a blank where each is long enough to be one.
fn parts(text: &str) -> Vec<&str> {
    let marked: Vec<&str> = text.split(['/', ',', ';', '|', '\\', '或']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let digits_of = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    let split = |part: &&str| part.split_whitespace().count() > 1 && part.split_whitespace().all(|one| digits_of(one) >= 7);
    marked.into_iter().flat_map(|part| if split(&part) { part.split_whitespace().collect() } else { vec![part] }).collect()
}

/// The number in a part, and the words that stood beside it.
fn number(part: &str) -> Option<(String, Option<String>)> {
    // A number that went through a table of floating-point numbers.
    let part = part.strip_suffix(".0").unwrap_or(part);
    let belongs = |c: char| c.is_ascii_digit() || " +-()".contains(c);
    let is_number = |text: &str| (FEWEST_DIGITS..=MOST_DIGITS).contains(&text.chars().filter(char::is_ascii_digit).count());
    if part.chars().all(belongs) {
        return is_number(part).then(|| (part.to_owned(), None));
    }
    let (main, extension) = part.split_once(['转', '轉']).or_else(|| part.split_once("ext")).unwrap_or((part, ""));
    if !extension.is_empty() && main.chars().all(belongs) && is_number(main) && cell::is_digits(extension.trim_start_matches(['.', ' '])) {
        return Some((part.to_owned(), None));
    }
    let runs = |least: usize| {
        let runs = part.split(|c: char| !belongs(c)).map(|run| run.trim_matches([' ', '-', '(', ')']));
        runs.filter(move |run| run.chars().filter(char::is_ascii_digit).count() >= least)
    };
    let found = runs(7).next().filter(|run| is_number(run) && runs(1).count() == 1)?;
    Some((found.to_owned(), Some(part.replace(found, "").trim().to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_a_cell_is_kept_and_what_is_none_is_told() {
        for (cell, numbers, left_out) in [
            ("13843312345", Some("13843312345"), None),
            ("１３８４３３１２３４５", Some("13843312345"), None),
            ("+86 138-4331-2345", Some("+86 138-4331-2345"), None),
            ("13843312345/0433-2512345", Some("13843312345 / 0433-2512345"), None),
            ("13843312345、13943312345", Some("13843312345 / 13943312345"), None),
            ("13843312345 13943312345", Some("13843312345 / 13943312345"), None),
            ("138 4331 2345", Some("138 4331 2345"), None),
            ("13843312345；138-4331-2345", Some("13843312345"), None),
            ("13843312345.0", Some("13843312345"), None),
            ("0433-2512345转801", Some("0433-2512345转801"), None),
            ("13843312345(妻)", Some("13843312345"), Some("(妻)")),
            ("母亲 13843312345", Some("13843312345"), Some("母亲")),
            ("13843312345/无", Some("13843312345"), Some("无")),
            ("1.38433E+10", None, Some("1.38433E+10")),
            ("安某", None, Some("安某")),
            ("222401198001010018", None, Some("222401198001010018")),
            ("1234", None, Some("1234")),
        ] {
            let read = read(cell);
            assert_eq!((read.numbers.as_deref(), read.left_out.as_deref()), (numbers, left_out), "{cell}");
        }
    }
}
