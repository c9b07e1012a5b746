//! Codes of six digits from a shared secret and the time: RFC 6238 over HOTP (RFC 4226), with HMAC-SHA-1 and steps of 30 seconds,
//! which is what authenticator programs know. What was taken before is not remembered here.

use daylog_domain::{
    text::{base32, digits},
    time::Instant,
};
use ring::hmac;

/// Milliseconds of one step.
const STEP_MS: i64 = 30_000;
const DIGITS: usize = 6;
/// A phone's clock may be a step behind or ahead; people take a while to type.
const STEPS_AROUND: i64 = 1;

/// The step whose code was typed, among the present one and those beside it; none where no code of these was.
#[must_use]
pub fn step_of(secret: &[u8], typed: &str, now: Instant) -> Option<i64> {
    let typed: String = digits::folded(typed).chars().filter(|c| !c.is_whitespace()).collect();
    if typed.len() != DIGITS || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let present = now.0.div_euclid(STEP_MS);
    let mut steps = present - STEPS_AROUND..=present + STEPS_AROUND;
    steps.find(|step| same(code(secret, *step).as_bytes(), typed.as_bytes()))
}

/// The code of the step that holds this time.
#[must_use]
pub fn code_at(secret: &[u8], now: Instant) -> String {
    code(secret, now.0.div_euclid(STEP_MS))
}

fn code(secret: &[u8], step: i64) -> String {
    format!("{:0DIGITS$}", truncated(secret, step) % 1_000_000)
}

/// Section 5.3 of RFC 4226: four bytes at the place that the last half byte names, without their sign.
fn truncated(secret: &[u8], step: i64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let place = bytes.last().map_or(0, |last| usize::from(last & 0x0f));
    let four = bytes.get(place..place + 4).and_then(|four| <[u8; 4]>::try_from(four).ok()).unwrap_or_default();
    u32::from_be_bytes(four) & 0x7fff_ffff
}

/// Takes as long whatever differs.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |difference, (one, other)| difference | (one ^ other)) == 0
}

/// What an authenticator program reads from a QR code: `otpauth://totp/…`.
#[must_use]
pub fn address(district: &str, account: &str, secret: &[u8]) -> String {
    let (issuer, account) = (escaped(district), escaped(account));
    format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period=30", typed_secret(secret))
}

/// As it is typed where no camera is at hand.
#[must_use]
pub fn typed_secret(secret: &[u8]) -> String {
    base32::letters(secret, base32::RFC_4648).collect()
}

fn escaped(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_vectors_of_rfc_6238() {
        // Appendix B, for SHA-1: seconds, and the code with eight digits.
        for (seconds, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let step = seconds / 30;
            assert_eq!(format!("{:08}", truncated(SECRET, step) % 100_000_000), eight, "{seconds}");
            assert_eq!(code_at(SECRET, Instant(seconds * 1000)), eight[2..], "{seconds}");
        }
    }

    #[test]
    fn a_code_is_taken_in_its_step_and_the_ones_beside_it_as_people_type_it() {
        let now = Instant(1_111_111_111_000);
        let present = 1_111_111_111 / 30;
        for (typed, step) in [
            ("050471", Some(present)),
            ("050 471", Some(present)),
            (" ０５０４７１", Some(present)),
            ("081804", Some(present - 1)),
            ("050472", None),
            ("14050471", None),
            ("", None),
            ("05047x", None),
        ] {
            assert_eq!(step_of(SECRET, typed, now), step, "{typed:?}");
        }
        assert_eq!(step_of(SECRET, "050471", now.plus_millis(31_000)), Some(present), "a slow hand");
        assert_eq!(step_of(SECRET, "050471", now.plus_millis(61_000)), None);
        assert_eq!(step_of(SECRET, "050471", now.plus_millis(-31_000)), Some(present), "a phone that is ahead");
    }

    #[test]
    fn an_address_is_written_as_programs_read_it() {
        assert_eq!(
            address("延吉", "a b", b"foobar"),
            "otpauth://totp/%E5%BB%B6%E5%90%89:a%20b?secret=MZXW6YTBOI&issuer=%E5%BB%B6%E5%90%89&algorithm=SHA1&digits=6&period=30"
        );
    }
}
