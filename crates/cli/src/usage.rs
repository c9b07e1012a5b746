//! What wrong usage says: clap's words, with what was typed made harmless for the terminal.
//! `crates/server/src/cli/usage.rs` says nearly the same: what both programs know is the domain, which knows no clap.

use std::ffi::OsStr;

use clap::error::{ContextValue, ErrorKind};
use daylog_domain::text::{printable, shown};

/// The words for standard error.
pub fn wrong_usage<S: AsRef<OsStr>>(mut error: clap::Error, typed: impl IntoIterator<Item = S>) -> String {
    if error.kind() == ErrorKind::InvalidUtf8 {
        let unread = typed.into_iter().map(|word| word.as_ref().to_owned()).find(|word| word.to_str().is_none()).unwrap_or_default();
        let unread = shown(&unread.to_string_lossy());
        return format!(
            "error: {unread} is not UTF-8 text, and nothing was saved.\n\nSet the terminal to UTF-8 (such as LC_ALL=C.UTF-8) and type it again."
        );
    }
    let contexts: Vec<_> = error.context().filter_map(|(kind, value)| Some((kind, harmless(value)?))).collect();
    for (kind, value) in contexts {
        error.insert(kind, value);
    }
    printable(error.render().to_string().trim_end()).into_owned()
}

/// None for what holds no text that was typed.
fn harmless(value: &ContextValue) -> Option<ContextValue> {
    match value {
        ContextValue::String(text) => Some(ContextValue::String(shown(text))),
        ContextValue::Strings(texts) => Some(ContextValue::Strings(texts.iter().map(|text| shown(text)).collect())),
        // A tip repeats what was typed.
        ContextValue::StyledStrs(texts) => {
            Some(ContextValue::StyledStrs(texts.iter().map(|text| shown(&text.to_string()).into()).collect()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::arguments::Arguments;

    #[test]
    fn typed_text_in_an_error_forges_nothing() {
        for words in [
            &["today", "--date", "x\u{1b}[2J\nfake: saved"][..],
            &["directory", "--x\nfake: saved"],
            &["rescue", "--to", "a", "b\nfake: saved"],
            &["\u{1b}]0;x\u{7}"],
            &["log", "contact", "--resident", "x", "--channel", "\u{9b}1m"],
            &["status", "--\u{1b}[1mx\n"],
        ] {
            let error = Arguments::try_parse_from(["daylog", "--profile", "p"].iter().chain(words)).unwrap_err();
            let said = wrong_usage(error, words.iter());
            assert!(!said.contains(|c: char| c.is_control() && c != '\n'), "{said:?}");
            assert!(!said.lines().any(|line| line.starts_with("fake")), "{said:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_argument_that_is_no_text_is_named() {
        use std::os::unix::ffi::OsStrExt;
        // The words as a terminal in GBK sends them.
        let gbk = OsStr::from_bytes(b"\xc6\xa1\xbe\xc6");
        let words = [
            OsStr::new("daylog"),
            OsStr::new("--profile"),
            OsStr::new("p"),
            OsStr::new("log"),
            OsStr::new("note"),
            OsStr::new("--text"),
            gbk,
        ];
        let error = Arguments::try_parse_from(words).unwrap_err();
        let said = wrong_usage(error, words);
        assert!(said.contains("not UTF-8") && said.contains("LC_ALL"), "{said}");
    }
}
