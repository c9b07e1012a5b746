//! What C code takes is in no allocator's count. So a process of its own, which does nothing else, reads bytes that unpack to
//! much, and says how much memory it ever had in use.

use std::{
    fs::{self, File},
    io::{Read, Write as _},
    path::Path,
    process::Command,
};

use daylog_backup::archive::{
    header::{self, HEAD_BYTES},
    stream::{CHUNK, Decryptor, Encryptor},
};
use daylog_tests::parsers;
use daylog_wire::{MESSAGE_LIMIT, encryption::OpeningKey, segment::UNPACKED_LIMIT};

/// The most that reading may add to a process that has read such a thing before, in bytes.
const ADDED: u64 = 2 * MESSAGE_LIMIT as u64;
/// What each of the bombs unpacks to.
const UNPACKED: usize = 1024 * 1024 * 1024;
/// How large the backup is.
const BACKED_UP: usize = 64 * 1024 * 1024;

const FILE: &str = "DAYLOG_BOMB";
const READER: &str = "DAYLOG_BOMB_READER";

/// A zstd frame (RFC 8878) made by hand: blocks of one byte that is repeated, four bytes for each 128 KiB. What it claims to
/// hold, and how far back it says that one must be able to look, need not be true.
fn frame(claimed: usize, window_log: u8) -> Vec<u8> {
    const BLOCK: u32 = 128 * 1024;
    let count = UNPACKED / usize::try_from(BLOCK).unwrap();
    // The claim takes four bytes, and the window has a byte of its own.
    let head = [0x28, 0xb5, 0x2f, 0xfd, 0b1000_0000, (window_log - 10) << 3];
    let block = |number| (BLOCK << 3 | 1 << 1 | u32::from(number + 1 == count)).to_le_bytes();
    let blocks = (0..count).flat_map(|number| [block(number)[0], block(number)[1], block(number)[2], 0]);
    head.into_iter().chain(u32::try_from(claimed).unwrap().to_le_bytes()).chain(blocks).collect()
}

/// Name, parser and bytes of each; a segment has its version before the frame.
fn bombs() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let frames = [
        ("claims little", frame(10, 20)),
        ("claims as much as a segment may hold", frame(UNPACKED_LIMIT, 20)),
        ("claims what it holds", frame(UNPACKED, 20)),
        ("claims the widest window", frame(UNPACKED_LIMIT, 31)),
        ("claims a window that decoders bear", frame(UNPACKED_LIMIT, 27)),
    ];
    let both = |(what, frame): (_, Vec<u8>)| [(what, "segment", [&[1], &frame[..]].concat()), (what, "page", frame)];
    frames.into_iter().flat_map(both).collect()
}

/// The most memory that this process ever had in use.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
}

/// What reading this file adds, beyond what reading a good one took: the program's own pages come in with that.
fn added_by(reader: &str, file: &Path) -> u64 {
    if reader == "backup" {
        return added_by_backup(file);
    }
    let parser = parsers::ALL.iter().find(|parser| parser.name == reader).unwrap();
    parsers::seeds(reader).iter().for_each(|seed| (parser.read)(seed));
    let bomb = fs::read(file).unwrap();
    let before = peak();
    (parser.read)(&bomb);
    peak() - before
}

fn added_by_backup(file: &Path) -> u64 {
    let (mut file, mut head, mut length) = (File::open(file).unwrap(), [0; HEAD_BYTES], 0);
    file.read_exact(&mut head).unwrap();
    let key = header::open(&head, &[8; 32]).unwrap();
    let mut chunks = Decryptor::new(file, &key, &head).unwrap();
    length += chunks.next_chunk().unwrap().unwrap().len();
    let before = peak();
    while let Some(chunk) = chunks.next_chunk().unwrap() {
        length += chunk.len();
    }
    assert_eq!(length, BACKED_UP);
    peak() - before
}

fn backup(to: &Path) {
    let (content, head) = header::encrypt(&OpeningKey::from_seed(&[8; 32]).public(), &parsers::key()).unwrap();
    let mut encryptor = Encryptor::new(File::create(to).unwrap(), &content, &head).unwrap();
    encryptor.begin().unwrap();
    (0..BACKED_UP / CHUNK).for_each(|_| encryptor.write_all(&[7; CHUNK]).unwrap());
    encryptor.finish().unwrap();
}

#[test]
fn what_unpacks_to_a_gibibyte_raises_the_peak_of_a_process_by_eight_mebibytes_at_most() {
    if let (Some(file), Ok(reader)) = (std::env::var_os(FILE), std::env::var(READER)) {
        return println!("\nadded {}", added_by(&reader, Path::new(&file)));
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bomb");
    let mut too_much = Vec::new();
    let mut read = |what: &str, reader: &str| {
        let this = "resident::what_unpacks_to_a_gibibyte_raises_the_peak_of_a_process_by_eight_mebibytes_at_most";
        let mut child = Command::new(std::env::current_exe().unwrap());
        let output = child.args(["--exact", this, "--nocapture"]).env(FILE, &file).env(READER, reader).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let added = said.lines().find_map(|line| line.strip_prefix("added ")?.parse::<u64>().ok());
        let added = added.unwrap_or_else(|| panic!("{reader}, {what}: {output:?}"));
        if added > ADDED {
            too_much.push(format!("{reader}: {added} bytes where it {what}"));
        }
    };
    for (what, reader, bytes) in bombs() {
        fs::write(&file, bytes).unwrap();
        read(what, reader);
    }
    backup(&file);
    read("is long", "backup");
    assert_eq!(too_much, [""; 0]);
}
