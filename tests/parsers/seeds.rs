//! Where a corpus begins: real bytes of every kind, from the fixtures of every version and made on the spot.

use std::{fs, io::Write as _, path::PathBuf};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use daylog_backup::{
    archive::{header::encrypt as encrypt_backup, manifest::Manifest, stream::Encryptor},
    setup::{Founding, found},
};
use daylog_domain::{
    ids::{DeviceId, HouseholdId, LogId},
    time::{Instant, Zone},
};
use daylog_testkit::orders::runs_unseen;
use daylog_wire::{
    checkpoint::{Checkpoint, Epoch},
    delivery::{Delivery, DeliveryAnswer, DeliveryVerdict, Handed, SignedDelivery},
    directory::{Authority, Directory, SignedDirectory},
    encryption::{Encrypted, OpeningKey, encrypt},
    envelope::{ENVELOPE_LIMIT, Envelope, opening_key},
    keys::SigningKey,
    message::{SignedRequest, SyncResponse},
    purge::{PurgeOrder, PurgeReason},
    receipt::Receipt,
    recovery::{RECOVERY_INFO, RecoveryRequest},
    refusal::PieceRefusal,
    rescue::Rescue,
    tree::TreeHash,
};

use crate::{harness, versions};

/// The key that signs what the seeds hold, so that a parser is also tried behind its signature.
pub fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32]).unwrap()
}

/// The seeds of one parser.
#[must_use]
pub fn seeds(parser: &str) -> Vec<Vec<u8>> {
    match parser {
        "segment" => [kept("segment."), kept(".request").iter().flat_map(|bytes| segments(bytes)).collect()].concat(),
        "request" => [kept(".request"), kept(".request").iter().filter_map(|bytes| inner(bytes)).collect()].concat(),
        "answer" => kept(".answer"),
        "page" => kept(".answer").iter().filter_map(|bytes| SyncResponse::from_bytes(bytes).ok()?.page).map(|page| page.items).collect(),
        "entry" => kept("entry-"),
        "enrolment" => kept("enrol."),
        "receipt" => kept("receipt."),
        "invite" => kept("invite-"),
        "checkpoint" => vec![checkpoint().sign(&key())],
        "directory" => vec![directory().sign(&key()).to_text().into_bytes(), directory().sign(&key()).body],
        "delivery" => deliveries(),
        "envelope" => vec![opened_envelope(), encrypted(&opened_envelope(), &opening_key(&[7; 32])).unwrap().to_bytes()],
        "rescue" => vec![Rescue { envelopes: vec![encrypted(&opened_envelope(), &opening_key(&[7; 32])).unwrap(); 2] }.to_bytes()],
        "recovery" => recoveries(),
        "purge_order" => purge_orders(),
        "backup" => backups(),
        "kit" => vec![kit()],
        "roster_file" => vec![fs::read(harness::fixture("roster.csv")).unwrap().into_iter().take(900).collect()],
        "page_cursor" => vec![page_cursor().into_bytes(), b"2020-02-27".to_vec()],
        "dashboard_body" => [r#"{"name": "district", "password": "7\u0041-\ud83d\ude00"}"#, r#"{"reason": "lost"}"#]
            .map(|body| body.as_bytes().to_vec())
            .to_vec(),
        other => panic!("no seeds for {other}"),
    }
}

/// Kept messages of every version whose name holds this.
fn kept(part: &str) -> Vec<Vec<u8>> {
    let folders = versions::all().into_iter().map(|version| version.join("wire"));
    let mut files: Vec<PathBuf> = folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path()).collect();
    files.sort();
    let is_meant =
        |path: &PathBuf| versions::name(path).contains(part) && (part == "enrol." || !versions::name(path).starts_with("enrol."));
    files.iter().filter(|path| is_meant(path)).map(|path| fs::read(path).unwrap()).collect()
}

fn inner(request: &[u8]) -> Option<Vec<u8>> {
    SignedRequest::from_bytes(request).ok().map(|signed| signed.body)
}

fn segments(request: &[u8]) -> Vec<Vec<u8>> {
    let request = SignedRequest::from_bytes(request).ok().and_then(|signed| signed.read().ok());
    request.into_iter().flat_map(|request| request.segments).map(|signed| signed.bytes).collect()
}

fn checkpoint() -> Checkpoint {
    Checkpoint { epoch: Epoch([0xab; 16]), follows: Some(Epoch([1; 16])), size: 42, root: TreeHash([7; 32]) }
}

fn directory() -> Directory {
    let authority = |byte, announced: Option<Vec<u8>>| Authority { certificate: vec![byte; 40], announced: announced.map(Into::into) };
    Directory {
        number: 2,
        addresses: vec!["10.0.0.1:8470".to_owned(), "[::1]:8470".to_owned()],
        authorities: vec![authority(1, None), authority(2, Some(vec![4; 16]))],
        envelope_key: [9; 32],
    }
}

