//! Accounts of the dashboard: making and changing them as far as the table of access lets somebody, signing in in steps, and what a
//! person changes about the own account.

pub mod manage;
mod manager;
pub mod own;
mod role_grant;
pub mod sign_in;
pub mod totp;

use daylog_domain::{fold, text::digits};

/// A password that somebody chooses has at least this many characters: it is tried over the network only, a few times a minute.
pub const CHOSEN_LEAST: usize = 12;
/// And at most this many.
pub const CHOSEN_MOST: usize = 200;

/// A password as it is compared: a blank that was copied with one, or a wide letter of a Chinese keyboard, is no part of it.
#[must_use]
pub fn typed_password(typed: &str) -> String {
    digits::folded(typed.trim())
}

/// Whether somebody may choose this password for the account of this name.
#[must_use]
pub fn is_choosable(password: &str, name: &str) -> bool {
    let password = typed_password(password);
    let length = password.chars().count();
    let distinct = password.chars().collect::<std::collections::BTreeSet<_>>().len();
    (CHOSEN_LEAST..=CHOSEN_MOST).contains(&length) && distinct >= 5 && !fold::name(&password).contains(&fold::name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_password_is_long_and_neither_one_letter_nor_the_name() {
        for (password, name, may) in [
            ("k7mq-2x9d-wv4t", "书记", true),
            ("ｋ７ｍｑ－２ｘ９ｄ－ｗｖ", "书记", true),
            ("三楼西户的老大爷想喝米酒", "书记", true),
            ("short-2x9d", "书记", false),
            ("   short-2x9d   ", "书记", false),
            ("aaaaaaaaaaaaaaaa", "书记", false),
            ("abababababababab", "书记", false),
            ("Secretary-2020-yanji", "secretary", false),
        ] {
            assert_eq!(is_choosable(password, name), may, "{password}");
        }
        assert!(!is_choosable(&"k7mq-2x9d".repeat(40), "书记"));
    }
}
