//! Envelopes beside the record, receipts that waited, and leaving: nothing unsent is lost, and nothing false is believed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use daylog_app::{
    App, Lost, ProblemCode, Rescuing,
    ports::Clock,
    views::{account::Stage, diary::Draft, rescue::SignedOutView},
};
use daylog_domain::{
    entries::{Content, note::Note},
    ids::LogId,
    time::{Instant, Zone},
};
use daylog_store::{
    NewDevice, Store,
    envelopes::{Name, answers},
    key_file::KeyFiles,
};
use daylog_testkit::{Profile, enrolment};
use daylog_wire::{
    chain::Head,
    directory::{Directory, SignedDirectory},
    envelope::{Envelope, opening_key},
    keys::{Signature, SigningKey},
    receipt::Receipt,
    rescue::{RESCUE_ENVELOPES, Rescue},
    segment::Slot,
};

const DISTRICT: [u8; 32] = [5; 32];
/// The most bytes that a device holds of others, as docs/threat-model.md has it.
const CARRIED_BYTES: u64 = 32 * 1024 * 1024;
/// 64 of these and their file's head are a bit less than a rescue file may hold.
const LARGE: usize = 255 * 1024;
const OTHER_PIN: &str = "13571357";

struct Fixture {
    folder: tempfile::TempDir,
    profile: Profile,
    app: Arc<App>,
}

impl Fixture {
    /// An open record that knows its district's envelope key, or not yet.
    fn new(knows_key: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = Zone::SHANGHAI.parse("2020-02-27T09:00").unwrap();
        fs::create_dir(folder.path().join("profile")).unwrap();
        let profile = Profile::new(folder.path().join("profile"), 1, "2020-02-26".parse().unwrap(), now);
        if knows_key {
            let envelope_key = opening_key(&DISTRICT).public();
            let directory = Directory { number: 1, addresses: vec![], authorities: vec![], envelope_key };
            let signed = SignedDirectory { body: directory.to_bytes(), signature: Signature([0; 64]) };
            profile.store().keep_directory(&signed).unwrap();
        }
        let app = profile.app();
        app.unlock(Profile::PIN).unwrap();
        Fixture { folder, profile, app }
    }

    /// Enrols anew, with a district whose key the test holds.
    fn trust(&self, server: &SigningKey) {
        self.profile.store().enrol(&NewDevice { enrolment: enrolment(server.public()), certificate: vec![0], directory: None }).unwrap();
    }

    fn save(&self, text: &str) {
        let household = self.app.households().unwrap()[0].id;
        let content = Content::Note(Note { text: text.to_owned() });
        self.app.save(&Draft { household: Some(household), resident: None, content, at: None, note: None, late: None }).unwrap();
    }

    fn pending(&self) -> u32 {
        self.app.sync_state().unwrap().pending
    }

    fn envelopes(&self) -> Vec<PathBuf> {
        let listed = fs::read_dir(self.profile.folder.join("envelopes")).into_iter().flatten();
        let mut paths: Vec<_> = listed.map(|file| file.unwrap().path()).collect();
        paths.sort();
        paths
    }
}

fn entries_in(envelope: &Envelope) -> usize {
    let opened_envelope = envelope.open(&opening_key(&DISTRICT)).unwrap();
    let segment = daylog_wire::segment::Segment::from_bytes(&opened_envelope.segment.bytes).unwrap();
    segment.slots.iter().filter(|slot| matches!(slot, Slot::Entry(_))).count()
}

#[test]
fn what_waits_lies_sealed_beside_the_record_in_few_files_that_grow() {
    let fixture = Fixture::new(true);
    for number in 0..70 {
        fixture.save(&format!("note {number}"));
        fixture.app.flush();
    }
    let encrypted: Vec<usize> =
        fixture.envelopes().iter().map(|path| entries_in(&Envelope::from_bytes(&fs::read(path).unwrap()).unwrap())).collect();
    assert_eq!(encrypted.iter().sum::<usize>(), 70);
    assert_eq!(encrypted.len(), 2);
}

#[test]
fn a_save_never_fails_for_an_envelope() {
    let fixture = Fixture::new(true);
    fs::write(fixture.profile.folder.join("envelopes"), "a file where the folder would be").unwrap();
    fixture.save("one");
    fixture.app.flush();
    assert_eq!(fixture.pending(), 1);
    fs::remove_file(fixture.profile.folder.join("envelopes")).unwrap();
    fixture.app.flush();
    assert_eq!(fixture.envelopes().len(), 1);
}

