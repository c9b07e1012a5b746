//! Text that people type: brought to one form where it enters, and made harmless where it is shown in a terminal.
//!
//! What is stored is NFC, without control characters and without format characters that no script needs.
//! Holds no rule of comparing names; that is the roster's.

pub mod base32;
mod characters;
pub mod digits;
pub mod hex;
pub mod json;
pub mod limits;
mod natural;
mod shown;

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

use characters::{is_line_break, is_space, kept};
pub use natural::natural;
pub use shown::{isolated, printable, shown};

/// One line, such as a name, an address or a thing: line breaks and tabs are blanks, none at the ends.
#[must_use]
pub fn clean_line(text: &str) -> String {
    let text = normalised(text);
    let blanks = text.chars().map(|c| if is_line_break(c) || is_space(c) { ' ' } else { c });
    trimmed(&without_marks(blanks))
}

/// Text of one or more lines, such as a note: line breaks stay, as `\n`; none at the ends.
#[must_use]
pub fn clean_lines(text: &str) -> String {
    let text = normalised(text).replace("\r\n", "\n");
    let breaks = text.chars().map(|c| match c {
        c if is_line_break(c) => '\n',
        c if is_space(c) => ' ',
        c => c,
    });
    trimmed(&without_marks(breaks))
}

/// A number of characters as people and both languages of this project count them: Unicode code points of the clean text.
#[must_use]
pub fn length(text: &str) -> usize {
    text.chars().count()
}

fn normalised(text: &str) -> Cow<'_, str> {
    const { ComposingNormalizerBorrowed::new_nfc() }.normalize(text)
}

fn trimmed(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace()).to_owned()
}

/// Drops what shows nothing: whether a joiner or a selector stays depends on its neighbours.
fn without_marks(text: impl Iterator<Item = char>) -> String {
    let mut clean = String::new();
    let mut text = text.peekable();
    while let Some(c) = text.next() {
        if kept(clean.chars().next_back(), c, text.peek().copied()) {
            clean.push(c);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_normalised_and_holds_nothing_that_cannot_be_seen() {
        for (rule, typed, clean) in [
            ("plain", "安某", "安某"),
            ("blanks at the ends", " 安某\u{3000}", "安某"),
            ("a decomposed syllable", "\u{1100}\u{1161}\u{11A8}", "각"),
            ("a compatibility ideograph", "\u{F9E1}某", "李某"),
            ("a decomposed accent", "Jose\u{301}", "José"),
            ("a line break is a blank", "安某\n10:50 forged", "安某 10:50 forged"),
            ("all kinds of breaks", "a\u{85}b\u{2028}c\u{2029}d\u{B}e\u{C}f\r\ng\th", "a b c d e f  g h"),
            ("an escape sequence loses its escape", "\u{1b}[31mred\u{9b}0m\u{7f}\0", "[31mred0m"),
            ("overrides and isolates", "\u{202e}gnp\u{202c}\u{2067}x\u{2069}\u{200f}\u{61c}", "gnpx"),
            ("a byte order mark", "\u{feff}安某\u{fffe}", "安某"),
            ("what has no width", "安\u{200b}\u{2060}\u{ad}\u{34f}某\u{2063}", "安某"),
            ("fillers are no name", "\u{3164}\u{ffa0}\u{115f}\u{1160}\u{2800}", ""),
            ("a joiner that joins nothing", "安\u{200d}\u{200c}某", "安某"),
            ("a Persian word keeps its non-joiner", "می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("a Sinhala word keeps its joiner", "ශ්\u{200d}රී", "ශ්\u{200d}රී"),
            ("a joiner at the end", "می\u{200c}", "می"),
            ("a family of emoji", "👩\u{200d}👧", "👩\u{200d}👧"),
            ("a profession with a tone", "👩🏽\u{200d}⚕\u{fe0f}", "👩🏽\u{200d}⚕\u{fe0f}"),
            ("the way a character is written", "葛\u{e0100}城", "葛\u{e0100}城"),
            ("a selector that selects nothing", "\u{fe0f}a \u{e0100}", "a"),
            ("a flag of a nation within", "🏴\u{e0067}\u{e0062}\u{e007f}", "🏴\u{e0067}\u{e0062}\u{e007f}"),
            ("hidden tags", "安\u{e0067}\u{e0001}某", "安某"),
            ("a Uyghur name", "ئەخمەت", "ئەخمەت"),
            ("private use is a rare name's character", "\u{e863}某", "\u{e863}某"),
            ("blanks within stay", "安  某", "安  某"),
        ] {
            assert_eq!(clean_line(typed), clean, "{rule}");
            assert_eq!(clean_line(clean), clean, "{rule}, twice");
        }
    }

    #[test]
    fn a_note_keeps_its_line_breaks() {
        for (typed, clean) in [
            ("first\r\nsecond\rthird\u{2028}fourth", "first\nsecond\nthird\nfourth"),
            ("\n a\tb \n", "a b"),
            ("a\n\n\u{1b}]0;title\u{7}b", "a\n\n]0;titleb"),
            ("\u{200b}\n", ""),
        ] {
            assert_eq!(clean_lines(typed), clean, "{typed:?}");
        }
    }

    #[test]
    fn a_character_is_counted_once_however_it_is_stored() {
        for (text, characters) in [("", 0), ("安某", 2), ("😀", 1), ("각", 1)] {
            assert_eq!(length(text), characters, "{text}");
        }
    }
}
