//! Bytes as letters and digits that people type: five bits each, the last filled up with zeros, without padding.

/// RFC 4648, as authenticator programs read it.
pub const RFC_4648: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Douglas Crockford's: without the letters that look like digits, and without U.
pub const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// One after another, so that whoever keeps a secret decides where its text lies.
pub fn letters(bytes: &[u8], alphabet: &'static [u8; 32]) -> impl Iterator<Item = char> {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
    let values = (0..(bytes.len() * 8).div_ceil(5)).map(move |place| (5 * place..5 * place + 5).fold(0, |value, at| value << 1 | bit(at)));
    values.filter_map(|value| alphabet.get(value).map(|letter| char::from(*letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_as_the_standard_does() {
        // RFC 4648, section 10, without its padding.
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(letters(bytes.as_bytes(), RFC_4648).collect::<String>(), text, "{bytes}");
        }
        assert_eq!(letters(&[0, 0, 0, 0, 31, 255], CROCKFORD).collect::<String>(), "0000000ZZW");
    }
}
