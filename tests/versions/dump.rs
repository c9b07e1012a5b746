//! What fixtures say, as text that a person can read and that no later field changes: what is absent is left out.

use std::{fmt::Write as _, fs, path::Path};

use daylog_district::views;
use daylog_domain::{
    entries::{Content, Entry, seal::SealState},
    ids::HouseholdId,
    target::Target,
    time::{Date, Instant},
};
use daylog_storage::{StorageError, params};
use daylog_store::{StoredEntry, StoredLine};
use daylog_wire::{
    enrol::{EnrolRequest, EnrolResponse, Invite},
    feed::FeedItem,
    message::{SignedRequest, SyncRequest, SyncResponse},
    receipt::Receipt,
    segment::{Segment, Slot},
};
use serde::Serialize;
use serde_json::Value;

use super::{Device, District, Program};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// JSON without what is null.
fn json(value: &impl Serialize) -> String {
    fn without_nulls(value: Value) -> Value {
        match value {
            Value::Object(map) => Value::Object(
                map.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key, without_nulls(value))).collect(),
            ),
            Value::Array(list) => Value::Array(list.into_iter().map(without_nulls).collect()),
            other => other,
        }
    }
    without_nulls(serde_json::to_value(value).unwrap()).to_string()
}

/// With the bytes of an unknown kind, which no page is given.
fn content(content: &Content) -> String {
    let mut value = serde_json::to_value(content).unwrap();
    if let (Content::Unknown(unknown), Some(fields)) = (content, value.as_object_mut()) {
        fields.insert("bytes".to_owned(), unknown.bytes.clone().into());
    }
    format!("{} {}", content.code(), json(&value))
}

/// An entry's own facts on one line.
#[must_use]
pub fn entry(entry: &Entry) -> String {
    let mut line = match entry.about.target() {
        Some(Target::Household { household, .. }) => format!("household {household}"),
        Some(Target::Place(place)) => format!("place {place}"),
        None => "about something of a later version".to_owned(),
    };
    if let Some(resident) = entry.resident() {
        let _ = write!(line, " resident {resident}");
    }
    let clocks = &entry.clocks;
    let _ = write!(line, " at {} {} wall {} elapsed {}", entry.at.instant.0, entry.at.zone.0, clocks.wall.0, clocks.elapsed_ms);
    if let Some(server) = clocks.server {
        let _ = write!(line, " server {} within {}", server.server.0, server.round_trip_ms);
    }
    let _ = write!(line, " kind {}", content(&entry.content));
    let origin = entry.origin.map(|origin| format!("{} {}", origin.place, hex(&origin.digest)));
    for (name, text) in [("note", entry.note.clone()), ("late", entry.late.map(|late| json(&late))), ("origin", origin)] {
        if let Some(text) = text {
            let _ = write!(line, " {name} {text}");
        }
    }
    line
}

fn stored(stored: &StoredEntry) -> String {
    let marks = [(stored.own, "own"), (stored.received, "received"), (stored.refused.is_some(), "refused")];
    let marks: String = marks.into_iter().filter(|(is_set, _)| *is_set).map(|(_, mark)| format!(" {mark}")).collect();
    format!("{} of cadre {} {}{marks}: {}", stored.id, stored.cadre, stored.cadre_name, entry(&stored.entry))
}

fn line(line: &StoredLine) -> String {
    let mut text = stored(&line.stored);
    for amendment in &line.amendments {
        let _ = write!(text, "\n    amended by {}", stored(amendment));
    }
    let effective = &line.effective;
    let marks = [(effective.corrected, "corrected"), (effective.withdrawn, "withdrawn")];
    let marks: String = marks.into_iter().filter(|(is_set, _)| *is_set).map(|(_, mark)| format!(" {mark}")).collect();
    let _ = write!(text, "\n    stands as{marks} at {}: {}", effective.at.instant.0, content(&effective.content));
    text
}

