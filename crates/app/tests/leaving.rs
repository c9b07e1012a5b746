//! Envelopes beside the record, receipts that waited, and leaving: nothing unsent is lost, and nothing false is believed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use daylog_app::{
    App, Rescuing,
    ports::Clock,
    views::{account::Stage, diary::Draft, rescue::SignedOutView},
};
use daylog_domain::{
    entry::{Content, note::Note},
    ids::LogId,
    time::{Instant, Zone},
};
use daylog_store::{NewDevice, Store, envelopes::answers, key_file::KeyFiles};
use daylog_testkit::{Profile, enrolment};
use daylog_wire::{
    chain::Head,
    directory::{Directory, SignedDirectory},
    envelope::{Envelope, opening_key},
    keys::{Signature, SigningKey},
    receipt::Receipt,
    rescue::Rescue,
    segment::Slot,
};

const DISTRICT: [u8; 32] = [5; 32];
const OTHER_PIN: &str = "13571357";

struct Place {
    folder: tempfile::TempDir,
    profile: Profile,
    app: Arc<App>,
}

impl Place {
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
        Place { folder, profile, app }
    }

    /// Enrols anew, with a district whose key the test holds.
    fn trust(&self, server: &SigningKey) {
        self.profile.store().enrol(&NewDevice { enrolment: enrolment(server.public()), certificate: vec![0] }).unwrap();
    }

    fn save(&self, text: &str) {
        let household = self.app.households().unwrap()[0].id;
        let content = Content::Note(Note { text: text.to_owned() });
        self.app.save(&Draft { household, resident: None, content, at: None, note: None, late: None }).unwrap();
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
    let letter = envelope.open(&opening_key(&DISTRICT)).unwrap();
    let segment = daylog_wire::segment::Segment::from_bytes(&letter.segment.bytes).unwrap();
    segment.slots.iter().filter(|slot| matches!(slot, Slot::Entry(_))).count()
}

#[test]
fn what_waits_lies_sealed_beside_the_record_in_few_files_that_grow() {
    let place = Place::new(true);
    for number in 0..70 {
        place.save(&format!("note {number}"));
        place.app.settle();
    }
    let sealed: Vec<usize> =
        place.envelopes().iter().map(|path| entries_in(&Envelope::from_bytes(&fs::read(path).unwrap()).unwrap())).collect();
    assert_eq!(sealed.iter().sum::<usize>(), 70);
    assert_eq!(sealed.len(), 2);
}

#[test]
fn a_save_never_fails_for_an_envelope() {
    let place = Place::new(true);
    fs::write(place.profile.folder.join("envelopes"), "a file where the folder would be").unwrap();
    place.save("one");
    place.app.settle();
    assert_eq!(place.pending(), 1);
    fs::remove_file(place.profile.folder.join("envelopes")).unwrap();
    place.app.settle();
    assert_eq!(place.envelopes().len(), 1);
}

#[test]
fn a_receipt_that_waited_counts_only_with_the_districts_signature_and_the_own_head() {
    let (district, other) = (SigningKey::from_seed(&[66; 32]).unwrap(), SigningKey::from_seed(&[67; 32]).unwrap());
    let place = Place::new(true);
    place.trust(&district);
    place.save("one");
    let facts = place.profile.store().log().unwrap();
    let table = [
        ("another's signature", &other, facts.log, facts.head, 1),
        ("another head", &district, facts.log, Head([9; 32]), 1),
        ("another log", &district, LogId([9; 16]), facts.head, 1),
        ("right", &district, facts.log, facts.head, 0),
    ];
    for (what, key, log, head, pending) in table {
        answers::keep(&place.profile.folder, &[Receipt::sign(key, log, 1, head, Instant(0))]).unwrap();
        place.app.lock().unwrap();
        place.app.unlock(Profile::PIN).unwrap();
        assert_eq!(place.pending(), pending, "{what}");
    }
}

#[tokio::test]
async fn signing_out_with_unsent_entries_is_refused_and_leaves_everything_as_it_was() {
    let place = Place::new(true);
    place.save("one");
    let problem = place.app.sign_out(None).await.unwrap_err();
    assert_eq!((problem.code.as_str(), problem.values["entries"].as_str()), ("unsent_work", "1"));
    assert_eq!(place.pending(), 1);
    place.save("two");
    assert_eq!(place.pending(), 2);
}

#[tokio::test]
async fn without_the_districts_key_nothing_passes_for_a_rescue_file_and_nobody_leaves() {
    let place = Place::new(false);
    place.save("one");
    let file = place.folder.path().join("out.daylog-rescue");
    assert_eq!(place.app.rescue(Some(&file)).unwrap_err().code, "no_envelope_key");
    let problem = place.app.sign_out(Some(Rescuing { to: Some(&file) })).await.unwrap_err();
    assert_eq!((problem.code.as_str(), file.exists()), ("no_envelope_key", false));
    assert_eq!(place.pending(), 1);
}