#[test]
fn a_receipt_that_waited_counts_only_with_the_districts_signature_and_the_own_head() {
    let (district, other) = (SigningKey::from_seed(&[66; 32]).unwrap(), SigningKey::from_seed(&[67; 32]).unwrap());
    let fixture = Fixture::new(true);
    fixture.trust(&district);
    fixture.save("one");
    let facts = fixture.profile.store().log().unwrap();
    let table = [
        ("another's signature", &other, facts.log, facts.head, 1),
        ("another head", &district, facts.log, Head([9; 32]), 1),
        ("another log", &district, LogId([9; 16]), facts.head, 1),
        ("right", &district, facts.log, facts.head, 0),
    ];
    for (what, key, log, head, pending) in table {
        answers::keep(&fixture.profile.folder, &[Receipt::sign(key, log, 1, head, Instant(0))], &[], &[]).unwrap();
        fixture.app.lock().unwrap();
        fixture.app.unlock(Profile::PIN).unwrap();
        assert_eq!(fixture.pending(), pending, "{what}");
    }
}

#[test]
fn what_is_encrypted_of_a_lost_record_goes_when_the_district_took_it_and_not_for_a_receipt_over_anothers_entries() {
    let district = SigningKey::from_seed(&[66; 32]).unwrap();
    let fixture = Fixture::new(true);
    fixture.trust(&district);
    fixture.app.flush();
    let lost = Name { log: LogId([9; 16]), first: 4, last: 6 };
    let path = fixture.profile.folder.join("envelopes").join(lost.to_string());
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, foreign(0..1, 40)[0].to_bytes()).unwrap();
    // A copy's branch is held at these numbers, and the receipt that comes with the refusal is over that.
    let receipt = Receipt::sign(&district, lost.log, 6, Head([7; 32]), Instant(0));
    for (taken, refused, stays) in [(vec![], vec![lost], true), (vec![], vec![], true), (vec![lost], vec![], false)] {
        answers::keep(&fixture.profile.folder, std::slice::from_ref(&receipt), &taken, &refused).unwrap();
        fixture.app.lock().unwrap();
        fixture.app.unlock(Profile::PIN).unwrap();
        assert_eq!((path.exists(), answers::refused(&fixture.profile.folder).contains(&lost)), (stays, stays));
        // Own work, and counted as that.
        let unsent = fixture.app.unsent().unwrap();
        assert_eq!((unsent.entries, unsent.carried), (if stays { 3 } else { 0 }, 0));
    }
}

#[tokio::test]
async fn signing_out_with_unsent_entries_is_refused_and_leaves_everything_as_it_was() {
    let fixture = Fixture::new(true);
    fixture.save("one");
    let problem = fixture.app.sign_out(None).await.unwrap_err();
    assert_eq!((problem.code, problem.values.entries), (ProblemCode::UnsentWork, Some(1)));
    assert_eq!(fixture.pending(), 1);
    fixture.save("two");
    assert_eq!(fixture.pending(), 2);
}

#[tokio::test]
async fn without_the_districts_key_nothing_passes_for_a_rescue_file_and_nobody_leaves() {
    let fixture = Fixture::new(false);
    fixture.save("one");
    let file = fixture.folder.path().join("out.daylog-rescue");
    assert_eq!(fixture.app.rescue(Some(&file)).unwrap_err().code, ProblemCode::NoEnvelopeKey);
    let problem = fixture.app.sign_out(Some(Rescuing { to: Some(&file) })).await.unwrap_err();
    assert_eq!((problem.code, file.exists()), (ProblemCode::NoEnvelopeKey, false));
    assert_eq!(fixture.pending(), 1);
}