/// Everything that a profile shows.
#[must_use]
pub fn profile(device: &mut Device) -> String {
    let known = device.store.device().unwrap();
    let enrolled = known.enrolled.clone().unwrap();
    let store = &device.store;
    let mut text = String::new();
    let _ = writeln!(text, "device {} key {} of cadre {} {}", enrolled.device, hex(&known.public.0), enrolled.cadre, enrolled.cadre_name);
    let _ = writeln!(text, "office {} district {} addresses {:?}", enrolled.office, enrolled.district, enrolled.addresses);
    let settings = &enrolled.settings;
    let _ = writeln!(text, "zone {} plan {} fever from {}", settings.zone.0, json(&settings.plan), json(&settings.fever_from));
    let _ = writeln!(text, "pending {}", store.pending().unwrap());
    let log = store.log().unwrap();
    let _ = writeln!(text, "log {} last {} head {:?} have {}", log.log, log.last, log.head, log.have);
    for household in store.households().unwrap() {
        let _ = writeln!(text, "household {}", json(&household.household));
        let _ = writeln!(text, "    assigned {}", json(&household.assignments));
        let seal = store.last_seal(household.household.id, Instant(i64::MAX)).unwrap();
        let readings = store.readings_of(household.household.id).unwrap();
        let readings: Vec<_> = readings.iter().map(|reading| (reading.at().0, reading.celsius.0)).collect();
        let _ = writeln!(text, "    seal {} readings {readings:?}", seal.map_or("never seen", SealState::name));
        let _ = writeln!(text, "    observations {}", observations(device, household.household.id));
        for errand in store.open_errands(Some(household.household.id)).unwrap() {
            let steps: Vec<_> = errand.iter().map(|line| line.stored.id.to_string()).collect();
            let _ = writeln!(text, "    open errand {}", steps.join(", "));
        }
    }
    for each in store.lines_between(Instant(i64::MIN), Instant(i64::MAX)).unwrap() {
        let _ = writeln!(text, "line {}", line(&each));
    }
    for each in store.waiting().unwrap() {
        let _ = writeln!(text, "waits {}", stored(&each));
    }
    text
}

fn observations(device: &Device, household: HouseholdId) -> String {
    let mut observations = device.store.observations_of(household, 30).unwrap();
    observations.sort_by_key(|observation| (observation.at, observation.entry));
    let observation = |observation: &daylog_domain::coverage::Observation| {
        format!("{:?} {:?} at {} late {}", observation.kind, observation.outcome, observation.at.0, observation.is_late)
    };
    observations.iter().map(observation).collect::<Vec<_>>().join("; ")
}

/// Everything that a district holds of devices' work, and how its dashboard reads the day.
#[must_use]
pub fn district(district: &District, date: Date) -> String {
    let mut text = String::new();
    let rows = district.server.database.read(|connection| {
        connection.each::<StorageError>("select log, have, head, device from log order by id", params![], |row| {
            let (log, have, head, device): (Vec<u8>, i64, Vec<u8>, i64) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let _ = writeln!(text, "log {} of device {device} have {have} head {}", hex(&log), hex(&head));
            Ok(())
        })?;
        connection.each::<StorageError>("select bytes from segment order by id", params![], |row| {
            let _ = writeln!(text, "{}", segment(&row.get::<Vec<u8>>(0)?));
            Ok(())
        })?;
        connection.each::<StorageError>("select id, cadre, program, pending, complete_to from device order by id", params![], |row| {
            let (device, cadre, program): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (pending, complete_to): (i64, Option<i64>) = (row.get(3)?, row.get(4)?);
            let _ = writeln!(text, "device {device} of cadre {cadre} by {program} pending {pending} complete to {complete_to:?}");
            Ok(())
        })?;
        views::diary(connection, date, None)
    });
    let rows = rows.map_err(|error: StorageError| error.code()).unwrap();
    for (row, address) in rows {
        let marks = [(row.is_late, "late"), (row.corrected, "corrected"), (row.withdrawn, "withdrawn")];
        let marks: String = marks.into_iter().filter(|(is_set, _)| *is_set).map(|(_, mark)| format!(" {mark}")).collect();
        let _ = writeln!(
            text,
            "diary {} {} {} {} {} by {} recorded {} received {}{marks}",
            row.entry,
            row.minute,
            row.kind,
            json(&row.summary),
            address,
            row.cadre,
            row.recorded_text,
            row.received_text
        );
    }
    text
}

/// A segment with its slots.
#[must_use]
pub fn segment(bytes: &[u8]) -> String {
    let segment = Segment::from_bytes(bytes).unwrap();
    let head = segment.heads().unwrap().pop().unwrap();
    let mut text = format!("segment of {} from {} to {} head {head:?}", segment.log, segment.first, segment.last());
    for slot in &segment.slots {
        match slot {
            Slot::Entry(bytes) => {
                let _ = write!(text, "\n    {}", entry(&daylog_wire::entry_from_bytes(bytes).unwrap()));
            }
            Slot::Purged(commitment) => {
                let _ = write!(text, "\n    purged {commitment:?}");
            }
        }
    }
    text
}

#[must_use]
pub fn request(bytes: &[u8]) -> String {
    let request: SyncRequest = SignedRequest::from_bytes(bytes).unwrap().read().unwrap();
    let mut text = format!("version {} device {} log {} program {}", request.version, request.device, request.log, request.program);
    let _ = write!(text, " last {} head {:?} pending {} page {}", request.last, request.head, request.pending, request.page_bytes);
    let token = request.token.map_or("none".to_owned(), |token| hex(&token.0));
    let _ = write!(text, " token {token} cursor {:?}", request.cursor.map(|cursor| (hex(&cursor.epoch.0), cursor.feed)));
    for signed in &request.segments {
        let _ = write!(text, "\n  {}", segment(&signed.bytes).replace('\n', "\n  "));
    }
    text
}

