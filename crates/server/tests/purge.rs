//! Content that goes from the district: found nowhere in its file, while every proof over it still holds.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
};

use common::{Device, District, entry, roster, two_households};
use daylog_backup::{
    folder::Folder,
    purge_orders::{self, PurgeProblem},
};
use daylog_district::{
    clock::Clock,
    purge::{apply_orders, order::Ordering, retention},
};
use daylog_domain::{
    entries::{Content, Entry, Kind, correct::Correct, note::Note},
    ids::{EntryId, HouseholdId, SiteId},
    places::Premises,
    settings::Retention,
    target::Target,
    time::{Instant, Zone},
};
use daylog_faults::{Fault, turn};
use daylog_server::state::Server;
use daylog_storage::{Read, StorageError, audit, content::Column, district, entries, feed::Feed, params, transfer};
use daylog_testkit::{
    database,
    orders::{runs_of, runs_unseen},
    pages,
};
use daylog_wire::{
    chain::Head,
    feed::FeedItem,
    keys::{PublicKey, Signature},
    message::Verdict,
    purge::{PurgeOrder, PurgeReason, SignedPurgeOrder},
    segment::{BlockSalts, Segment, SignedSegment, Slot},
    tree::{TreeHash, leaf, position_of_leaf},
};

fn note(household: u32, text: &str) -> Entry {
    entry(household, "2020-03-01T10:30", Content::Note(Note { text: text.to_owned() }))
}

fn folder(path: &Path) -> Folder {
    Folder::at(path).unwrap()
}

/// Every page of this folder's database and of its write-ahead log, as somebody with its key would find them; where it is no
/// file, those of a copy.
struct Found(Vec<u8>);

impl Found {
    fn holds(&self, needle: &[u8]) -> bool {
        self.0.windows(needle.len()).any(|window| window == needle)
    }
}

fn found(data: &Path) -> Found {
    if data.join("database.url").exists() {
        let copy = data.with_file_name("copy.db");
        let _before = fs::remove_file(&copy);
        transfer::row_by_row(&folder(data).database().unwrap(), &copy, &database::key()).unwrap();
        return Found(pages::decrypted(&copy, &database::KEY));
    }
    let hex = fs::read_to_string(data.join("database.key")).unwrap();
    let key: Vec<u8> = (0..32).map(|place| u8::from_str_radix(&hex.trim()[place * 2..place * 2 + 2], 16).unwrap()).collect();
    Found(pages::decrypted(&data.join("server.db"), &key.try_into().unwrap()))
}

fn holds(data: &Path, text: &str) -> bool {
    found(data).holds(text.as_bytes())
}

/// Everything that is kept packed: what a search of the pages cannot read.
fn packed(server: &Server) -> Vec<Vec<u8>> {
    let packed = server.database.read(|db| {
        let mut found = content(db, Column::SegmentBytes, "SELECT log, first, bytes FROM segment")?;
        found.extend(content(db, Column::ForkBytes, "SELECT log, sequence, bytes FROM fork")?);
        found.extend(content(db, Column::RefusedBytes, "SELECT device, sequence, bytes FROM refused")?);
        Ok::<_, StorageError>(found)
    });
    packed.unwrap()
}

/// A column of content, behind the two numbers of its row.
fn content(db: &Read<'_>, column: Column, sql: &str) -> Result<Vec<Vec<u8>>, StorageError> {
    db.many(sql, params![], |row| row.content(column, &[row.get(0)?, row.get(1)?], 2))
}

/// What stands in the slots of everything that is kept packed.
fn unpacked(server: &Server) -> Found {
    let slots = packed(server)
        .into_iter()
        .flat_map(|bytes| daylog_wire::segment::Segment::from_bytes(&bytes).map_or(Vec::new(), |segment| segment.slots));
    Found(slots.flat_map(|slot| if let Slot::Entry(bytes) = slot { bytes } else { Vec::new() }).collect())
}

/// The end of each packed piece, which a piece with other content does not share.
fn tails(server: &Server) -> Vec<Vec<u8>> {
    packed(server).iter().map(|bytes| bytes[bytes.len() - bytes.len().min(24)..].to_vec()).collect()
}

struct Purged<'a> {
    district: &'a District,
}

