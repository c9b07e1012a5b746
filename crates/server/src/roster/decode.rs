//! From bytes to text: UTF-8 with or without a byte order mark, or GB18030 as Excel in China writes it.

use encoding_rs::GB18030;

/// The file's text, and its encoding as the report names it. Bytes that fit neither encoding become U+FFFD and are refused with
/// their row.
#[must_use]
pub fn decode(bytes: &[u8]) -> (String, &'static str) {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return (String::from_utf8_lossy(rest).into_owned(), "UTF-8");
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), "UTF-8"),
        Err(_) if is_mostly_utf8(bytes) => (String::from_utf8_lossy(bytes).into_owned(), "UTF-8"),
        Err(_) => (GB18030.decode_without_bom_handling(bytes).0.into_owned(), "GB18030"),
    }
}

// One broken line must not turn a whole UTF-8 file into nonsense: lines of Chinese text in GB18030 are hardly ever valid UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let beyond_ascii = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    let (valid, broken): (Vec<_>, Vec<_>) = beyond_ascii.partition(|line| std::str::from_utf8(line).is_ok());
    valid.len() > broken.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_that_offices_use_gives_the_same_text() {
        let text = "street,community\n公园街道,园锦社区\n建工街道,长新社区\n";
        assert_eq!(decode(text.as_bytes()), (text.to_owned(), "UTF-8"));
        assert_eq!(decode(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), (text.to_owned(), "UTF-8"));
        assert_eq!(decode(&GB18030.encode(text).0), (text.to_owned(), "GB18030"));
    }

    #[test]
    fn one_broken_line_does_not_make_a_utf8_file_unreadable() {
        let (text, encoding) = decode(&["公园街道\n建工街道\n".as_bytes(), b"\xE5\x9B\n"].concat());
        assert_eq!(encoding, "UTF-8");
        assert!(text.starts_with("公园街道\n建工街道\n") && text.contains('\u{FFFD}'), "{text}");
    }
}
