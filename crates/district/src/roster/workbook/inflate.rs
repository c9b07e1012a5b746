//! A workbook is a packed file, and a few kilobytes of one can unpack to gigabytes: everything in it is unpacked once and
//! counted, before the library does it and keeps it. What a part says of its own size is not believed.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::super::{
    FileProblem,
    file::{FILE_LIMIT, FileKind},
};

/// Bytes of all parts together; a hundred thousand residents take a third of it.
const LIMIT: usize = 192 * 1024 * 1024;
const PARTS_LIMIT: usize = 2000;
/// Different texts that a workbook may announce: the library makes room for so many before it reads one.
const TEXTS_DIGITS: usize = 7;

/// Refuses what is no workbook of this kind, and what would fill the memory.
pub(super) fn check(bytes: &[u8]) -> Result<(), FileProblem> {
    let mut packed = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileProblem::Damaged)?;
    if packed.len() > PARTS_LIMIT {
        return Err(FileProblem::TooLarge { limit: FILE_LIMIT });
    }
    let has = |name: &str| packed.file_names().any(|part| part.is_ok_and(|part| part.eq_ignore_ascii_case(name)));
    if !has("xl/workbook.xml") {
        let other = has("xl/workbook.bin") || has("content.xml") && has("mimetype");
        return Err(FileProblem::kind(if other { FileKind::OtherWorkbook } else { FileKind::Packed }));
    }
    let mut left = LIMIT;
    for number in 0..packed.len() {
        let part = packed.by_index(number).map_err(|_| FileProblem::Damaged)?;
        let is_texts = part.name().map_err(|_| FileProblem::Damaged)?.to_ascii_lowercase().ends_with("sharedstrings.xml");
        left = left.checked_sub(count(part, left, is_texts)?).ok_or(FileProblem::TooLarge { limit: FILE_LIMIT })?;
    }
    Ok(())
}

/// How many bytes a part unpacks to; a few more than `most` where it is more.
fn count(mut part: impl Read, most: usize, is_texts: bool) -> Result<usize, FileProblem> {
    let mut piece = vec![0; 64 * 1024];
    let (mut all, mut behind) = (0, Vec::new());
    loop {
        let read = part.read(&mut piece).map_err(|_| FileProblem::Damaged)?;
        let new = piece.get(..read).unwrap_or_default();
        all += read;
        if read == 0 || all > most {
            return Ok(all);
        }
        if is_texts {
            behind.extend_from_slice(new);
            if announces_too_much(&behind) {
                return Err(FileProblem::TooLarge { limit: FILE_LIMIT });
            }
            // The attribute may go over the end of a piece.
            let kept = behind.len().saturating_sub(64);
            behind.drain(..kept);
        }
    }
}

fn announces_too_much(bytes: &[u8]) -> bool {
    const NAME: &[u8] = b"uniqueCount";
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'u').map(|(at, _)| at);
    starts.filter_map(|at| bytes.get(at..)?.strip_prefix(NAME)).any(|value| {
        let value = value.iter().skip_while(|byte| byte.is_ascii_whitespace() || b"=\"'".contains(byte));
        value.take_while(|byte| byte.is_ascii_digit()).count() > TEXTS_DIGITS
    })
}