#[must_use]
pub fn answer(bytes: &[u8]) -> String {
    let answer = SyncResponse::from_bytes(bytes).unwrap();
    let mut text = format!("version {} epoch {} at {}", answer.version, hex(&answer.epoch.0), answer.server_time.0);
    let _ = write!(text, " verdict {:?} have {}", answer.verdict, answer.have);
    let token = answer.token.map_or("none".to_owned(), |token| hex(&token.0));
    let _ = write!(text, " token {token} refused {} wait {:?}", answer.refused.len(), answer.retry_after_seconds);
    if let Some(given) = &answer.receipt {
        let _ = write!(text, "\n  {}", receipt(given));
    }
    for colleague in &answer.colleagues {
        let complete: Vec<_> = colleague.complete_to.iter().map(|at| at.map(|at| at.0)).collect();
        let _ = write!(text, "\n  colleague {} complete to {complete:?}", colleague.cadre);
    }
    if let Some(page) = &answer.page {
        let _ = write!(text, "\n  page to {} more {}", page.cursor.feed, page.more);
        for item in page.read().unwrap() {
            let _ = write!(text, "\n    {}", feed_item(&item));
        }
    }
    text
}

fn feed_item(item: &FeedItem) -> String {
    match item {
        FeedItem::Entry(of) => {
            let read = daylog_wire::entry_from_bytes(&of.bytes).unwrap();
            format!("entry {}-{} of {} {} received {}: {}", of.log, of.sequence, of.cadre, of.cadre_name, of.received.0, entry(&read))
        }
        FeedItem::Household(record) => format!("household {record}"),
        FeedItem::Removed(household) => format!("removed {household}"),
        FeedItem::Settings(record) => format!("settings {record}"),
        FeedItem::Purge(order) => format!("purge of {} bytes", order.body.len()),
    }
}

#[must_use]
pub fn receipt(receipt: &Receipt) -> String {
    format!("receipt for {} to {} head {:?} at {}", receipt.log, receipt.sequence, receipt.head, receipt.received.0)
}

#[must_use]
pub fn enrolment(request: &[u8], answer: &[u8]) -> String {
    let request = EnrolRequest::from_bytes(request).unwrap();
    let mut text =
        format!("enrol version {} secret {} key {} program {}\n", request.version, request.secret, hex(&request.device.0), request.program);
    match EnrolResponse::from_bytes(answer).unwrap() {
        EnrolResponse::Refused(reason, _) => text += reason.text(),
        EnrolResponse::Enrolled(enrolled) => {
            let _ =
                write!(text, "enrolled device {} cadre {} {} {}", enrolled.device, enrolled.cadre, enrolled.cadre_name, enrolled.office);
            let _ =
                write!(text, " epoch {} server {} recovery {}", hex(&enrolled.epoch.0), hex(&enrolled.server.0), hex(&enrolled.recovery));
            let _ = write!(text, " addresses {:?} district {}", enrolled.addresses, enrolled.district);
        }
    }
    text
}

#[must_use]
pub fn invite(text: &str) -> String {
    let invite: Invite = text.parse().unwrap();
    format!("invite to {:?} ca {:?} secret {}", invite.addresses, invite.fingerprint, invite.secret)
}

/// Every dump of a version's folder by file name, made from copies that this program opens.
#[must_use]
pub fn all(version: &Path, program: Program) -> Vec<(String, String)> {
    let scratch = tempfile::tempdir().unwrap();
    let copied = |name: &str| {
        let to = scratch.path().join(name);
        super::copy_folder(&version.join(name), &to);
        to
    };
    let date = super::DATE.parse().unwrap();
    let mut dumps = Vec::new();
    for name in ["profile-before", "profile"] {
        dumps.push((name.to_owned(), profile(&mut Device::by(program, &copied(name)))));
    }
    for name in ["server-before", "server"] {
        dumps.push((name.to_owned(), district(&District::by(program, &copied(name)), date)));
    }
    dumps.push(("wire".to_owned(), wire(&version.join("wire"))));
    dumps.into_iter().map(|(name, text)| (format!("{name}.txt"), text)).collect()
}

/// Every kept message of a folder, in the order of names.
fn wire(folder: &Path) -> String {
    let mut text = String::new();
    for (name, bytes) in super::contents(folder) {
        let said = match name.rsplit_once('.').unwrap() {
            ("enrol", "request") => enrolment(&bytes, &fs::read(folder.join("enrol.answer")).unwrap()),
            ("enrol", "answer") => continue,
            (_, "request") => request(&bytes),
            (_, "answer") => answer(&bytes),
            (_, "txt") => invite(&String::from_utf8(bytes).unwrap()),
            ("segment", _) => segment(&bytes),
            ("receipt", _) => receipt(&Receipt::from_bytes(&bytes).unwrap()),
            _ => entry(&daylog_wire::entry_from_bytes(&bytes).unwrap()),
        };
        let _ = writeln!(text, "{name}: {said}");
    }
    text
}