impl Purged<'_> {
    fn data(&self) -> PathBuf {
        self.district.folder.path().join("district")
    }

    fn household(&self, id: u32) -> Result<usize, PurgeProblem> {
        let folder = folder(&self.data());
        let own = folder.purge_orders();
        let keys = folder.keys().unwrap();
        let ordering = Ordering { key: &keys.signing, reason: PurgeReason::ByRequest, now: self.district.now() };
        purge_orders::purge(&self.district.server.database, &ordering, &[HouseholdId(id)], &[&own])
    }

    fn orders(&self) -> Vec<SignedPurgeOrder> {
        let folder = folder(&self.data());
        purge_orders::read(&folder.purge_orders(), &folder.keys().unwrap().public()).unwrap()
    }
}

/// Every kept segment opens with its device's signature, its leaf is the one in the tree, and the district finds itself whole.
fn proofs_hold(server: &Server, device: &Device) -> bool {
    leaves_hold(server, device) && daylog_backup::verify::verify(&server.database).unwrap().findings.is_empty()
}

fn leaves_hold(server: &Server, device: &Device) -> bool {
    type Row = (Vec<u8>, Vec<u8>, i64, Vec<u8>);
    let segments: Vec<Row> = server
        .database
        .read(|connection| {
            let sql = "SELECT log, first, bytes, signature, leaf, head FROM segment ORDER BY id";
            connection.many(sql, params![], |row| {
                let bytes = row.content(Column::SegmentBytes, &[row.get(0)?, row.get(1)?], 2)?;
                Ok((bytes, row.get(3)?, row.get(4)?, row.get(5)?))
            })
        })
        .unwrap();
    let key: PublicKey = device.key().public();
    segments.iter().all(|(bytes, signature, number, head)| {
        let signed = SignedSegment { bytes: bytes.clone(), signature: Signature(signature.as_slice().try_into().unwrap()) };
        let Ok((segment, heads)) = signed.open(&key) else { return false };
        let position = i64::try_from(position_of_leaf(u64::try_from(*number).unwrap())).unwrap();
        let stored: [u8; 32] = server
            .database
            .read(|connection| connection.one("SELECT hash FROM tree WHERE position = ?1", params![position], |row| row.get(0)))
            .unwrap();
        let last = *heads.last().unwrap();
        last == Head(head.as_slice().try_into().unwrap()) && TreeHash(stored) == leaf(device.log, segment.last(), last)
    })
}

#[test]
fn what_is_purged_is_nowhere_in_the_file_and_every_proof_holds() {
    let _turn = turn();
    let run = || {
        let district = District::in_a_file(&two_households());
        let purged = Purged { district: &district };
        let mut worker = district.device("网格员");
        for number in 1..=110 {
            let household = 1 + u32::from(number % 3 == 0);
            worker.append(&note(household, &format!("{}-{number:03} {}", ["", "GOING", "STAYS"][household as usize], "x".repeat(200))));
            if number % 17 == 0 {
                worker.sync(&district.server);
            }
        }
        let of = EntryId { log: worker.log, sequence: 4 };
        let content = Box::new(Content::Note(Note { text: "GOING-AMENDED".to_owned() }));
        let correct = Correct { of, at: None, content, note: None, reason: "GOING-REASON".to_owned() };
        worker.append(&entry(1, "2020-03-01T10:31", Content::Correct(correct)));
        worker.sync_all(&district.server);
        let (tails, before) = (tails(&district.server), found(&purged.data()));
        assert!(before.holds(b"GOING-001") && before.holds(b"GOING-AMENDED") && tails.iter().all(|tail| before.holds(tail)));
        let went = purged.household(1).unwrap();
        let (pages, slots) = (found(&purged.data()), unpacked(&district.server));
        let count = |found: &Found, name: &str| (1..=110).filter(|number| found.holds(format!("{name}-{number:03}").as_bytes())).count();
        let left = count(&pages, "GOING") + count(&slots, "GOING") + tails.iter().filter(|tail| pages.holds(tail)).count();
        let stays = count(&pages, "STAYS").min(count(&slots, "STAYS"));
        let amended = [&pages, &slots].iter().any(|found| found.holds(b"GOING-AMENDED") || found.holds(b"GOING-REASON"));
        // The device goes on as before: its receipt is over the same head.
        worker.append(&note(2, "STAYS-111"));
        let answer = worker.sync(&district.server);
        assert_eq!((went, stays, answer.verdict, answer.have), (75, 36, Verdict::Accepted, 112));
        let rows = district.server.database.read(|connection| entries::of_household(connection, 1, 1000)).unwrap();
        let proofs = proofs_hold(&district.server, &worker);
        (left, amended, rows.len(), proofs)
    };
    assert_eq!(run(), (0, false, 0, true));
    let left = daylog_faults::with(Fault::PurgeLeavesBytes, run);
    assert!(left.0 > 0 && left.1, "{left:?}");
    assert!(!daylog_faults::with(Fault::PurgeBreaksProof, run).3);
}

