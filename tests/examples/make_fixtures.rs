//! Makes the fixtures of the version that this checkout is: `cargo run -p daylog-tests --example make_fixtures -- FOLDER`.
//! The folder must not be there yet. Run once for each released version, and never again: see tests/fixtures/README.md.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "test code, and printing is its work")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use daylog_backup::{archive, folder::Folder, kit::RecoveryKit};
use daylog_domain::{
    entries::{
        About, Content, Entry, UnknownContent, UnknownTarget,
        briefing::{Briefing, Rule},
        contact::{Channel, Contact, Reached},
        correct::Correct,
        errand::{Errand, Item, SealAfter, Step},
        note::Note,
        seal::{Seal, SealState},
        temperature::{Celsius, Measured, Method, Temperature},
        withdraw::Withdraw,
    },
    ids::{BuildingId, EntryId, HouseholdId},
    places::{Premises, PremisesKind},
    target::Target,
};
use daylog_store::envelopes::EnvelopeFolder;
use daylog_sync::Next;
use daylog_testkit::orders::runs_of;
use daylog_tests::versions::{BACKUP, DATE, Device, District, Exchange, Program, copy_folder, draft, dump, morning};
use daylog_wire::{
    entry_to_bytes,
    message::{SignedRequest, SyncResponse},
    purge::{PurgeOrder, PurgeReason},
};

const ROSTER: &str = "\
street,community,household,address,resident,document,phone,from,first_day,last_day,guarantor,guarantor_workplace,cadres
公园街道,园锦社区,YJ-001,3号楼2单元501,安某,,10000000001,境外,2020-02-26,2020-03-10,担保人1,某单位,张如彬/市委办督查室/cadre; 园锦网格员/园锦社区/community
公园街道,园锦社区,YJ-002,3号楼2单元502,金某,,10000000002,韩国,2020-02-27,2020-03-11,担保人2,某单位,张如彬/市委办督查室/cadre
建工街道,长新社区,CX-001,7号楼1单元701,返延甲,,10000000003,日本,2020-02-26,2020-03-10,担保人3,某公司,园锦网格员/园锦社区/community
";

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap());
    fs::create_dir(&folder).unwrap();
    let scratch = folder.join("scratch");
    fs::create_dir(&scratch).unwrap();
    tell(&folder, &scratch);
    fs::remove_dir_all(scratch).unwrap();
    write_dumps(&folder);
    println!("{} is made", folder.display());
}

/// The story of the fixtures.
fn tell(folder: &Path, scratch: &Path) {
    let wire = folder.join("wire");
    fs::create_dir(&wire).unwrap();
    entries(&wire);
    let (district, kit) = District::new(&scratch.join("server"), ROSTER);
    let (link, code) = district.invite("张如彬", "0123456789");
    fs::write(wire.join("invite-link.txt"), link).unwrap();
    fs::write(wire.join("invite-code.txt"), code).unwrap();
    let _invited = district.invite("园锦网格员", "ABCDEFGHJK");
    let (mut first, enrolment) = Device::enrolled(&scratch.join("first"), &district, "0123456789");
    keep(&wire, "enrol", &enrolment);
    let (mut colleague, _) = Device::enrolled(&scratch.join("colleague"), &district, "ABCDEFGHJK");

    // Twelve entries wait, and nothing was sent yet.
    day(&mut first, &district);
    drop(first);
    close(&scratch.join("first"), &folder.join("profile-before"));
    drop(district);
    close(&scratch.join("server"), &folder.join("server-before"));

    let district = District::open(&scratch.join("server"));
    (0..20).for_each(|_| district.pass());
    let mut first = Device::open(&scratch.join("first"));
    first.backoff.entries = 6;
    keep(&wire, "first-push", &first.exchange(&district).0);
    colleague_day(&mut colleague, &district);
    keep(&wire, "push-and-page", &first.exchange(&district).0);
    keep(&wire, "empty", &first.exchange(&district).0);

    // A copy that was made before anything was sent goes on with an entry of its own.
    copy_folder(&folder.join("profile-before"), &scratch.join("copy"));
    let mut copy = Device::open(&scratch.join("copy"));
    copy.save(district.now(), (1, Some(1)), note("写在副本上"));
    let (start_generation, step) = copy.exchange(&district);
    assert!(matches!(step.next, Next::AgainWithNewLog(_)));
    keep(&wire, "start_generation", &start_generation);
    copy.sync(&district);
    evening(&mut copy, &district);
    files(&folder.join("files"), &mut copy, &district, &kit);
    drop((copy, first, colleague));
    close(&scratch.join("copy"), &folder.join("profile"));
    drop(district);
    close(&scratch.join("server"), &folder.join("server"));
}

