//! What becomes of carried files after a delivery, and when somebody leaves.

use daylog_wire::{delivery::Handed, envelope::Envelope, refusal::PieceRefusal};

use super::{file::GAP_ROUNDS, *};

fn file(profile: &Path, name: &str, numbers: std::ops::Range<u8>) -> PathBuf {
    fs::create_dir_all(folder(profile)).unwrap();
    let envelope = |number: u8| Envelope { version: 1, encapsulated: vec![number; 32], ciphertext: vec![number; 40] };
    let path = folder(profile).join(name);
    fs::write(&path, Rescue { envelopes: numbers.map(envelope).collect() }.to_bytes()).unwrap();
    path
}

fn numbers(files: &[Carried]) -> Vec<u8> {
    files.iter().flat_map(Carried::envelopes).map(|envelope| envelope.ciphertext[0]).collect()
}

fn refused(why: PieceRefusal) -> Handed {
    Handed::Refused(why.into())
}

#[test]
fn what_a_delivery_that_broke_off_did_not_reach_waits_and_nothing_else_is_sent_again() {
    let profile = tempfile::tempdir().unwrap();
    file(profile.path(), "0011.daylog-rescue", 0..5);
    let foreign = || refused(PieceRefusal::EnvelopeForeign);
    let table = [
        (vec![], vec![0, 1, 2, 3, 4], vec![]),
        (vec![Handed::Taken(3), foreign()], vec![2, 3, 4], vec![1]),
        (vec![foreign(), Handed::Known], vec![4], vec![1, 2]),
        (vec![Handed::Known], vec![], vec![1, 2]),
    ];
    for (handed, waiting, quarantined) in table {
        Carried::of_profile(profile.path()).unwrap().remove(0).forget_what_is_held(&handed).unwrap();
        let load = Load::of_profile(profile.path()).unwrap();
        assert_eq!((numbers(&load.waiting), numbers(&load.refused)), (waiting, quarantined));
    }
}

#[test]
fn what_follows_from_something_that_the_district_does_not_hold_waits_for_some_rounds_and_then_for_a_person() {
    let profile = tempfile::tempdir().unwrap();
    file(profile.path(), "0011.daylog-rescue", 0..4);
    let gap = || refused(PieceRefusal::EnvelopeGap);
    let hand = |handed: &[Handed]| {
        Carried::of_profile(profile.path()).unwrap().remove(0).forget_what_is_held(handed).unwrap();
        let load = Load::of_profile(profile.path()).unwrap();
        (numbers(&load.waiting), numbers(&load.refused))
    };
    // It broke off before the last one, which goes first the next time.
    assert_eq!(hand(&[gap(), Handed::Taken(1), gap()]), (vec![3, 0, 2], vec![]));
    assert_eq!(hand(&[Handed::Known, gap(), gap()]), (vec![0, 2], vec![]));
    for round in 3..=GAP_ROUNDS {
        assert_eq!(hand(&[gap(), gap()]), (vec![0, 2], vec![]), "round {round}");
    }
    // What came before the first one has arrived.
    assert_eq!(hand(&[Handed::Taken(1), gap()]), (vec![], vec![2]));
    assert!(folder(profile.path()).join("0011.refused").exists());
}

#[test]
fn where_what_was_refused_before_cannot_be_read_it_stays_and_the_new_lies_beside_it() {
    let profile = tempfile::tempdir().unwrap();
    let damaged = file(profile.path(), "0011.refused", 0..0);
    fs::write(&damaged, "no longer a rescue file").unwrap();
    for numbers in [0..2, 1..3] {
        file(profile.path(), "0011.daylog-rescue", numbers);
        let handed = [refused(PieceRefusal::EnvelopeForeign), refused(PieceRefusal::EnvelopeForeign)];
        Carried::of_profile(profile.path()).unwrap().remove(0).forget_what_is_held(&handed).unwrap();
    }
    let load = Load::of_profile(profile.path()).unwrap();
    assert_eq!((numbers(&load.waiting), numbers(&load.refused), load.unreadable), (vec![], vec![0, 1, 2], vec![damaged.clone()]));
    assert_eq!(fs::read_to_string(damaged).unwrap(), "no longer a rescue file");
}

#[test]
fn of_what_was_counted_only_that_is_removed_and_what_came_since_is_carried_on() {
    let profile = tempfile::tempdir().unwrap();
    file(profile.path(), "0011.daylog-rescue", 0..2);
    file(profile.path(), "2233.refused", 2..3);
    let (rescues, counted) = Load::of_profile(profile.path()).unwrap().into_rescues();
    assert_eq!(rescues.iter().map(|rescue| rescue.envelopes.len()).sum::<usize>(), 3);
    // Another program took one along, and the district refused one more.
    file(profile.path(), "4455.daylog-rescue", 5..6);
    file(profile.path(), "2233.refused", 2..4);
    remove(profile.path(), &counted).unwrap();
    let load = Load::of_profile(profile.path()).unwrap();
    assert_eq!((numbers(&load.waiting), numbers(&load.refused)), (vec![5], vec![2, 3]));
    let (_, counted) = load.into_rescues();
    remove(profile.path(), &counted).unwrap();
    assert!(!folder(profile.path()).exists());
}
