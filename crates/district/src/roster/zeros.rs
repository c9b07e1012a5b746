//! Zeros in front of a household's code, which a spreadsheet takes away: `007` and `7` are one number and two codes.

/// A code of digits without the zeros in front, and how many those are; another code is no number.
pub(super) fn number_of(code: &str) -> Option<(&str, usize)> {
    let number = code.trim_start_matches('0');
    code.bytes().all(|byte| byte.is_ascii_digit()).then_some((number, code.len() - number.len()))
}
