//! The oddest entries that every store and every server accepts: times, texts, numbers and kinds at and beyond every edge.
//! Content that no sheet could save travels as the bytes of its kind, as a device with other rules would send it.

// Everything here is test code, where a failed unwrap is a failed test with a line number.
#![allow(clippy::unwrap_used)]

use daylog_domain::{
    clocks::{BootId, Clocks, ServerTime},
    entries::{
        About, Claimed, Content, Entry, Kind, LateReason, UnknownContent, UnknownTarget,
        contact::{Channel, Contact, Reached},
        correct::Correct,
        errand::{Errand, Item, SealAfter, Step},
        note::Note,
        seal::{Seal, SealState},
        temperature::{BodySite, Celsius, Measured, Method, Temperature},
        withdraw::Withdraw,
    },
    ids::{EntryId, HouseholdId, LogId, ResidentId},
    places::{Premises, PremisesKind},
    target::Target,
    time::{Instant, Zone},
};

use crate::examples::{examples, raw, varied};

/// Claimed times beyond which something ends: the number, the calendars of Rust and JavaScript, four digits, two digits, 32 bits.
pub const ODD_TIMES: [i64; 22] = [
    i64::MIN,
    i64::MIN + 1,
    -8_640_000_000_000_001,
    -8_640_000_000_000_000,
    -8_334_601_228_800_001,
    -8_334_601_228_800_000,
    -377_705_116_800_000,
    -62_198_755_200_000,
    -62_167_219_200_001,
    -62_135_596_800_000,
    -1,
    0,
    2_147_483_647_999,
    4_294_967_296_000,
    253_402_300_799_999,
    253_402_300_800_000,
    317_139_955_200_000,
    8_210_266_876_799_999,
    8_210_266_876_800_000,
    8_640_000_000_000_000,
    8_640_000_000_000_001,
    i64::MAX,
];

/// Nobody's: in no household of any roster.
const STRANGER: ResidentId = ResidentId(4_000_000_000);

/// Who and when the odd entries are about.
#[derive(Debug, Clone, Copy)]
pub struct OddDay {
    pub household: HouseholdId,
    pub resident: ResidentId,
    pub now: Instant,
    /// The log that they will stand in, and how many entries it holds already: amendments name them.
    pub log: LogId,
    pub before: u64,
}

impl OddDay {
    /// All of them, about the household's resident, the household, and somebody who does not live there.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> =
            ODD_TIMES.iter().map(|at| Entry { at: claimed(Instant(*at)), ..self.entry(note(&format!("claims {at}"))) }).collect();
        entries.extend(odd_contents().into_iter().map(|content| self.entry(content)));
        for resident in [None, Some(STRANGER)] {
            let about = About::from(Target::home(self.household, resident));
            entries.push(Entry { about: about.clone(), ..self.entry(raw(&reading(365))) });
            entries
                .push(Entry { about, ..self.entry(raw(&Content::Contact(Contact { channel: Channel::Door, outcome: Reached::Refused }))) });
        }
        entries.extend(odd_clocks().into_iter().map(|clocks| Entry { clocks, ..self.entry(note("odd clocks")) }));
        entries.push(Entry {
            note: Some(odd_text().chars().take(2000).collect()),
            late: Some(LateReason::TimeChanged),
            ..self.entry(raw(&reading(u16::MAX)))
        });
        entries.extend(self.elsewhere());
        entries.extend(self.amendments(u64::try_from(entries.len()).unwrap()));
        entries
    }

    /// About places, with what nobody could save about one, and about what only a later version knows.
    fn elsewhere(&self) -> Vec<Entry> {
        let places = PremisesKind::ALL.map(|kind| Target::Place(Premises::new(kind, self.household.0)).into());
        let later =
            [vec![0x82, 0x18, 99, 7], vec![0x82, 0, 0x61, 0x37], vec![0x83, 1, 3, 7]].map(|bytes| About::Unknown(UnknownTarget { bytes }));
        let seal = Content::Seal(Seal { state: SealState::Broken, serial: None, reason: None });
        let step = Content::Errand(Errand { errand: None, step: Step::Asked, items: vec![], floor: None, seal_after: None });
        let contents = [note("about no household"), raw(&reading(395)), raw(&seal), raw(&step)];
        let about = |about: About| contents.clone().map(|content| Entry { about: about.clone(), ..self.entry(content) });
        places.into_iter().chain(later).flat_map(about).collect()
    }

    /// Of every fifth entry, and of some that there are not.
    fn amendments(&self, entries: u64) -> Vec<Entry> {
        let of = |number: u64| EntryId { log: self.log, sequence: self.before + number };
        let mut amendments = Vec::new();
        for (place, number) in (1..=entries).step_by(5).enumerate() {
            let at = ODD_TIMES.get(place % ODD_TIMES.len()).map(|at| Instant(*at));
            let content = Box::new(note("corrected"));
            let correct = Correct { of: of(number), at, content, note: Some("旁注".to_owned()), reason: "wrong_value".to_owned() };
            amendments.push(self.entry(raw(&Content::Correct(correct.clone()))));
            if place % 2 == 0 {
                amendments.push(self.entry(raw(&Content::Withdraw(Withdraw { of: of(number), reason: odd_text() }))));
                amendments.push(self.entry(raw(&Content::Correct(correct))));
            }
        }
        let nothing = EntryId { log: LogId([9; 16]), sequence: u64::MAX };
        amendments.push(self.entry(raw(&Content::Withdraw(Withdraw { of: nothing, reason: String::new() }))));
        amendments
    }

    fn entry(&self, content: Content) -> Entry {
        Entry {
            about: Target::home(self.household, Some(self.resident)).into(),
            at: claimed(self.now),
            clocks: Clocks { wall: self.now, elapsed_ms: 60_000, boot: BootId([2; 8]), server: None, doubted: None },
            content,
            note: None,
            late: None,
            origin: None,
        }
    }
}

