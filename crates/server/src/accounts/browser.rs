//! The token of a browser in which somebody signed in rightly before: whoever guesses elsewhere cannot keep it out.
//! It opens nothing by itself. What it is worth is decided in `admission`.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use daylog_district::random::{self, NoRandomness};
use ring::hmac;

/// What tells one browser of an account from another.
pub type Browser = [u8; 16];

const TAG: usize = 16;
/// Accounts that one browser is remembered for, such as on an office's shared computer.
const TOKENS_KEPT: usize = 4;
const SEPARATOR: char = '.';

/// The browser that one of these tokens names for this account.
#[must_use]
pub fn known(key: &hmac::Key, tokens: &str, account: &str) -> Option<Browser> {
    tokens.split(SEPARATOR).take(TOKENS_KEPT).find_map(|token| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let (browser, tag) = bytes.split_first_chunk::<16>()?;
        let wanted = tag_of(key, browser, account);
        // As in `password::fits`: takes as long whatever differs.
        let is_same = tag.len() == TAG && wanted.iter().zip(tag).fold(0, |difference, (one, other)| difference | (one ^ other)) == 0;
        is_same.then_some(*browser)
    })
}

/// The tokens with one for this account, the newest first.
pub fn remember(key: &hmac::Key, tokens: &str, account: &str) -> Result<String, NoRandomness> {
    let browser = match known(key, tokens, account) {
        Some(browser) => browser,
        None => random::bytes()?,
    };
    let own = BASE64_URL_SAFE_NO_PAD.encode([browser.as_slice(), &tag_of(key, &browser, account)].concat());
    let others = tokens.split(SEPARATOR).filter(|token| token.len() == own.len() && **token != own).map(str::to_owned);
    Ok(std::iter::once(own.clone()).chain(others).take(TOKENS_KEPT).collect::<Vec<_>>().join("."))
}

fn tag_of(key: &hmac::Key, browser: &Browser, account: &str) -> [u8; TAG] {
    let whole = hmac::sign(key, &[browser.as_slice(), account.as_bytes()].concat());
    let mut tag = [0; TAG];
    tag.iter_mut().zip(whole.as_ref()).for_each(|(to, from)| *to = *from);
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_its_own_account_and_a_shared_browser_is_known_for_several() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"a");
        let first = remember(&key, "", "district").unwrap();
        let browser = known(&key, &first, "district").unwrap();
        assert_eq!(known(&key, &first, "书记"), None, "another account");
        assert_eq!(known(&hmac::Key::new(hmac::HMAC_SHA256, b"b"), &first, "district"), None, "another district");
        let both = remember(&key, &first, "书记").unwrap();
        assert_eq!(known(&key, &both, "district"), Some(browser));
        assert_eq!(remember(&key, &both, "district").unwrap().split('.').next(), Some(first.as_str()), "it keeps its name");
        for nonsense in ["", ".", "x", "....", &first[1..], &"A".repeat(10_000)] {
            assert_eq!(known(&key, nonsense, "district"), None, "{nonsense}");
        }
        let many = (0..9).fold(String::new(), |tokens, number| remember(&key, &tokens, &number.to_string()).unwrap());
        assert_eq!(many.split('.').count(), TOKENS_KEPT);
        assert!(known(&key, &many, "8").is_some() && known(&key, &many, "0").is_none());
    }
}