#[test]
fn branches_of_forks_and_refused_pieces_are_cleaned_too_and_stay_evidence() {
    let _turn = turn();
    let district = District::new(&two_households());
    let purged = Purged { district: &district };
    let mut worker = district.device("网格员");
    worker.append(&note(2, "COMMON"));
    worker.sync_all(&district.server);
    let (mut copy, mut quiet, mut amending, mut late) = (worker.clone(), worker.clone(), worker.clone(), worker.clone());
    worker.append(&note(1, "GOING-HELD"));
    worker.append(&note(2, "STAYS-HELD"));
    worker.sync_all(&district.server);
    // The copy's branch speaks of the household at another number, and of another household at that one.
    copy.append(&note(2, "STAYS-FORKED"));
    copy.append(&note(1, "GOING-FORKED"));
    copy.append_bytes(b"\xffGOING-UNREADABLE".to_vec());
    assert!(matches!(copy.sync(&district.server).verdict, Verdict::StartGeneration(1)));
    quiet.append(&note(2, "STAYS-QUIET"));
    assert!(matches!(quiet.sync(&district.server).verdict, Verdict::StartGeneration(1)));
    // An amendment may quote what it amends, whomever it says that it is about.
    let (of, content) = (EntryId { log: worker.log, sequence: 2 }, Content::Note(Note { text: "GOING-AMENDED".to_owned() }));
    let correct = Correct { of, at: None, content: Box::new(content), note: None, reason: String::new() };
    amending.append(&entry(2, "2020-03-01T10:31", Content::Correct(correct)));
    assert!(matches!(amending.sync(&district.server).verdict, Verdict::StartGeneration(1)));
    // A piece that is refused for its chain, and one that cannot be read at all.
    let mut broken = worker.clone();
    broken.append(&note(1, "GOING-REFUSED"));
    broken.heads[3] = Head([1; 32]);
    let mut request = broken.request();
    request.segments = vec![broken.segment(4, 4)];
    broken.send(&district.server, &request);
    request.segments[0].bytes = [b"\x01GOING-NONSENSE".as_slice(), &request.segments[0].bytes].concat();
    broken.send(&district.server, &request);
    let is_there = |text: &str| holds(&purged.data(), text) || unpacked(&district.server).holds(text.as_bytes());
    let tails = tails(&district.server);
    let going = ["GOING-HELD", "GOING-FORKED", "GOING-AMENDED", "GOING-REFUSED", "GOING-NONSENSE"];
    for text in going {
        assert!(is_there(text), "{text}");
    }
    purged.household(1).unwrap();
    // A branch that comes afterwards is cleaned before it is kept.
    late.append(&note(2, "STAYS-LATE"));
    late.append(&note(1, "GOING-LATE"));
    assert!(matches!(late.sync(&district.server).verdict, Verdict::StartGeneration(1)));
    for text in going.into_iter().chain(["GOING-LATE"]) {
        assert!(!is_there(text), "{text}");
    }
    // The first piece holds nothing of the household, and shares no block's seed with what it does not hold.
    let pages = found(&purged.data());
    assert_eq!(tails.iter().filter(|tail| pages.holds(tail)).count(), 0);
    // What branches have at the numbers of the order about other households stays.
    for text in ["STAYS-HELD", "COMMON", "STAYS-FORKED", "STAYS-QUIET", "STAYS-LATE"] {
        assert!(is_there(text), "{text}");
    }
    assert!(proofs_hold(&district.server, &worker));
    let forks: Vec<(Vec<u8>, Vec<u8>)> = district
        .server
        .database
        .read(|connection| {
            connection.many("SELECT log, sequence, bytes, signature FROM fork ORDER BY id", params![], |row| {
                Ok((row.content(Column::ForkBytes, &[row.get(0)?, row.get(1)?], 2)?, row.get(3)?))
            })
        })
        .unwrap();
    let opened = forks.into_iter().map(|(bytes, signature)| {
        let fork = SignedSegment { bytes, signature: Signature(signature.try_into().unwrap()) };
        fork.open(&copy.key().public()).unwrap().0
    });
    let with_purged: Vec<bool> = opened
        .map(|segment| {
            // Their seed is that of the block of which something went: what went could be guessed with it. The salt of the very
            // number at which something went on the held branch stays with what this one has there.
            assert!(segment.salts.iter().all(|salts| matches!(salts, BlockSalts::Each(_))));
            segment.slots.iter().any(|slot| matches!(slot, Slot::Purged(_)))
        })
        .collect();
    assert_eq!(with_purged, [true, false, true, true]);
}