/// What people carry and lock away: a rescue file, a directory as text, an order, the kit, a backup and the checkpoint beside it.
fn files(to: &Path, device: &mut Device, district: &District, kit: &RecoveryKit) {
    fs::create_dir(to).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(to.join(name), bytes).unwrap();
    let rescue = device.store.rescue(&EnvelopeFolder::in_folder(&device.folder)).unwrap();
    write("rescue.daylog", &rescue.to_bytes());
    write("directory.txt", district.server.announced().directory.signed.to_text().as_bytes());
    write("kit.txt", kit.to_text("延吉市", DATE).as_bytes());
    let waiting = device.store.outgoing(10_000, 10_000_000).unwrap().segment.unwrap();
    let order = PurgeOrder {
        number: 1,
        log: waiting.log,
        runs: runs_of(&waiting, &[waiting.first..=waiting.first + 1]),
        reason: PurgeReason::ByRequest,
        ordered_at: district.now(),
        household: HouseholdId(1),
    };
    write("purge-order.bin", &order.sign(&district.server.keys.signing).to_bytes());
    let made = archive::run(&Folder::at(&district.folder).unwrap(), &district.server.database, to, district.now()).unwrap();
    fs::rename(made.path, to.join(BACKUP)).unwrap();
    let mut beside = fs::read_dir(to).unwrap().map(|file| file.unwrap().path());
    let note = beside.find(|path| path.to_string_lossy().ends_with("-checkpoint")).unwrap();
    fs::rename(note, to.join("checkpoint.txt")).unwrap();
}

/// An entry of every kind, with every field filled, and one about each kind of place.
fn entries(wire: &Path) {
    let id = EntryId { log: daylog_domain::ids::LogId([0xab; 16]), sequence: 7 };
    let errand = errand(Some(id), Step::Done, vec![item("beer", 6, Some("瓶")), item("大葱", 2, None)], Some(5), Some(SealAfter::Resealed));
    let kinds = [
        contact(Channel::Intercom, Reached::NoAnswer),
        reading(373, Method::Measured),
        Content::Seal(Seal { state: SealState::Opened, serial: Some("FT-0412".to_owned()), reason: Some("送药".to_owned()) }),
        errand.clone(),
        note("老人行动不便，已联系社区送药"),
        Content::Briefing(Briefing { rules: [Rule::StayHome, Rule::AirRooms].into(), privacy_notice: true }),
        Content::Correct(Correct {
            of: id,
            at: Some(morning()),
            content: Box::new(errand),
            note: Some("数量写错了".to_owned()),
            reason: "笔误".to_owned(),
        }),
        Content::Withdraw(Withdraw { of: id, reason: "undo".to_owned() }),
        Content::Unknown(UnknownContent { code: 250, bytes: vec![0x82, 0x01, 0x61, 0x78] }),
    ];
    for content in kinds {
        let name = format!("entry-{}-{}.bin", content.code(), content.name());
        let entry = draft(morning(), 1, Some(1), content);
        let entry = Entry { note: Some("随手一记".to_owned()), late: Some(daylog_domain::entries::LateReason::Busy), ..entry };
        fs::write(wire.join(name), entry_to_bytes(&entry)).unwrap();
    }
    let abouts = PremisesKind::ALL.map(|kind| (kind.name(), About::from(Target::Place(Premises::new(kind, 7)))));
    let later = About::Unknown(UnknownTarget { bytes: vec![0x82, 0x18, 99, 0x07] });
    for (name, about) in abouts.into_iter().chain([("unknown", later)]) {
        let entry = Entry { about, ..draft(morning(), 1, None, note("走廊已通风")) };
        fs::write(wire.join(format!("entry-about-{name}.bin")), entry_to_bytes(&entry)).unwrap();
    }
}

/// Twelve entries of the first morning.
fn day(device: &mut Device, district: &District) {
    let mut save = |whom, content| {
        district.pass();
        device.save(district.now(), whom, content)
    };
    let (first, second) = ((1, Some(1)), (2, Some(2)));
    save(first, contact(Channel::Wechat, Reached::Reached));
    let wrong = save(first, reading(375, Method::SelfReported));
    save(first, Content::Temperature(Temperature { result: Measured::Normal, method: Method::SelfReported, site: None }));
    save(second, Content::Temperature(Temperature { result: Measured::NoAnswer, method: Method::SelfReported, site: None }));
    save((1, None), Content::Seal(Seal { state: SealState::Intact, serial: None, reason: None }));
    let opened = Seal { state: SealState::Opened, serial: Some("FT-0412".to_owned()), reason: Some("送药".to_owned()) };
    save((2, None), Content::Seal(opened));
    let asked = save(first, errand(None, Step::Asked, vec![item("beer", 6, Some("瓶"))], None, None));
    let mistaken = save(first, note("写错人了"));
    save(
        first,
        Content::Correct(Correct {
            of: wrong,
            at: None,
            content: Box::new(reading(365, Method::SelfReported)),
            note: None,
            reason: "笔误".to_owned(),
        }),
    );
    save(first, Content::Withdraw(Withdraw { of: mistaken, reason: "undo".to_owned() }));
    save(first, errand(Some(asked), Step::Accepted, vec![], None, None));
    district.pass();
    device.save_about(district.now(), Target::Place(Premises::Building(BuildingId(1))), note("走廊已通风"));
}

