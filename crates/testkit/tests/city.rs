//! The city that measurements are taken in, in its small form: it is what its plan says, with what a diary has beside the rule,
//! and the same seed gives the same bytes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed test shows the line")]

use std::collections::BTreeSet;

use daylog_district::views;
use daylog_domain::{
    entries::{Content, Entry, temperature::Measured},
    places::Place,
    settings::Settings,
    time::Zone,
};
use daylog_storage::{StorageError, segments};
use daylog_testkit::{
    city::{self, History, Numbers, Plan, Size},
    district::Founded,
};
use daylog_wire::segment::{Segment, Slot};

struct Lived {
    founded: Founded,
    plan: Plan,
    history: History,
}

fn lived(seed: u64) -> Lived {
    let plan = Plan::new(seed, Size::SMALL);
    let founded = Founded::at(plan.start());
    let district = &founded.running;
    city::import(district, &plan);
    let numbers = Numbers::read(district, &plan);
    let mut phones: Vec<_> = (0..plan.cadres.len()).map(|cadre| city::enrol(district, &plan, cadre, 0)).collect();
    let history = city::live(district, founded.clock(), (&plan, &numbers), &mut phones, |_| {});
    Lived { founded, plan, history }
}

/// What devices signed, in the order in which it was kept.
fn kept(lived: &Lived) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut kept = Vec::new();
    let read = lived.founded.running.database.read(|db| {
        segments::each(db, |segment| {
            kept.push((segment.signature, segment.bytes));
            Ok::<_, StorageError>(())
        })
    });
    read.unwrap();
    kept
}

fn entries(lived: &Lived) -> Vec<Entry> {
    let of_segment = |bytes: &[u8]| {
        let segment = Segment::from_bytes(bytes).unwrap();
        let read = |slot: &Slot| match slot {
            Slot::Entry(bytes) => daylog_wire::entry_from_bytes(bytes).ok(),
            Slot::Purged(_) => None,
        };
        segment.slots.iter().filter_map(read).collect::<Vec<_>>()
    };
    kept(lived).iter().flat_map(|(_, bytes)| of_segment(bytes)).collect()
}

#[test]
fn a_small_city_has_everybody_of_its_plan_and_what_a_diary_has_beside_the_rule() {
    let lived = lived(7);
    let Lived { founded, plan, history } = &lived;
    let people = plan.homes.iter().map(|home| u32::try_from(home.people.len()).unwrap()).sum::<u32>();
    assert_eq!((people, plan.cadres.len(), history.missed_pushes > 0), (60, 8, true));
    let entries = entries(&lived);
    assert_eq!(entries.len() as u64, history.entries);
    let settings = Settings::default_in(Zone::SHANGHAI);
    let count = |is: &dyn Fn(&Entry) -> bool| entries.iter().filter(|entry| is(entry)).count();
    let reading = |entry: &Entry| match &entry.content {
        Content::Temperature(temperature) => match temperature.result {
            Measured::Reading(celsius) => Some(celsius),
            _ => None,
        },
        _ => None,
    };
    let fevers = count(&|entry| reading(entry).is_some_and(|celsius| settings.is_fever(celsius)));
    let late = count(&|entry| entry.late.is_some());
    let corrections = count(&|entry| matches!(entry.content, Content::Correct(_)));
    let errands = count(&|entry| matches!(&entry.content, Content::Errand(errand) if errand.errand.is_some()));
    for (what, count) in [("fevers", fevers), ("late", late), ("corrections", corrections), ("steps of errands", errands)] {
        assert!(count > 0, "{what}");
    }
    let kinds: BTreeSet<_> = entries.iter().map(|entry| entry.content.name()).collect();
    assert!(["briefing", "contact", "errand", "note", "seal", "temperature"].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
    let scripts = |hangul: bool| plan.homes.iter().flat_map(|home| &home.people).any(|person| person.name.starts_with(is_hangul) == hangul);
    assert!(scripts(true) && scripts(false), "names of both writings");
    let overview = views::overview(&founded.running, Place::District, None, &Default::default()).unwrap();
    let in_quarantine: Vec<_> = plan.homes.iter().flat_map(|home| &home.people).filter(|person| person.first_day <= plan.date(1)).collect();
    assert_eq!(usize::try_from(overview.people).unwrap(), in_quarantine.len());
    let coverage = &overview.coverage;
    assert!(coverage.done.checks > coverage.total.checks / 2 && coverage.missed.checks > 0, "{coverage:?}");
}

fn is_hangul(letter: char) -> bool {
    ('가'..='힣').contains(&letter)
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_seed_others() {
    let (one, again, other) = (kept(&lived(3)), kept(&lived(3)), kept(&lived(4)));
    assert!(one.len() > 20);
    assert_eq!(one, again);
    assert!(one.iter().zip(&other).all(|(one, other)| one != other));
}