/// The text of a note, whatever it says, with a good signature under it.
pub(super) fn note_signed_anew(note: &[u8], key: &SigningKey) -> Vec<u8> {
    let good = checkpoint().sign(key);
    let signed = String::from_utf8(good).unwrap();
    let (_, line) = signed.rsplit_once("\n\n").unwrap();
    let text = String::from_utf8_lossy(note);
    let text = text.rsplit_once("\n\n").map_or(text.as_ref(), |(text, _)| text).to_owned() + "\n";
    // The line is: dash, name, base64 of four bytes of key id and the signature.
    let (name, _) = line.trim_end().rsplit_once(' ').unwrap();
    let (_, of_good) = line.trim_end().rsplit_once(' ').unwrap();
    let signature = [&STANDARD.decode(of_good).unwrap()[..4], &key.sign(text.as_bytes()).0].concat();
    format!("{text}\n{name} {}\n", STANDARD.encode(signature)).into_bytes()
}

pub(super) fn directory_signed_anew(body: &[u8], key: &SigningKey) -> SignedDirectory {
    let signature = key.sign(&[b"daylog directory 1".as_slice(), body].concat());
    SignedDirectory { body: body.to_vec(), signature }
}

/// A opened envelope with the segment of the fixtures, as bytes.
fn opened_envelope() -> Vec<u8> {
    let segment = kept("segment.").remove(0);
    // Of four fields: device, log, nonce, signed segment.
    let length = u16::try_from(segment.len()).unwrap().to_be_bytes();
    let signed = [&[0x82, 0x59][..], &length, &segment, &[0x58, 64], &[0; 64]].concat();
    [&[0x84, 0x01, 0x50][..], &[1; 16], &[0x50], &[2; 16], &signed].concat()
}

/// An envelope for this district with these bytes inside.
pub(super) fn encrypted(opened_envelope: &[u8], to: &OpeningKey) -> Option<Envelope> {
    if opened_envelope.len() > ENVELOPE_LIMIT {
        return None;
    }
    let Encrypted { encapsulated, ciphertext } = encrypt(&to.public(), b"daylog envelope 1", &[1], opened_envelope, &[9; 32]).ok()?;
    Some(Envelope { version: 1, encapsulated, ciphertext })
}

fn deliveries() -> Vec<Vec<u8>> {
    let envelope = encrypted(&opened_envelope(), &opening_key(&[7; 32])).unwrap();
    let signed = SignedDelivery::new(&Delivery { version: 2, device: DeviceId(1), envelopes: vec![envelope; 2] }, &key());
    let receipts = kept("receipt.").iter().map(|bytes| Receipt::from_bytes(bytes).unwrap()).collect();
    let handed = vec![Handed::Taken(3), Handed::Known, Handed::Refused(PieceRefusal::EnvelopeForeign.into())];
    let answer = DeliveryAnswer { version: 2, verdict: DeliveryVerdict::Accepted, handed, receipts };
    vec![signed.body.clone(), signed.to_bytes(), answer.to_bytes()]
}

fn recoveries() -> Vec<Vec<u8>> {
    let (district, once) = (opening_key(&[7; 32]), OpeningKey::from_seed(&[8; 32]));
    let wrap = encrypt(&district.public(), RECOVERY_INFO, &[], &[7; 32], &[1; 32]).unwrap();
    let request = RecoveryRequest::new(wrap, once.public());
    let answer = request.answer(&district, &[2; 32]).unwrap();
    vec![request.to_text().into_bytes(), answer.to_text().into_bytes()]
}

fn purge_orders() -> Vec<Vec<u8>> {
    let order = PurgeOrder {
        number: 3,
        log: LogId([1; 16]),
        runs: [runs_unseen(1..=4), runs_unseen(7..=7)].concat(),
        reason: PurgeReason::Retention,
        ordered_at: Instant(5),
        household: HouseholdId(1),
    };
    let signed = order.sign(&key());
    vec![signed.to_bytes(), signed.body]
}

/// A small backup for the recovery key of `parsers::backup`, and its manifest.
fn backups() -> Vec<Vec<u8>> {
    let (content, head) = encrypt_backup(&OpeningKey::from_seed(&[8; 32]).public(), &key()).unwrap();
    let files = vec![("ca.pem".to_owned(), b"a certificate".to_vec().into())];
    let manifest = Manifest::new(5, 7, "00".repeat(32), &files).to_bytes().unwrap();
    let mut encryptor = Encryptor::new(Vec::new(), &content, &head).unwrap();
    encryptor.begin().unwrap();
    encryptor.write_all(&manifest).unwrap();
    let (file, _, _) = encryptor.finish().unwrap();
    vec![file, manifest[4..].to_vec()]
}

/// The `next` of a page of households.
fn page_cursor() -> String {
    URL_SAFE_NO_PAD.encode(r#"["公园街道","园锦社区","YJ-001"]"#)
}

/// A kit as it is printed.
fn kit() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let founding = Founding {
        name: "延吉市",
        zone: Zone::SHANGHAI,
        addresses: &[],
        key_file: None,
        database: None,
        requires_second_factor: false,
        now: Instant(0),
    };
    let founded = found(&folder.path().join("district"), &founding).unwrap();
    founded.kit.to_text("延吉市", "2020-02-27").as_bytes().to_vec()
}
