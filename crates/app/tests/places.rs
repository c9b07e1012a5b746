//! An entry about a place on this device's screens: shown under its place, and amended as what it is.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use daylog_app::{ProblemCode, ports::Clock, views::diary::Draft};
use daylog_domain::{
    clocks::Clocks,
    entries::{
        About, Claimed, Content, Entry, UnknownTarget,
        note::Note,
        seal::{Seal, SealState},
    },
    ids::{HouseholdId, WorkplaceId},
    places::Premises,
    target::Target,
    time::{Instant, Zone},
};
use daylog_testkit::{FakeClock, Profile};

const WORKPLACE: Premises = Premises::Workplace(WorkplaceId(1));

fn now() -> Instant {
    Zone::SHANGHAI.parse("2020-02-27T10:45").unwrap()
}

fn note(text: &str) -> Content {
    Content::Note(Note { text: text.to_owned() })
}

fn entry(about: About, text: &str) -> Entry {
    Entry {
        about,
        at: Claimed { instant: now(), zone: Zone::SHANGHAI },
        clocks: Clocks::new(FakeClock::at(now()).read(), None),
        content: note(text),
        note: None,
        late: None,
        origin: None,
    }
}

fn draft(content: Content) -> Draft {
    Draft { household: None, resident: None, content, at: None, note: None, late: None }
}

#[test]
fn an_entry_about_a_place_is_shown_corrected_and_withdrawn_and_stands_at_no_address() {
    let folder = tempfile::tempdir().unwrap();
    let profile = Profile::new(folder.path().to_owned(), 2, "2020-02-26".parse().unwrap(), now());
    let later = About::Unknown(UnknownTarget { bytes: vec![0x82, 0x18, 99, 1] });
    let entries = [entry(Target::Place(WORKPLACE).into(), "aired"), entry(later, "of a later version")];
    let ids = profile.store().append(&entries).unwrap();
    let app = profile.app();
    let lines = app.diary(None).unwrap().lines;
    let shown: Vec<_> = lines.iter().map(|line| (line.household, line.place, line.address.as_str(), line.resident)).collect();
    assert_eq!(shown, [(None, Some(WORKPLACE), "", None), (None, None, "", None)]);
    assert_eq!(app.entry(ids[0]).unwrap().line, lines[0]);
    assert_eq!(app.outbox().unwrap().waiting.len(), 2);
    assert!(app.household(HouseholdId(1)).unwrap().timeline.is_empty());

    // What is new is a household's, and a correction is about what it corrects.
    assert_eq!(app.save(&draft(note("new"))).unwrap_err().code, ProblemCode::UnknownHousehold);
    let seal = Content::Seal(Seal { state: SealState::Intact, serial: None, reason: None });
    assert_eq!(app.correct(ids[0], &draft(seal), "wrong_value").unwrap_err().code, ProblemCode::HouseholdNeeded);
    let corrected = app.correct(ids[0], &draft(note("aired twice")), "wrong_value").unwrap().line;
    assert_eq!((corrected.place, corrected.corrected, &corrected.content), (Some(WORKPLACE), true, &note("aired twice")));
    assert!(app.withdraw(ids[0], "twice").unwrap().withdrawn);
    let amendments: Vec<_> = profile.store().waiting().unwrap().iter().skip(2).map(|stored| stored.entry.place()).collect();
    assert_eq!(amendments, [Some(WORKPLACE), Some(WORKPLACE)]);
    let of_later = app.withdraw(ids[1], "twice").unwrap();
    assert_eq!((of_later.withdrawn, of_later.household, of_later.place), (true, None, None));
}