#[test]
fn a_restored_database_is_purged_again_and_takes_in_no_content_of_what_was_purged() {
    let _turn = turn();
    let run = || {
        let district = District::in_a_file(&two_households());
        let purged = Purged { district: &district };
        let mut worker = district.device("网格员");
        worker.append(&note(1, "GOING-1"));
        worker.append(&note(2, "STAYS-2"));
        worker.sync_all(&district.server);
        // A copy as a backup is one, from before the third entry and the purge.
        let restored = district.folder.path().join("restored");
        fs::create_dir(&restored).unwrap();
        district.server.database.vacuum().unwrap();
        for file in ["database.key", "signing.key", "recovery.pub", "ca.pem", "ca.key"] {
            fs::copy(purged.data().join(file), restored.join(file)).unwrap();
        }
        for file in ["server.db", "server.db-wal"] {
            let _there = fs::copy(purged.data().join(file), restored.join(file));
        }
        worker.append(&note(1, "GOING-3"));
        worker.append(&note(2, "STAYS-4"));
        worker.sync_all(&district.server);
        purged.household(1).unwrap();
        let folder = folder(&restored);
        let database = folder.database().unwrap();
        assert!(holds(&restored, "GOING-1"));
        fs::copy(purged.data().join("purge-orders"), folder.purge_orders()).unwrap();
        let public = folder.keys().unwrap().public();
        let applied = purge_orders::level(&database, &folder.purge_orders(), &public).unwrap();
        let again = purge_orders::level(&database, &folder.purge_orders(), &public).unwrap();
        let after_orders = holds(&restored, "GOING-1");
        // The device has not heard of the order, and offers everything again.
        let now = district.now();
        let server = Server::new(database, Clock::new(move || now), folder.keys().unwrap(), vec![]).unwrap();
        worker.have = 0;
        let answer = worker.sync(&server);
        assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, 4));
        let found = ["GOING-1", "GOING-3", "STAYS-2", "STAYS-4"].map(|text| holds(&restored, text));
        let proofs = proofs_hold(&server, &worker);
        let ordered = worker.pulled.iter().filter(|item| matches!(item, FeedItem::Purge(_))).count();
        (applied, again, after_orders, found, proofs, ordered)
    };
    assert_eq!(run(), (1, 0, false, [false, false, true, true], true, 1));
    let broken = daylog_faults::with(Fault::PurgeNotReapplied, run);
    assert!(broken.2 && broken.3[1], "{broken:?}");
}

#[test]
fn an_order_goes_to_the_devices_that_may_hold_the_content_and_to_no_others() {
    let _turn = turn();
    let district = District::new(&two_households());
    let purged = Purged { district: &district };
    let (mut zhang, mut quan, mut worker) = (district.device("张如彬"), district.device("权贺永"), district.device("网格员"));
    let mut other = district.device("权贺永");
    zhang.append(&note(1, "A"));
    zhang.sync_all(&district.server);
    for device in [&mut quan, &mut worker, &mut other] {
        device.sync_all(&district.server);
    }
    // Somebody who never had the household in sight wrote about it all the same.
    quan.append(&note(1, "B"));
    quan.sync_all(&district.server);
    purged.household(1).unwrap();
    let orders = |device: &mut Device| {
        device.sync_all(&district.server);
        device.pulled.iter().filter(|item| matches!(item, FeedItem::Purge(_))).count()
    };
    assert_eq!([orders(&mut zhang), orders(&mut quan), orders(&mut worker), orders(&mut other)], [2, 1, 2, 0]);
}

