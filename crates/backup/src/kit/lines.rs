//! The lines of the recovery kit: twenty bytes each as Crockford characters, with a check of their own.

use std::{collections::BTreeMap, fmt};

use daylog_domain::text::base32::{self, CROCKFORD};
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

const LINE_BYTES: usize = 20;
const CHECK_CHARACTERS: usize = 4;
/// No part of a kit comes near this; a larger length is a mistake.
const PART_LIMIT: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Certificate,
    AuthorityKey,
    SigningKey,
    RecoveryKey,
}

impl Part {
    fn letter(self) -> char {
        match self {
            Part::Certificate => 'C',
            Part::AuthorityKey => 'K',
            Part::SigningKey => 'S',
            Part::RecoveryKey => 'R',
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Part::Certificate => "CA certificate",
            Part::AuthorityKey => "CA key",
            Part::SigningKey => "Signing key",
            Part::RecoveryKey => "Recovery key (opens backups)",
        }
    }

    fn name(self, number: usize) -> String {
        format!("{}{number:02}", self.letter())
    }
}

/// A line that is missing or was typed wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its name, such as `R02`.
    pub name: String,
    pub fault: LineFault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineFault {
    Missing,
    Length,
    Character(char),
    Check,
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LineFault::Missing => f.write_str("missing"),
            LineFault::Length => f.write_str("too long or too short"),
            LineFault::Character(found) => write!(f, "{found:?} is no character of a kit"),
            LineFault::Check => f.write_str("a character is wrong"),
        }
    }
}

/// The lines of one part. The first two bytes say how long it is, so that a missing last line is noticed.
pub(super) fn write(part: Part, bytes: &[u8]) -> Zeroizing<String> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX).to_be_bytes();
    let whole = Zeroizing::new([length.as_slice(), bytes].concat());
    let mut text = Zeroizing::new(String::new());
    for (chunk, number) in whole.chunks(LINE_BYTES).zip(1_usize..) {
        let name = part.name(number);
        let characters = Zeroizing::new(format!("{}{}", encode(chunk).as_str(), check(&name, chunk)));
        let grouped: Vec<&str> = characters.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        text.push_str(&format!("{name} {}\n", grouped.join(" ")));
    }
    text
}

/// Reads one part out of a whole kit, or names every line of it that is wrong.
pub(super) fn read(text: &str, part: Part) -> Result<Zeroizing<Vec<u8>>, Vec<BadLine>> {
    let mut found = BTreeMap::new();
    for (number, decoded) in text.lines().filter_map(|line| line_of(line, part)) {
        // Words that look like a line, such as those of a heading, take the place of none that was read.
        if decoded.is_ok() || !matches!(found.get(&number), Some(Ok(_))) {
            found.insert(number, decoded);
        }
    }
    let first = found.get(&1).and_then(|line| line.as_ref().ok());
    let length = first.and_then(|bytes| bytes.first_chunk::<2>()).map_or(0, |length| usize::from(u16::from_be_bytes(*length)));
    let told = if length > PART_LIMIT { 0 } else { (length + 2).div_ceil(LINE_BYTES) };
    // With the first line unreadable its length is unknown; what stands there is still looked at.
    let last = told.max(found.keys().last().copied().unwrap_or(0)).max(1);
    let (mut bytes, mut bad) = (Zeroizing::new(Vec::new()), Vec::new());
    for number in 1..=last {
        match found.remove(&number).unwrap_or(Err(LineFault::Missing)) {
            Ok(line) => bytes.extend_from_slice(&line),
            Err(fault) => bad.push(BadLine { name: part.name(number), fault }),
        }
    }
    if bad.is_empty() && bytes.len() != length + 2 {
        bad.push(BadLine { name: part.name(last), fault: LineFault::Length });
    }
    if bad.is_empty() { Ok(Zeroizing::new(bytes.split_off(2))) } else { Err(bad) }
}

/// Whether a line of this part that could be read stands in the text.
pub(super) fn has_any(text: &str, part: Part) -> bool {
    text.lines().filter_map(|line| line_of(line, part)).any(|(_, decoded)| decoded.is_ok())
}

/// What a line holds, if it is one of this part: its number and its bytes. `R02 AB…`, `r2 ab…`, `R 02 A B…` and `R02AB…` mean the
/// same. Where a digit may belong to the number or to what follows, the line's own check decides.
fn line_of(line: &str, part: Part) -> Option<(usize, Decoded)> {
    let typed: Zeroizing<String> = Zeroizing::new(line.chars().filter(|c| !is_gap(*c)).map(narrow).collect());
    let mut characters = typed.chars();
    if !characters.next()?.eq_ignore_ascii_case(&part.letter()) {
        return None;
    }
    let rest = characters.as_str();
    let readings = [2, 1].into_iter().filter_map(|digits| {
        let (number, rest) = rest.split_at_checked(digits)?;
        // A heading may begin like a line; only what proves itself may write its whole number in letters.
        let is_sure = number.contains(|c: char| c.is_ascii_digit());
        let number = number.replace(['O', 'o'], "0").replace(['I', 'i', 'l', 'L'], "1");
        let number: usize = number.parse().ok().filter(|number| (1..=99).contains(number))?;
        Some((number, decode_line(&part.name(number), rest))).filter(|(_, decoded)| is_sure || decoded.is_ok())
    });
    let mut readings: Vec<_> = readings.collect();
    let best = readings.iter().position(|(_, decoded)| decoded.is_ok()).unwrap_or(0);
    (best < readings.len()).then(|| readings.swap_remove(best))
}

type Decoded = Result<Zeroizing<Vec<u8>>, LineFault>;

/// Spaces of every width, and what divides groups on paper.
pub(super) fn is_gap(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// A full-width letter or digit, as Chinese and Korean keyboards give them, in its usual form.
pub(super) fn narrow(character: char) -> char {
    match u32::from(character) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(character),
        _ => character,
    }
}

fn decode_line(name: &str, text: &str) -> Decoded {
    let mut values = Zeroizing::new(Vec::new());
    for character in text.chars() {
        values.push(value(character).ok_or(LineFault::Character(character))?);
    }
    let data_characters = values.len().checked_sub(CHECK_CHARACTERS).ok_or(LineFault::Length)?;
    if data_characters == 0 || data_characters > LINE_BYTES * 8 / 5 {
        return Err(LineFault::Length);
    }
    let check_typed = values.split_off(data_characters);
    let bytes = decode(&values).ok_or(LineFault::Check)?;
    let expected: Vec<u8> = check(name, &bytes).chars().filter_map(value).collect();
    if check_typed == expected { Ok(bytes) } else { Err(LineFault::Check) }
}

fn value(character: char) -> Option<u8> {
    let meant = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    CROCKFORD.iter().zip(0..).find(|(letter, _)| char::from(**letter) == meant).map(|(_, value)| value)
}

/// Over the name too, so that a line in another's place is noticed.
fn check(name: &str, bytes: &[u8]) -> String {
    let hash = digest(&SHA256, &[b"daylog kit 1".as_slice(), name.as_bytes(), bytes].concat());
    encode(hash.as_ref()).chars().take(CHECK_CHARACTERS).collect()
}

fn encode(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::new());
    text.extend(base32::letters(bytes, CROCKFORD));
    text
}

/// None when bits are left over that no byte filled.
fn decode(values: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let (mut held, mut bits) = (0_u32, 0_u32);
    for value in values {
        held = (held << 5) | u32::from(*value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    (bits < 5 && held == 0).then_some(bytes)
}