#[tokio::test]
async fn what_the_district_did_not_take_of_a_colleague_is_shown_and_goes_into_the_rescue_file() {
    let fixture = Fixture::new(true);
    let opened_envelope = |profile: &Fixture| {
        profile.save("of a colleague");
        profile.app.flush();
        Envelope::from_bytes(&fs::read(&profile.envelopes()[0]).unwrap()).unwrap()
    };
    let refused = opened_envelope(&Fixture::new(true));
    let carried = fixture.profile.folder.join("carried");
    fs::create_dir(&carried).unwrap();
    fs::write(carried.join("0011223344556677.refused"), Rescue { envelopes: vec![refused.clone()] }.to_bytes()).unwrap();
    let unsent = fixture.app.unsent().unwrap();
    assert_eq!((unsent.entries, unsent.carried, unsent.refused), (0, 0, 1));
    let problem = fixture.app.sign_out(None).await.unwrap_err();
    assert_eq!((problem.code, problem.values.carried), (ProblemCode::UnsentWork, Some(1)));
    let written = fixture.app.sign_out(Some(Rescuing { to: None })).await.unwrap().rescue;
    let rescue = Rescue::from_bytes(&fs::read(&written.unwrap().paths[0]).unwrap()).unwrap();
    assert!(rescue.envelopes.contains(&refused));
}

#[test]
fn a_rescue_file_is_written_over_no_other_file() {
    let fixture = Fixture::new(true);
    fixture.save("one");
    fixture.app.flush();
    let named = |name: &str| fixture.folder.path().join(name);
    let (own, another) = (named("own.daylog-rescue"), named("another.daylog-rescue"));
    assert!(fixture.app.rescue(Some(&own)).is_ok());
    fs::write(&another, "somebody's only copy").unwrap();
    assert_eq!(fixture.app.rescue(Some(&another)).unwrap_err().code, ProblemCode::FileExists);
    assert_eq!(fs::read_to_string(&another).unwrap(), "somebody's only copy");
}

#[tokio::test]
async fn whoever_leaves_with_a_rescue_file_takes_all_of_it_along_and_leaves_nothing() {
    let fixture = Fixture::new(true);
    (0..3).for_each(|number| fixture.save(&format!("note {number}")));
    fixture.app.flush();
    let SignedOutView { start, rescue: written, damaged } = fixture.app.sign_out(Some(Rescuing { to: None })).await.unwrap();
    assert_eq!(damaged, None);
    assert_eq!((start.stage, fixture.app.start().unwrap().stage), (Stage::Fresh, start.stage));
    let rescue = Rescue::from_bytes(&fs::read(&written.unwrap().paths[0]).unwrap()).unwrap();
    assert_eq!(rescue.envelopes.iter().map(entries_in).sum::<usize>(), 3);
    fixture.app.flush();
    assert_eq!(fs::read_dir(&fixture.profile.folder).unwrap().count(), 0);
}