#[test]
fn many_orders_come_in_pages_and_none_is_passed_over() {
    let _turn = turn();
    let district = District::new(&two_households());
    let purged = Purged { district: &district };
    let mut worker = district.device("网格员");
    worker.page_bytes = 1;
    for number in 0..25 {
        worker.append(&note(1, &format!("N{number}")));
        worker.sync(&district.server);
        purged.household(1).unwrap();
        district.pass_minutes(1);
    }
    worker.append(&note(2, "LAST"));
    let mut colleague = district.device("权贺永");
    colleague.append(&note(2, "COLLEAGUE"));
    colleague.sync_all(&district.server);
    worker.cursor = None;
    worker.pulled.clear();
    worker.sync_all(&district.server);
    let orders: Vec<_> = worker.pulled.iter().filter(|item| matches!(item, FeedItem::Purge(_))).collect();
    assert_eq!((orders.len(), worker.pulled_entries().len()), (25, 1));
}

#[test]
fn whose_time_is_over_is_told_before_anything_goes() {
    let _turn = turn();
    let district =
        District::new(&roster(&[("A1", "园锦社区", "张如彬/市委办督查室/cadre"), ("B1", "长新社区", "张如彬/市委办督查室/cadre")]));
    let mut zhang = district.device("张如彬");
    zhang.append(&note(1, "ONE"));
    zhang.append(&note(1, "TWO"));
    zhang.append(&common::reading(1, "2020-03-02T10:50", 365));
    zhang.append(&note(2, "OTHER"));
    zhang.sync_all(&district.server);
    let keep = |days| {
        district
            .server
            .database
            .write(|transaction| {
                let mut settings = district::read(transaction)?.settings;
                settings.retention = Retention { days, phone_days: None };
                let mut feed = Feed::begin(transaction)?;
                district::set_settings(transaction, &mut feed, &settings)?;
                feed.finish(transaction)
            })
            .unwrap();
    };
    // Both quarantines last until 10 March.
    for (days, on, due) in [
        (None, "2021-01-01", 0),
        (Some(30), "2020-03-11", 0),
        (Some(30), "2020-04-09", 0),
        (Some(30), "2020-04-10", 2),
        (Some(0), "2020-03-10", 0),
        (Some(0), "2020-03-11", 2),
    ] {
        keep(days);
        let now: Instant = Zone::SHANGHAI.parse(&format!("{on}T00:10")).unwrap();
        let found = retention::due(&district.server.database, now).unwrap();
        assert_eq!(found.len(), due, "{days:?} on {on}");
        if due > 0 {
            assert_eq!((found[0].community.as_str(), found[0].household.as_str(), found[0].entries()), ("园锦社区", "A1", 3));
            let kinds: Vec<_> = found[0].kinds.iter().map(|kind| (kind.kind, kind.entries, kind.first.to_string())).collect();
            assert_eq!(kinds, [("temperature", 1, "2020-03-02".to_owned()), ("note", 2, "2020-03-01".to_owned())]);
        }
    }
    // The device is told the new setting, and what was done is in the audit.
    zhang.sync_all(&district.server);
    assert!(matches!(zhang.pulled.last(), Some(FeedItem::Settings(json)) if json.contains(r#""days":0"#)));
    Purged { district: &district }.household(1).unwrap();
    let audited = district.server.database.read(|connection| audit::newest(connection, 1)).unwrap();
    assert_eq!(audited[0].detail, "household 1: 3 entries in 1 orders, by_request");
}

/// An order about what nobody has seen, at the first numbers of the device's log.
fn of_lost_branch(district: &District, device: &Device) -> PurgeOrder {
    let (reason, household) = (PurgeReason::ByRequest, HouseholdId(1));
    PurgeOrder { number: 1, log: device.log, runs: runs_unseen(1..=9), reason, ordered_at: district.now(), household }
}

#[test]
fn an_order_spares_what_another_branch_has_at_the_numbers_that_it_names() {
    let _turn = turn();
    let district = District::new(&two_households());
    let purged = Purged { district: &district };
    let keys = folder(&purged.data()).keys().unwrap();
    let mut worker = district.device("网格员");
    // It was made where the log went on otherwise: the district came back older, and what the order names is lost.
    let order = of_lost_branch(&district, &worker);
    assert_eq!(apply_orders(&district.server.database, &[order.sign(&keys.signing)], &keys.public()).unwrap(), 1);
    worker.append(&note(1, "SPARED"));
    (2..=10).for_each(|number| worker.append(&note(1, &format!("SPARED-{number}"))));
    worker.sync_all(&district.server);
    assert!(unpacked(&district.server).holds(b"SPARED") && proofs_hold(&district.server, &worker));
    let mut colleague = district.device("张如彬");
    colleague.sync_all(&district.server);
    // Whoever knows the order can tell that it is not about this; at other numbers nobody needs to.
    let salted = colleague.pulled_entries().iter().map(|entry| entry.salt.is_some()).collect::<Vec<_>>();
    assert_eq!(salted, [[true; 9].as_slice(), &[false]].concat());
    assert_eq!(purged.household(1).unwrap(), 10);
    assert!(!unpacked(&district.server).holds(b"SPARED") && proofs_hold(&district.server, &worker));
}

#[test]
fn what_an_order_of_another_history_does_not_cover_is_told_again_behind_it() {
    let _turn = turn();
    let district = District::new(&two_households());
    let keys = folder(&Purged { district: &district }.data()).keys().unwrap();
    let (mut worker, mut colleague) = (district.device("网格员"), district.device("张如彬"));
    worker.append(&note(1, "KEPT"));
    worker.append(&note(2, "ELSEWHERE"));
    worker.sync_all(&district.server);
    colleague.sync_all(&district.server);
    let told = colleague.pulled.len();
    // It was made where the log was another: the district came back from a backup of a history that it had given up.
    let order = of_lost_branch(&district, &worker);
    assert_eq!(apply_orders(&district.server.database, &[order.sign(&keys.signing)], &keys.public()).unwrap(), 1);
    colleague.sync_all(&district.server);
    let texts = colleague.pulled[told..].iter().map(|item| match item {
        FeedItem::Purge(_) => "order".to_owned(),
        FeedItem::Entry(entry) => daylog_wire::entry_from_bytes(&entry.bytes).unwrap().content.text().unwrap_or_default().to_owned(),
        _ => "other".to_owned(),
    });
    // A device lets go of everything that others wrote about the household when it reads the order.
    assert_eq!(texts.collect::<Vec<_>>(), ["order", "KEPT"]);
    assert!(proofs_hold(&district.server, &worker));
}

#[test]
fn an_order_of_somebody_else_is_not_carried_out() {
    let _turn = turn();
    let district = District::new(&two_households());
    let purged = Purged { district: &district };
    let mut worker = district.device("网格员");
    worker.append(&note(1, "KEPT"));
    worker.sync_all(&district.server);
    let other = daylog_wire::keys::SigningKey::from_seed(&[9; 32]).unwrap();
    let own = folder(&purged.data()).keys().unwrap().public();
    purged.household(2).unwrap();
    assert_eq!(purged.orders().len(), 0, "a household without content needs no order");
    let kept = Segment::from_bytes(&worker.segment(1, 1).bytes).unwrap();
    let forged = PurgeOrder { runs: runs_of(&kept, &[1..=1]), ..of_lost_branch(&district, &worker) };
    assert_eq!(apply_orders(&district.server.database, &[forged.sign(&other)], &own).unwrap(), 0);
    assert!(holds(&purged.data(), "KEPT"));
}

#[test]
fn a_purge_takes_nothing_that_is_about_a_place_of_the_households_number_and_no_time_of_one_is_ever_over() {
    let district = District::new(&two_households());
    let purged = Purged { district: &district };
    let mut worker = district.device("网格员");
    let about_site = |text: &str| Entry { about: Target::Place(Premises::Site(SiteId(1))).into(), ..note(1, text) };
    for (number, entry) in [about_site("SITE-1"), note(1, "HOME-2"), about_site("SITE-3")].iter().enumerate() {
        worker.append(entry);
        if number > 0 {
            worker.sync(&district.server);
        }
    }
    worker.sync_all(&district.server);
    let now: Instant = Zone::SHANGHAI.parse("2030-01-01T00:10").unwrap();
    let due = retention::due_after(&district.server.database, Some(0), now).unwrap();
    assert_eq!(due.iter().map(|due| due.entries()).collect::<Vec<_>>(), [1], "the household's only");
    assert_eq!(purged.household(1).unwrap(), 1);
    let slots = unpacked(&district.server);
    let held = ["SITE-1", "HOME-2", "SITE-3"].map(|text| slots.holds(text.as_bytes()));
    assert_eq!((held, proofs_hold(&district.server, &worker)), ([true, false, true], true));
}
