//! Bytes as hexadecimal digits, and back.

use std::fmt::Write;

/// Two lower-case digits for each byte.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a string never fails.
        let _written = write!(text, "{byte:02x}");
        text
    })
}

/// Reads an even number of digits, with white space around them; none where something else stands there.
#[must_use]
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_their_text_form_and_nothing_else_is_read() {
        assert_eq!(hex(&[0, 171, 255]), "00abff");
        assert_eq!(from_hex(" 00ABff\n"), Some(vec![0, 171, 255]));
        for text in ["a", "zz", "安", "+1", "0x", "a b"] {
            assert_eq!(from_hex(text), None, "{text}");
        }
    }
}
