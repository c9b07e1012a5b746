//! Rust text as tokens: names, `::`, literals and single signs, without comments, and on demand without test code.
//! A tokenizer and no parser: paths inside macros count too, and `cargo xtask` starts without compiling `syn`.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    pub text: &'a str,
    /// Counted from 1.
    pub line: usize,
}

impl Token<'_> {
    pub fn is_name(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_') && !self.text.contains(['"', '\''])
    }
}

/// All tokens of a file. What is not Rust gives nonsense but always ends.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let (length, is_token) = extent(rest, first);
        let (piece, after) = rest.split_at(length);
        if is_token {
            found.push(Token { text: piece, line });
        }
        line += piece.matches('\n').count();
        rest = after;
    }
    found
}

/// The tokens without items under `#[cfg(test)]` or `#[cfg(all(test, …))]`.
pub fn without_tests<'a>(all: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut kept = Vec::new();
    let mut rest = all;
    while let Some((first, after)) = rest.split_first() {
        if is_test_attribute(rest) {
            rest = after_item(rest);
        } else {
            kept.push(*first);
            rest = after;
        }
    }
    kept
}

/// How many bytes the next piece has, and whether it is a token.
fn extent(rest: &str, first: char) -> (usize, bool) {
    let run = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    if first.is_whitespace() {
        (run(char::is_whitespace), false)
    } else if rest.starts_with("//") {
        (rest.find('\n').unwrap_or(rest.len()), false)
    } else if rest.starts_with("/*") {
        (block_comment(rest), false)
    } else if let Some(length) = literal(rest) {
        (length, true)
    } else if rest.strip_prefix("r#").is_some_and(|name| name.starts_with(is_word)) {
        (2, false)
    } else if is_word(first) {
        (run(is_word), true)
    } else if rest.starts_with("::") {
        (2, true)
    } else {
        (first.len_utf8(), true)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            break;
        }
    }
    at.min(rest.len())
}

/// The length of a string, character or lifetime at the beginning of the text.
fn literal(rest: &str) -> Option<usize> {
    let unprefixed = rest.strip_prefix(['b', 'c']).unwrap_or(rest);
    let prefix = rest.len() - unprefixed.len();
    if let Some(raw) = unprefixed.strip_prefix('r') {
        let body = raw.trim_start_matches('#');
        let hashes = raw.len() - body.len();
        if let Some(body) = body.strip_prefix('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let length = body.find(&end).map_or(body.len(), |at| at + end.len());
            return Some(prefix + 1 + hashes + 1 + length);
        }
    }
    if let Some(body) = unprefixed.strip_prefix('"') {
        return Some(prefix + 1 + quoted(body, '"'));
    }
    let body = unprefixed.strip_prefix('\'')?;
    let mut ahead = body.chars();
    match (ahead.next(), ahead.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => Some(prefix + 1 + quoted(body, '\'')),
        _ => Some(prefix + 1 + body.find(|c| !is_word(c)).unwrap_or(body.len())),
    }
}

/// The length up to and with the closing mark, behind the opening one.
fn quoted(body: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == mark => return at + 1,
            _ => {}
        }
    }
    body.len()
}

fn is_test_attribute(rest: &[Token<'_>]) -> bool {
    let starts = |wanted: &[&str]| rest.len() >= wanted.len() && rest.iter().zip(wanted).all(|(token, wanted)| token.text == *wanted);
    starts(&["#", "[", "cfg", "(", "test", ")", "]"]) || starts(&["#", "[", "cfg", "(", "all", "(", "test"])
}

const ITEMS: &[&str] = &[
    "async",
    "const",
    "enum",
    "extern",
    "fn",
    "impl",
    "let",
    "macro_rules",
    "mod",
    "pub",
    "static",
    "struct",
    "trait",
    "type",
    "unsafe",
    "use",
];

/// What follows the item, field or statement that begins here with attributes.
fn after_item<'t, 'a>(all: &'t [Token<'a>]) -> &'t [Token<'a>] {
    let mut rest = all;
    while rest.first().is_some_and(|token| token.text == "#") {
        rest = after_group(rest.get(1..).unwrap_or_default());
    }
    let is_item = rest.first().is_some_and(|token| ITEMS.contains(&token.text));
    while let Some((first, after)) = rest.split_first() {
        match first.text {
            "{" => return after_group(rest),
            "(" | "[" => rest = after_group(rest),
            "}" | ")" | "]" => return rest,
            ";" => return after,
            "," if !is_item => return after,
            _ => rest = after,
        }
    }
    rest
}

/// What stands between the bracket that opens here and its partner; nothing where none opens.
pub fn group<'t, 'a>(all: &'t [Token<'a>]) -> &'t [Token<'a>] {
    let length = all.len() - after_group(all).len();
    all.get(1..length.saturating_sub(1)).unwrap_or_default()
}

/// What follows the bracket that opens here.
fn after_group<'t, 'a>(all: &'t [Token<'a>]) -> &'t [Token<'a>] {
    let mut depth = 0_usize;
    for (index, token) in all.iter().enumerate() {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return all.get(index + 1..).unwrap_or_default();
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|token| token.text).collect()
    }

    #[test]
    fn a_text_falls_into_names_signs_and_literals() {
        for (text, expected) in [
            ("use crate::a;", vec!["use", "crate", "::", "a", ";"]),
            ("a // b\n/* c /* d */ e */ f", vec!["a", "f"]),
            (
                r#"x("a \" b", 'c', '\'', b'"', &'life y)"#,
                vec!["x", "(", r#""a \" b""#, ",", "'c'", ",", r"'\''", ",", "b'\"'", ",", "&", "'life", "y", ")"],
            ),
            (r###"r#"a " b"# br"\" r#type"###, vec![r##"r#"a " b"#"##, r#"br"\""#, "type"]),
            (r"'\u{7d}' '\\'", vec![r"'\u{7d}'", r"'\\'"]),
            ("破折 1_000", vec!["破折", "1_000"]),
            ("\"open", vec!["\"open"]),
            ("/* open", vec![]),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn a_token_knows_its_line() {
        let lines: Vec<usize> = tokens("a\n\"b\nc\"\nd").iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 2, 4]);
    }

    #[test]
    fn what_is_for_tests_is_left_out() {
        for (text, expected) in [
            ("#[cfg(test)] mod tests; a", "a"),
            ("#[cfg(test)]\n#[allow(x)]\nmod tests { fn b() { c } } a", "a"),
            ("#[cfg(test)] pub fn b<C, D>(e: [u8; 2]) -> F<C, D> { g; } a", "a"),
            ("#[cfg(all(test, unix))] use b::{c, d}; a", "; a"),
            ("S { #[cfg(test)] b: C, a: D }", "S { a : D }"),
            ("S { a, #[cfg(test)] b }", "S { a , }"),
            ("#[cfg(unix)] fn a() {}", "# [ cfg ( unix ) ] fn a ( ) { }"),
        ] {
            let all = tokens(text);
            let kept: Vec<&str> = without_tests(&all).iter().map(|token| token.text).collect();
            assert_eq!(kept.join(" "), expected, "{text}");
        }
    }
}