/// The colleague's entries, one of a kind that this version does not know among them.
fn colleague_day(device: &mut Device, district: &District) {
    device.sync(district);
    for content in [
        contact(Channel::Door, Reached::Reached),
        reading(366, Method::Measured),
        Content::Unknown(UnknownContent { code: 250, bytes: vec![0x82, 0x01, 0x61, 0x78] }),
        errand(None, Step::Asked, vec![item("medicine", 1, None)], None, None),
    ] {
        district.pass();
        device.save(district.now(), (1, Some(1)), content);
    }
    device.sync(district);
}

/// What the profile does in its second log generation; the last four entries wait unsent.
fn evening(device: &mut Device, district: &District) {
    let lines = device.store.lines_between(daylog_domain::time::Instant(0), district.now()).unwrap();
    let asked = lines.iter().find(|line| line.errand() == Some(line.stored.id) && line.stored.own).unwrap().stored.id;
    let reached = lines.iter().find(|line| line.stored.own && line.stored.entry.content.code() == 1).unwrap().stored.id;
    district.pass();
    device.save(district.now(), (1, Some(1)), reading(368, Method::SelfReported));
    device.sync(district);
    let done = errand(Some(asked), Step::Done, vec![], Some(5), Some(SealAfter::Untouched));
    for content in [
        contact(Channel::Phone, Reached::NoAnswer),
        Content::Correct(Correct {
            of: reached,
            at: None,
            content: Box::new(contact(Channel::Phone, Reached::Reached)),
            note: None,
            reason: "是打电话".to_owned(),
        }),
        done,
        note("还没发出去"),
    ] {
        district.pass();
        device.save(district.now(), (1, Some(1)), content);
    }
}

fn contact(channel: Channel, outcome: Reached) -> Content {
    Content::Contact(Contact { channel, outcome })
}

fn reading(tenths: u16, method: Method) -> Content {
    Content::Temperature(Temperature { result: Measured::Reading(Celsius(tenths)), method, site: None })
}

fn note(text: &str) -> Content {
    Content::Note(Note { text: text.to_owned() })
}

fn errand(errand: Option<EntryId>, step: Step, items: Vec<Item>, floor: Option<u8>, seal_after: Option<SealAfter>) -> Content {
    Content::Errand(Errand { errand, step, items, floor, seal_after })
}

fn item(what: &str, quantity: u32, unit: Option<&str>) -> Item {
    Item { what: what.to_owned(), quantity, unit: unit.map(str::to_owned) }
}

fn keep(wire: &Path, name: &str, exchange: &Exchange) {
    fs::write(wire.join(format!("{name}.request")), &exchange.request).unwrap();
    fs::write(wire.join(format!("{name}.answer")), &exchange.answer).unwrap();
    if name == "push-and-page" {
        let request = SignedRequest::from_bytes(&exchange.request).unwrap().read().unwrap();
        fs::write(wire.join("segment.bin"), &request.segments.first().unwrap().bytes).unwrap();
        let receipt = SyncResponse::from_bytes(&exchange.answer).unwrap().receipt.unwrap();
        fs::write(wire.join("receipt.bin"), receipt.to_bytes()).unwrap();
    }
}

/// Copies a folder whose database was closed cleanly, so that nothing of it lies beside the file.
fn close(from: &Path, to: &Path) {
    let beside: Vec<_> =
        fs::read_dir(from).unwrap().map(|file| file.unwrap().path()).filter(|path| path.to_string_lossy().contains("-wal")).collect();
    assert!(beside.is_empty(), "not closed: {beside:?}");
    copy_folder(from, to);
    for unneeded in ["key.lock", "attempts.json", "backup.lock"] {
        let _none = fs::remove_file(to.join(unneeded));
    }
}

fn write_dumps(folder: &Path) {
    fs::create_dir(folder.join("dumps")).unwrap();
    for (name, text) in dump::all(folder, Program::Present) {
        fs::write(folder.join("dumps").join(name), text).unwrap();
    }
}