/// A record of which one page cannot be read any more: noticed at the next unlock and quarantined. It is lost from then on, until
/// somebody begins anew.
fn damage(fixture: &Fixture, pin: &str) {
    fixture.app.lock().unwrap();
    let path = fixture.profile.folder.join("daylog.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0);
    fs::write(&path, bytes).unwrap();
    assert_eq!(fixture.app.unlock(pin).unwrap_err().code, ProblemCode::FileDamaged);
    assert_eq!(fixture.app.start().unwrap().lost.unwrap().lost, Lost::Quarantined);
    assert_eq!(fixture.app.unlock(pin).unwrap_err().code, ProblemCode::RecordLost);
    assert_eq!(fixture.app.choose_pin(pin).unwrap().stage, Stage::NotEnrolled);
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_damaged_record_outlives_signing_out_and_a_new_sign_in_with_the_key_that_opens_it() {
    let fixture = Fixture::new(true);
    fixture.save("not sent");
    for (round, pin) in [("1", Profile::PIN), ("2", OTHER_PIN)] {
        damage(&fixture, pin);
        assert_eq!(fixture.app.unsent().unwrap().damaged, 1);
        let damaged = fixture.app.sign_out(None).await.unwrap().damaged;
        assert_eq!(names_in(&fixture.profile.folder), ["damaged"]);
        let kept = fixture.profile.folder.join("damaged").join(round);
        assert_eq!(damaged.unwrap(), kept.display().to_string());
        assert_eq!(names_in(&kept), ["daylog.damaged-1.db", "key.json"]);
        let alone = tempfile::tempdir().unwrap();
        fs::copy(kept.join("key.json"), alone.path().join("key.json")).unwrap();
        fs::copy(kept.join("daylog.damaged-1.db"), alone.path().join("daylog.db")).unwrap();
        let key = KeyFiles::in_folder(alone.path()).unlock(pin, None, fixture.profile.clock.read()).unwrap();
        assert!(Store::opens_with(alone.path(), &key).unwrap());
        // The next person's record knows nothing of it, and may be damaged too.
        assert_eq!(fixture.app.choose_pin(OTHER_PIN).unwrap().stage, Stage::NotEnrolled);
    }
    assert_eq!(names_in(&fixture.profile.folder.join("damaged")), ["1", "2"]);
}

/// Envelopes that no district has ever seen, told apart by their number.
fn foreign(numbers: std::ops::Range<u32>, bytes: usize) -> Vec<Envelope> {
    let encrypted = |number: u32| [&number.to_be_bytes()[..], &vec![7; bytes]].concat();
    numbers.map(|number| Envelope { version: 1, encapsulated: vec![1; 32], ciphertext: encrypted(number) }).collect()
}

/// As they lie there once the district did not take them.
fn refuse(fixture: &Fixture, name: &str, envelopes: &[Envelope]) {
    let carried = fixture.profile.folder.join("carried");
    fs::create_dir_all(&carried).unwrap();
    fs::write(carried.join(format!("{name}.refused")), Rescue { envelopes: envelopes.to_vec() }.to_bytes()).unwrap();
}

#[tokio::test]
async fn more_than_one_rescue_file_may_hold_goes_into_several_that_are_all_named_and_whole() {
    let most = u32::try_from(RESCUE_ENVELOPES).unwrap();
    // As many as one file may have, and as many bytes, each twice over.
    for (count, bytes, files) in [(most, 40, 3), (63, LARGE, 2)] {
        let fixture = Fixture::new(true);
        fixture.save("own");
        let all = [foreign(0..count, bytes), foreign(count..2 * count, bytes)];
        all.iter().zip(["00", "11"]).for_each(|(envelopes, name)| refuse(&fixture, name, envelopes));
        let to = fixture.folder.path().join("out.daylog-rescue");
        let written = fixture.app.sign_out(Some(Rescuing { to: Some(&to) })).await.unwrap().rescue.unwrap();
        assert_eq!((written.paths.len(), written.pieces, written.entries), (files, 2 * count + 1, 1));
        assert_eq!(written.paths[0], to.display().to_string());
        assert!(written.paths[1].ends_with("/out-2.daylog-rescue"));
        let read = |path: &String| Rescue::from_bytes(&fs::read(path).unwrap()).unwrap().envelopes;
        let held: Vec<Envelope> = written.paths.iter().flat_map(read).collect();
        assert_eq!(held.len(), 2 * all[0].len() + 1);
        assert!(all.iter().flatten().all(|envelope| held.contains(envelope)));
    }
}

#[test]
fn of_several_rescue_files_none_is_written_where_one_of_their_names_is_taken() {
    let fixture = Fixture::new(true);
    fixture.save("own");
    refuse(&fixture, "00", &foreign(0..u32::try_from(RESCUE_ENVELOPES).unwrap(), 40));
    let (first, second) = (fixture.folder.path().join("out.x"), fixture.folder.path().join("out-2.x"));
    fs::write(&second, "somebody's only copy").unwrap();
    let problem = fixture.app.rescue(Some(&first)).unwrap_err();
    assert_eq!((problem.code, problem.values.file.as_deref()), (ProblemCode::FileExists, second.to_str()));
    assert_eq!((first.exists(), fs::read_to_string(&second).unwrap().as_str()), (false, "somebody's only copy"));
    fs::remove_file(&second).unwrap();
    // A folder has the second's place in the end: the first alone would pass for the whole.
    fs::create_dir(second.with_file_name("out-2.x.daylog-part")).unwrap();
    assert_eq!(fixture.app.rescue(Some(&first)).unwrap_err().code, ProblemCode::FileUnwritable);
    assert!(!first.exists() && !second.exists());
}

#[test]
fn a_rescue_that_cannot_be_written_again_leaves_the_one_of_before_and_another_content_has_another_name() {
    let fixture = Fixture::new(true);
    let most = u32::try_from(RESCUE_ENVELOPES).unwrap();
    // Nothing that is encrypted anew each time.
    refuse(&fixture, "00", &foreign(0..most, 40));
    refuse(&fixture, "11", &foreign(most..most + 2, 40));
    let before = fixture.app.rescue(None).unwrap().paths;
    let bytes = || before.iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>();
    let written = bytes();
    let in_the_way = PathBuf::from(format!("{}.daylog-part", before[1]));
    fs::create_dir(&in_the_way).unwrap();
    assert_eq!(fixture.app.rescue(None).unwrap_err().code, ProblemCode::FileUnwritable);
    assert_eq!(bytes(), written);
    fs::remove_dir(&in_the_way).unwrap();
    // The first file stays as it was, and the second holds something else.
    refuse(&fixture, "11", &foreign(most..most + 1, 40));
    let after = fixture.app.rescue(None).unwrap().paths;
    assert_eq!(fs::read(&after[0]).unwrap(), written[0]);
    assert!(after.iter().all(|path| !before.contains(path)) && bytes() == written);
}

#[test]
fn what_is_carried_and_what_was_refused_have_one_bound_in_bytes_and_nothing_is_dropped_to_keep_it() {
    let fixture = Fixture::new(true);
    fixture.app.flush();
    let file = |envelopes: Vec<Envelope>| Rescue { envelopes }.to_bytes();
    let carry = |envelopes: Vec<Envelope>| fixture.app.carry(&file(envelopes)).map(|view| view.pieces).map_err(|problem| problem.code);
    let free = |fixture: &Fixture| {
        let listed = fs::read_dir(fixture.profile.folder.join("carried")).unwrap();
        CARRIED_BYTES - listed.map(|file| file.unwrap().metadata().unwrap().len()).sum::<u64>()
    };
    refuse(&fixture, "00", &foreign(0..63, LARGE));
    assert_eq!(carry(foreign(63..127, LARGE)), Ok(64));
    // What is free is filled to its last byte, and one byte more is not.
    let half = usize::try_from(free(&fixture)).unwrap() / 2 - 1000;
    let halves = |more: usize| [foreign(300..301, half), foreign(301..302, half + more)].concat();
    let missing = usize::try_from(free(&fixture)).unwrap() - file(halves(0)).len();
    assert_eq!(carry(halves(missing + 1)).unwrap_err(), ProblemCode::CarriesTooMuch);
    assert_eq!(carry(halves(missing)), Ok(2));
    assert_eq!((free(&fixture), carry(foreign(400..401, 1)).unwrap_err()), (0, ProblemCode::CarriesTooMuch));
    let unsent = fixture.app.unsent().unwrap();
    assert_eq!((unsent.refused, unsent.carried), (63, 66));
    refuse(&fixture, "11", &foreign(500..564, LARGE));
    assert_eq!(carry(foreign(400..403, LARGE)).unwrap_err(), ProblemCode::RefusedFillRoom);
}

#[test]
fn of_refused_files_there_is_a_number_that_is_enough() {
    let fixture = Fixture::new(true);
    fixture.app.flush();
    for number in 0..256 {
        refuse(&fixture, &number.to_string(), &foreign(number..number + 1, 40));
    }
    let one_more = Rescue { envelopes: foreign(900..901, 40) }.to_bytes();
    assert_eq!(fixture.app.carry(&one_more).unwrap_err().code, ProblemCode::RefusedFillRoom);
    fs::remove_file(fixture.profile.folder.join("carried/0.refused")).unwrap();
    assert!(fixture.app.carry(&one_more).is_ok());
}

/// What `carried/` holds that is no rescue file any more, or not yet for this program.
fn unreadable() -> [(&'static str, Vec<u8>); 3] {
    let whole = Rescue { envelopes: foreign(0..3, 40) }.to_bytes();
    let cut = whole[..whole.len() - 1].to_vec();
    [("0011.daylog-rescue", cut.clone()), ("2233.refused", cut), ("of a person.txt", b"keep me".to_vec())]
}

#[tokio::test]
async fn what_is_carried_and_cannot_be_read_is_said_and_outlives_signing_out() {
    let fixture = Fixture::new(true);
    fixture.save("own");
    let carried = fixture.profile.folder.join("carried");
    fs::create_dir(&carried).unwrap();
    for (name, bytes) in unreadable() {
        fs::write(carried.join(name), bytes).unwrap();
    }
    refuse(&fixture, "44", &foreign(9..10, 40));
    let unsent = fixture.app.unsent().unwrap();
    assert_eq!((unsent.carried, unsent.refused, unsent.damaged), (0, 1, 3));
    let out = fixture.app.sign_out(Some(Rescuing { to: None })).await.unwrap();
    assert_eq!(out.rescue.unwrap().pieces, 2);
    assert_eq!(names_in(&fixture.profile.folder), ["damaged"]);
    let kept = PathBuf::from(out.damaged.unwrap());
    assert_eq!(names_in(&kept), ["carried"], "no key where it opens nothing");
    for (name, bytes) in unreadable() {
        assert_eq!(fs::read(kept.join("carried").join(name)).unwrap(), bytes, "{name}");
    }
}

#[tokio::test]
async fn where_it_cannot_be_seen_what_is_carried_nobody_is_told_that_it_is_nothing() {
    let fixture = Fixture::new(true);
    fs::write(fixture.profile.folder.join("carried"), "a file where the folder would be").unwrap();
    assert_eq!(fixture.app.unsent().unwrap_err().code, ProblemCode::FolderUnusable);
    assert_eq!(fixture.app.sign_out(None).await.unwrap_err().code, ProblemCode::FolderUnusable);
    assert_eq!(fixture.app.sign_out(Some(Rescuing { to: None })).await.unwrap_err().code, ProblemCode::FolderUnusable);
    assert_eq!(fixture.pending(), 0, "the record is as it was");
}

#[test]
fn a_file_that_is_taken_along_again_takes_the_place_of_one_that_was_damaged() {
    let fixture = Fixture::new(true);
    fixture.app.flush();
    let bytes = Rescue { envelopes: foreign(0..3, 40) }.to_bytes();
    fixture.app.carry(&bytes).unwrap();
    let carried = fixture.profile.folder.join("carried");
    let path = carried.join(&names_in(&carried)[0]);
    fs::write(&path, &bytes[..100]).unwrap();
    let view = fixture.app.carry(&bytes).unwrap();
    assert_eq!((view.pieces, view.waiting), (3, 3));
    assert_eq!(fs::read(&path).unwrap(), bytes);
    // And of what is left of it after some rounds.
    let rest = path.with_file_name(names_in(&carried)[0].replace('.', ".again-3."));
    fs::rename(&path, &rest).unwrap();
    fs::write(&rest, Rescue { envelopes: foreign(1..2, 40) }.to_bytes()).unwrap();
    let view = fixture.app.carry(&bytes).unwrap();
    assert_eq!((view.pieces, view.waiting, rest.exists()), (3, 3, false));
}

#[tokio::test]
async fn what_somebody_hands_over_while_another_signs_out_goes_along_or_is_not_taken() {
    let fixture = Fixture::new(true);
    fixture.app.flush();
    // So much that writing it takes a while.
    refuse(&fixture, "00", &foreign(0..40, LARGE));
    let app = fixture.app.clone();
    let (began, begun) = std::sync::mpsc::channel();
    let relay = std::thread::spawn(move || {
        let mut taken = Vec::new();
        for number in 1000..1030 {
            let envelopes = foreign(number..number + 1, 40);
            let carried = app.carry(&Rescue { envelopes: envelopes.clone() }.to_bytes());
            began.send(()).unwrap();
            match carried {
                Ok(_) => taken.extend(envelopes),
                Err(problem) => return (taken, Some(problem.code)),
            }
        }
        (taken, None)
    });
    begun.recv().unwrap();
    let rescue = fixture.app.sign_out(Some(Rescuing { to: None })).await.unwrap().rescue.unwrap();
    let (taken, _) = relay.join().unwrap();
    let read = |path: &String| Rescue::from_bytes(&fs::read(path).unwrap()).unwrap().envelopes;
    let held: Vec<Envelope> = rescue.paths.iter().flat_map(read).collect();
    assert_eq!(taken.iter().filter(|envelope| !held.contains(envelope)).count(), 0);
}

#[tokio::test]
async fn a_damaged_record_stays_with_its_log_where_signing_out_was_cut_off_while_it_was_put_away() {
    let fixture = Fixture::new(true);
    fixture.save("not sent");
    damage(&fixture, Profile::PIN);
    let (beside, all) = (fixture.profile.folder.clone(), fixture.profile.folder.join("damaged"));
    // As far as an earlier try came: the log is put away, the record itself is not.
    fs::create_dir_all(all.join("part")).unwrap();
    fs::copy(beside.join("key.json"), all.join("part/key.json")).unwrap();
    fs::write(all.join("part/daylog.damaged-1.db-wal"), "its log").unwrap();
    // And of one that was put away whole, whose number the next one took.
    fs::write(all.join("part/daylog.damaged-2.db"), "an earlier one").unwrap();
    fs::write(beside.join("daylog.damaged-2.db"), "a later one").unwrap();
    fs::write(beside.join("daylog.damaged-2.db-wal"), "the log of the later one").unwrap();
    assert_eq!(fixture.app.unsent().unwrap().damaged, 3);
    let kept = PathBuf::from(fixture.app.sign_out(None).await.unwrap().damaged.unwrap());
    assert_eq!((names_in(&all), names_in(&beside)), (vec!["1".to_owned()], vec!["damaged".to_owned()]));
    let read = |name: &str| fs::read_to_string(kept.join(name)).unwrap();
    assert!(kept.join("key.json").exists() && kept.join("daylog.damaged-1.db").exists());
    assert_eq!((read("daylog.damaged-1.db-wal"), read("daylog.damaged-2.db")), ("its log".to_owned(), "an earlier one".to_owned()));
    let later = ("a later one".to_owned(), "the log of the later one".to_owned());
    assert_eq!((read("daylog.damaged-2-2.db"), read("daylog.damaged-2-2.db-wal")), later);
}

#[tokio::test]
async fn once_the_key_is_gone_the_signing_out_has_happened_and_what_is_left_goes_later() {
    let fixture = Fixture::new(true);
    let in_the_way = fixture.profile.folder.join("answers.json");
    fs::create_dir(&in_the_way).unwrap();
    fs::write(in_the_way.join("file"), "").unwrap();
    assert_eq!(fixture.app.sign_out(None).await.unwrap().start.stage, Stage::Fresh);
    assert_eq!(fixture.app.households().unwrap_err().code, ProblemCode::Locked);
    assert_eq!(names_in(&fixture.profile.folder), ["answers.json", "key.removed"]);
    // Killed in the middle, as far as what lies there shows.
    fs::remove_dir_all(&in_the_way).unwrap();
    fs::write(fixture.profile.folder.join("daylog.db"), "of the one who left").unwrap();
    fs::create_dir(fixture.profile.folder.join("carried")).unwrap();
    fs::write(fixture.profile.folder.join("carried/0011.daylog-rescue"), "of another").unwrap();
    assert_eq!(App::new(fixture.profile.folder.clone(), daylog_app::Ports::default()).start().unwrap().stage, Stage::Fresh);
    assert_eq!(names_in(&fixture.profile.folder), ["carried"], "nobody counted what came since");
    assert_eq!(fixture.app.choose_pin(OTHER_PIN).unwrap().stage, Stage::NotEnrolled);
}

#[test]
fn a_database_whose_key_is_missing_and_was_not_signed_out_is_left_alone() {
    let fixture = Fixture::new(true);
    fixture.app.lock().unwrap();
    let key = fixture.profile.folder.join("key.json");
    fs::rename(&key, fixture.folder.path().join("key.json")).unwrap();
    let app = App::new(fixture.profile.folder.clone(), daylog_app::Ports::default());
    assert_eq!(app.start().unwrap().lost.unwrap().lost, Lost::WithoutKey);
    assert!(fixture.profile.folder.join("daylog.db").exists());
    fs::rename(fixture.folder.path().join("key.json"), &key).unwrap();
    fs::write(fixture.profile.folder.join("key.removed"), "").unwrap();
    let app = App::new(fixture.profile.folder.clone(), daylog_app::Ports::default());
    assert_eq!(app.start().unwrap().stage, Stage::Locked);
    assert!(fixture.profile.folder.join("daylog.db").exists());
}

#[test]
fn what_was_written_in_part_takes_no_room_from_what_is_carried_and_nobodys_file_is_taken_for_it() {
    let fixture = Fixture::new(true);
    fixture.app.flush();
    let carried = fixture.profile.folder.join("carried");
    fs::create_dir(&carried).unwrap();
    fs::write(carried.join("0011.daylog-rescue.daylog-part"), vec![0; 1000]).unwrap();
    fixture.app.carry(&Rescue { envelopes: foreign(0..3, 40) }.to_bytes()).unwrap();
    assert!(names_in(&carried).iter().all(|name| name.ends_with(".daylog-rescue")));
    let (out, theirs) = (fixture.folder.path().join("out.x"), fixture.folder.path().join("out.x.part"));
    fs::write(&theirs, "somebody's").unwrap();
    fixture.app.rescue(Some(&out)).unwrap();
    assert_eq!((fs::read_to_string(&theirs).unwrap().as_str(), out.exists()), ("somebody's", true));
}
