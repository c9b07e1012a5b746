//! A look over CBOR before it is read: how deep it nests and how many items it holds, without allocating.
//! One byte of a hostile message would otherwise become a hundred in memory. Knows no message's meaning.

use minicbor::{Decode, Decoder, decode};

use crate::{MESSAGE_LIMIT, Unreadable, is_answered};

/// Deeper than any message nests, and than any later one will.
const DEPTH: usize = 16;
/// Items of a message: a segment of the most entries with a salt for each is a fraction of it.
pub(crate) const MESSAGE_ITEMS: usize = 32 * 1024;
/// Items of a page's content: that of the largest page holds fewer.
pub(crate) const PAGE_ITEMS: usize = 256 * 1024;

/// Reads a value from at most `limit` bytes of at most `items` items.
pub(crate) fn read<'b, T: Decode<'b, ()>>(bytes: &'b [u8], limit: usize, items: usize) -> Result<T, Unreadable> {
    if bytes.len() > limit {
        return Err(Unreadable::TooLarge { limit });
    }
    look_over(bytes, items)?;
    Ok(minicbor::decode(bytes)?)
}

/// Reads a message within the limits of all messages, as `versioned` does.
pub(crate) fn message<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, Unreadable> {
    versioned(bytes, MESSAGE_LIMIT, MESSAGE_ITEMS)
}

/// Reads a message that begins with its version. Of one that cannot be read, because its version is not answered any more or
/// not yet, the version is named.
pub(crate) fn versioned<'b, T: Decode<'b, ()>>(bytes: &'b [u8], limit: usize, items: usize) -> Result<T, Unreadable> {
    read(bytes, limit, items).map_err(|error| match version_of(bytes) {
        Ok(version) if !is_answered(version) => Unreadable::Version(version),
        _ => error,
    })
}

fn version_of(message: &[u8]) -> Result<u16, decode::Error> {
    let mut decoder = Decoder::new(message);
    decoder.array()?;
    decoder.u16()
}

/// Refuses what nests too deep, holds too many items, or leaves a length open: everything here says its lengths beforehand.
pub(crate) fn look_over(bytes: &[u8], items: usize) -> Result<(), Unreadable> {
    // How many items are still to come on each level, the outermost first.
    let mut levels = [0_u64; DEPTH];
    let (mut depth, mut left, mut rest, mut seen) = (0, 1_u64, bytes, 0);
    loop {
        while left == 0 {
            let Some(outer) = levels.get(..depth).and_then(<[u64]>::last) else { return Ok(()) };
            left = *outer;
            depth -= 1;
        }
        left -= 1;
        seen += 1;
        if seen > items {
            return Err(Unreadable::Form);
        }
        let (kind, argument, behind) = head(rest).ok_or(Unreadable::Form)?;
        rest = behind;
        let inner = match kind {
            2 | 3 => {
                rest = usize::try_from(argument).ok().and_then(|length| rest.get(length..)).ok_or(Unreadable::Form)?;
                continue;
            }
            4 => argument,
            5 => argument.checked_mul(2).ok_or(Unreadable::Form)?,
            // A tag is followed by what it tags.
            6 => 1,
            _ => continue,
        };
        *levels.get_mut(depth).ok_or(Unreadable::Form)? = left;
        depth += 1;
        left = inner;
    }
}

/// The kind of the next item and its number (RFC 8949, section 3), and what comes behind that.
fn head(bytes: &[u8]) -> Option<(u8, u64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (kind, short) = (first >> 5, first & 0x1f);
    let length = match short {
        0..24 => return Some((kind, u64::from(short), rest)),
        24..28 => 1_usize << (short - 24),
        _ => return None,
    };
    let (number, rest) = rest.split_at_checked(length)?;
    Some((kind, number.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_too_deep_holds_too_much_or_says_no_length_is_refused() {
        let nested = |depth: usize| [vec![0x81; depth], vec![0x00]].concat();
        for (bytes, is_fine) in [
            (vec![0x00], true),
            (vec![], false),
            (vec![0x83, 0x01, 0x61, b'x', 0x42, 1, 2], true),
            (vec![0x83, 0x01, 0x61, b'x', 0x42, 1], false),
            (vec![0xa1, 0x01, 0x82, 0x18, 200, 0xf6], true),
            (vec![0x9f, 0x00, 0xff], false),
            (vec![0x5f, 0x41, 0, 0xff], false),
            (vec![0xfb, 0, 0, 0, 0, 0, 0, 0, 0], true),
            (vec![0xc1, 0x82, 0x00, 0x00], true),
            (vec![0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], false),
            (vec![0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], false),
            (vec![0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], false),
            (nested(DEPTH), true),
            (nested(DEPTH + 1), false),
            ([&[0x98, 99][..], &[0; 99]].concat(), true),
            ([&[0x98, 100][..], &[0; 100]].concat(), false),
        ] {
            assert_eq!(look_over(&bytes, 100).is_ok(), is_fine, "{bytes:?}");
        }
        // Bytes behind the value belong to somebody else.
        assert_eq!(look_over(&[0x00, 0x9f], 100), Ok(()));
    }
}
