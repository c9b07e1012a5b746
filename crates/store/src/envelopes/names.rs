//! How an envelope's file is called: its log, its first and its last number. Whoever sees the name learns no more.

use std::fmt;

use daylog_domain::ids::LogId;

const ENDING: &str = ".envelope";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    pub log: LogId,
    pub first: u64,
    pub last: u64,
}

impl Name {
    /// Reads a file's name; none if it is not an envelope's.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_suffix(ENDING)?.split('-');
        let (log, first, last) = (parts.next()?, parts.next()?, parts.next()?);
        let name = Name { log: LogId(from_hex(log)?), first: first.parse().ok()?, last: last.parse().ok()? };
        (parts.next().is_none() && 0 < name.first && name.first <= name.last && name.to_string() == text).then_some(name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.log.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        write!(f, "-{}-{}{ENDING}", self.first, self.last)
    }
}

fn from_hex(text: &str) -> Option<[u8; 16]> {
    let bytes: Option<Vec<u8>> =
        text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_written_and_nothing_else_is_one() {
        let name = Name { log: LogId([0xab; 16]), first: 3, last: 64 };
        assert_eq!(Name::parse(&name.to_string()), Some(name));
        let log = "ab".repeat(16);
        for other in [
            "",
            "x.envelope",
            &format!("{log}-3-64.new"),
            &format!("{log}-64-3.envelope"),
            &format!("{log}-0-3.envelope"),
            &format!("{log}-3.envelope"),
            &format!("{log}-3-64-1.envelope"),
            &format!("{log}-03-64.envelope"),
            "../x-1-2.envelope",
        ] {
            assert_eq!(Name::parse(other), None, "{other}");
        }
    }
}
