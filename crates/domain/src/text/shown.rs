//! Text for a terminal or a file of lines: no character of it moves the cursor, forges a line or turns its neighbours around.
//! What comes from other devices and older versions was never cleaned, so this is done wherever it is printed.

use std::borrow::Cow;

use super::characters::{is_line_break, is_right_to_left, is_space, kept};

const ISOLATE: char = '\u{2068}';
const END: char = '\u{2069}';

/// One line: breaks are shown as `↵`, other control characters as their escape, what is written from right to left isolated.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut text = text.chars().peekable();
    while let Some(c) = text.next() {
        match c {
            '\r' if text.peek() == Some(&'\n') => {}
            c if is_line_break(c) => line.push('↵'),
            c if is_space(c) && c != '\u{3000}' => line.push(' '),
            c if c.is_control() => line.extend(c.escape_unicode()),
            c if kept(line.chars().next_back(), c, text.peek().copied()) => line.push(c),
            _ => {}
        }
    }
    isolated(&line).into_owned()
}

/// The program's own text with typed text in it, as the last thing before a terminal: control characters but line breaks
/// and tabs as their escape.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_harmless = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    if text.chars().all(is_harmless) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().fold(String::new(), |mut printed, c| {
        if is_harmless(c) {
            printed.push(c)
        } else {
            printed.extend(c.escape_unicode())
        }
        printed
    }))
}

/// Wraps what is written from right to left, so that numbers and punctuation beside it keep their order.
#[must_use]
pub fn isolated(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_right_to_left) { Cow::Owned(format!("{ISOLATE}{text}{END}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_cannot_command_the_terminal_or_forge_a_line() {
        for (rule, typed, printed) in [
            ("plain", "六瓶啤酒", "六瓶啤酒"),
            ("an escape sequence", "\u{1b}[2J", "\\u{1b}[2J"),
            ("a control sequence of one character", "\u{9b}2J", "\\u{9b}2J"),
            ("a title and a bell", "\u{1b}]0;x\u{7}", "\\u{1b}]0;x\\u{7}"),
            ("a backspace", "yes\u{8}\u{8}\u{8}no", "yes\\u{8}\\u{8}\\u{8}no"),
            ("a forged line", "x\n10:50 ✓ YJ-001 安某: Seal intact", "x↵10:50 ✓ YJ-001 安某: Seal intact"),
            ("a carriage return", "x\rforged", "x↵forged"),
            ("a break of two characters is one", "x\r\ny", "x↵y"),
            ("a separator of lines", "x\u{2028}y", "x↵y"),
            ("an override", "\u{202e}abc", "abc"),
            ("a Uyghur name", "ئەخمەت", "\u{2068}ئەخمەت\u{2069}"),
            ("one that closes the isolate early", "ئە\u{2069}خمەت", "\u{2068}ئەخمەت\u{2069}"),
        ] {
            assert_eq!(shown(typed), printed, "{rule}");
        }
        assert_eq!(printable("a\u{7}\n\tb"), "a\\u{7}\n\tb");
    }
}