fn claimed(instant: Instant) -> Claimed {
    Claimed { instant, zone: Zone::SHANGHAI }
}

fn note(text: &str) -> Content {
    Content::Note(Note { text: text.to_owned() })
}

fn reading(tenths: u16) -> Content {
    let (result, site) = (Measured::Reading(Celsius(tenths)), Some(BodySite::Mouth));
    Content::Temperature(Temperature { result, method: Method::Measured, site })
}

/// Nothing, controls, a direction turned around, braces, markup, a family in one sign, and a word without an end.
fn odd_text() -> String {
    format!("\u{0}\u{7}\u{1b}[31m\u{202e}<b>{{items}}</b>{{~seal}}\n\n👨‍👩‍👧‍👦 شىنجاڭ {}", "长".repeat(4000))
}

fn odd_contents() -> Vec<Content> {
    let item = |what: &str, quantity, unit: Option<&str>| Item { what: what.to_owned(), quantity, unit: unit.map(str::to_owned) };
    let errand =
        |step, items, errand| Content::Errand(Errand { errand, step, items, floor: Some(u8::MAX), seal_after: Some(SealAfter::Resealed) });
    let nothing = EntryId { log: LogId([9; 16]), sequence: 0 };
    let mut contents = vec![
        note(""),
        note(&odd_text()),
        note(&"\n".repeat(2000)),
        note(&"字".repeat(19_000)),
        reading(0),
        reading(9),
        reading(339),
        reading(421),
        reading(u16::MAX),
        errand(Step::Asked, vec![], None),
        errand(Step::Asked, vec![item("", 0, Some(""))], None),
        errand(Step::Asked, vec![item("beer", u32::MAX, Some(&odd_text()))], None),
        errand(Step::Accepted, (0..200).map(|number| item("parcel", number, None)).collect(), None),
        errand(Step::Done, vec![], Some(nothing)),
        errand(Step::Declined, vec![item(&odd_text(), 1, None)], Some(nothing)),
    ];
    let states = [
        SealState::Applied,
        SealState::Intact,
        SealState::Opened,
        SealState::Broken,
        SealState::Missing,
        SealState::Removed,
        SealState::NotReached,
    ];
    contents.extend(states.into_iter().map(|state| Content::Seal(Seal { state, serial: Some(odd_text()), reason: Some(String::new()) })));
    let mut saved: Vec<Content> = contents.iter().map(raw).collect();
    // Of every kind what it can say, with texts and numbers that it could not save.
    for example in examples().iter().filter(|example| example.amends().is_none()) {
        saved.extend(varied(example, &["".into(), odd_text().into(), 0.into(), u32::MAX.into()]).iter().map(raw));
    }
    // Kinds, values and nonsense of later versions.
    for code in Content::KINDS.iter().map(|(code, _)| *code).chain([0, 99, 250, u16::MAX]) {
        for bytes in [vec![], vec![0xff], vec![0x83, 0x18, 0x63, 0x18, 0x63, 0xf6], vec![0; 50_000]] {
            saved.push(Content::Unknown(UnknownContent { code, bytes }));
        }
    }
    saved
}

fn odd_clocks() -> Vec<Clocks> {
    let edges = [i64::MIN, -1, 0, i64::MAX];
    let server = |at| ServerTime {
        server: Instant(at),
        elapsed_ms: u64::MAX,
        boot: BootId([2; 8]),
        round_trip_ms: u32::MAX,
        wall: Instant(-at.saturating_add(1)),
    };
    let clocks = edges.into_iter().flat_map(|wall| {
        [None, Some(server(wall))].map(|server| Clocks {
            wall: Instant(wall),
            elapsed_ms: u64::MAX,
            boot: BootId([2; 8]),
            server,
            doubted: None,
        })
    });
    clocks.collect()
}
