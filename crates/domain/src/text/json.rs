//! JSON from a browser may hold half a surrogate pair, which no text of ours can: half an emoji, cut by a limit or a paste.

use std::borrow::Cow;

/// Puts U+FFFD in the place of every escaped surrogate without its other half, as a browser's own decoder does.
/// Everything else stays as it is, JSON or not.
#[must_use]
pub fn well_formed(json: &str) -> Cow<'_, str> {
    if !json.contains("\\u") {
        return Cow::Borrowed(json);
    }
    let mut repaired = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, escape)) = next_escape(rest) {
        repaired.push_str(before);
        let taken = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                repaired.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            // An escaped backslash among the others, so that what follows it is no escape.
            _ => escape.char_indices().nth(2).map_or(escape.len(), |(end, _)| end),
        };
        repaired.push_str(escape.get(..taken).unwrap_or(escape));
        rest = escape.get(taken..).unwrap_or_default();
    }
    repaired.push_str(rest);
    Cow::Owned(repaired)
}

/// What stands before the next backslash, and what begins with it.
fn next_escape(text: &str) -> Option<(&str, &str)> {
    text.find('\\').and_then(|place| text.split_at_checked(place))
}

/// The UTF-16 unit of `\uXXXX` at the beginning.
fn unit(escape: &str) -> Option<u16> {
    escape
        .strip_prefix("\\u")
        .and_then(|digits| digits.get(..4))
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .and_then(|digits| u16::from_str_radix(digits, 16).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_pair_becomes_the_replacement_character_and_nothing_else_changes() {
        for (json, repaired) in [
            (r#"{"a":"安"}"#, r#"{"a":"安"}"#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\ude00x""#, r#""\ufffdx""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83d\n\ude00""#, r#""\ufffd\n\ufffd""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\uD83D\uDE""#, r#""\ufffd\uDE""#),
            (r#"\ud8安"#, r#"\ud8安"#),
            (r#""\u""#, r#""\u""#),
            ("\\", "\\"),
        ] {
            assert_eq!(well_formed(json), repaired, "{json}");
        }
    }
}