#[tokio::test]
async fn what_the_district_did_not_take_of_a_colleague_is_shown_and_goes_into_the_rescue_file() {
    let place = Place::new(true);
    let letter = |profile: &Place| {
        profile.save("of a colleague");
        profile.app.settle();
        Envelope::from_bytes(&fs::read(&profile.envelopes()[0]).unwrap()).unwrap()
    };
    let refused = letter(&Place::new(true));
    let carried = place.profile.folder.join("carried");
    fs::create_dir(&carried).unwrap();
    fs::write(carried.join("0011223344556677.refused"), Rescue { envelopes: vec![refused.clone()] }.to_bytes()).unwrap();
    let unsent = place.app.unsent().unwrap();
    assert_eq!((unsent.entries, unsent.carried, unsent.refused), (0, 0, 1));
    let problem = place.app.sign_out(None).await.unwrap_err();
    assert_eq!((problem.code.as_str(), problem.values["carried"].as_str()), ("unsent_work", "1"));
    let written = place.app.sign_out(Some(Rescuing { to: None })).await.unwrap().rescue;
    let rescue = Rescue::from_bytes(&fs::read(written.unwrap().path).unwrap()).unwrap();
    assert!(rescue.envelopes.contains(&refused));
}

#[test]
fn a_rescue_file_is_written_over_no_other_file() {
    let place = Place::new(true);
    place.save("one");
    place.app.settle();
    let named = |name: &str| place.folder.path().join(name);
    let (own, another) = (named("own.daylog-rescue"), named("another.daylog-rescue"));
    assert!(place.app.rescue(Some(&own)).is_ok());
    fs::write(&another, "somebody's only copy").unwrap();
    assert_eq!(place.app.rescue(Some(&another)).unwrap_err().code, "file_exists");
    assert_eq!(fs::read_to_string(&another).unwrap(), "somebody's only copy");
}

#[tokio::test]
async fn whoever_leaves_with_a_rescue_file_takes_all_of_it_along_and_leaves_nothing() {
    let place = Place::new(true);
    (0..3).for_each(|number| place.save(&format!("note {number}")));
    place.app.settle();
    let SignedOutView { start, rescue: written, damaged } = place.app.sign_out(Some(Rescuing { to: None })).await.unwrap();
    assert_eq!(damaged, None);
    assert_eq!((start.stage, place.app.start().unwrap().stage), (daylog_app::views::account::Stage::Fresh, start.stage));
    let rescue = Rescue::from_bytes(&fs::read(written.unwrap().path).unwrap()).unwrap();
    assert_eq!(rescue.envelopes.iter().map(entries_in).sum::<usize>(), 3);
    place.app.settle();
    assert_eq!(fs::read_dir(&place.profile.folder).unwrap().count(), 0);
}

/// A record of which one page cannot be read any more: noticed at the next unlock, moved aside, a fresh one made in its place.
fn damage(place: &Place, pin: &str) {
    place.app.lock().unwrap();
    let path = place.profile.folder.join("daylog.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0);
    fs::write(&path, bytes).unwrap();
    assert_eq!(place.app.unlock(pin).unwrap_err().code, "file_damaged");
    place.app.unlock(pin).unwrap();
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_damaged_record_outlives_signing_out_and_a_new_sign_in_with_the_key_that_opens_it() {
    let place = Place::new(true);
    place.save("not sent");
    for (round, pin) in [("1", Profile::PIN), ("2", OTHER_PIN)] {
        damage(&place, pin);
        assert_eq!(place.app.unsent().unwrap().damaged, 1);
        let damaged = place.app.sign_out(None).await.unwrap().damaged;
        assert_eq!(names_in(&place.profile.folder), ["damaged"]);
        let kept = place.profile.folder.join("damaged").join(round);
        assert_eq!(damaged.unwrap(), kept.display().to_string());
        assert_eq!(names_in(&kept), ["daylog.damaged-1.db", "key.json"]);
        let alone = tempfile::tempdir().unwrap();
        fs::copy(kept.join("key.json"), alone.path().join("key.json")).unwrap();
        fs::copy(kept.join("daylog.damaged-1.db"), alone.path().join("daylog.db")).unwrap();
        let key = KeyFiles::in_folder(alone.path()).unlock(pin, None, place.profile.clock.read()).unwrap();
        assert!(Store::opens_with(alone.path(), &key).unwrap());
        // The next person's record knows nothing of it, and may be damaged too.
        assert_eq!(place.app.choose_pin(OTHER_PIN).unwrap().stage, Stage::NotEnrolled);
    }
    assert_eq!(names_in(&place.profile.folder.join("damaged")), ["1", "2"]);
}
