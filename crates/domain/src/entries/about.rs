//! What an entry says that it is about, as it is stored and sent, and what a kind of entry may be about.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use super::bad_content::BadContent;
use crate::{
    ids::{HouseholdId, ResidentId},
    places::{Premises, PremisesKind},
    target::Target,
};

/// What an entry is about. In its bytes: `[0, household]`, `[0, household, resident]`, `[1, kind of place, number]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Target(Target),
    /// Something that a later version wrote: kept and forwarded, shown as "update to read", counted for nothing.
    Unknown(UnknownTarget),
}

/// The bytes of a target that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTarget {
    pub bytes: Vec<u8>,
}

/// What a kind of entry may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Targets {
    /// A household, or one resident of it.
    Household,
    /// One resident.
    Resident,
    /// A household, a resident or a place.
    Any,
}

const HOUSEHOLD: u16 = 0;
const PLACE: u16 = 1;

impl About {
    /// None for what a later version wrote.
    #[must_use]
    pub fn target(&self) -> Option<Target> {
        match self {
            About::Target(target) => Some(*target),
            About::Unknown(_) => None,
        }
    }
}

impl From<Target> for About {
    fn from(target: Target) -> Self {
        About::Target(target)
    }
}

impl Targets {
    pub(super) fn check(self, target: Target) -> Result<(), BadContent> {
        match (self, target) {
            (Targets::Resident, Target::Household { resident: None, .. }) => Err(BadContent::ResidentNeeded),
            (Targets::Household | Targets::Resident, Target::Place(_)) => Err(BadContent::HouseholdNeeded),
            _ => Ok(()),
        }
    }
}

impl<C> Encode<C> for About {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        match self {
            About::Target(Target::Household { household, resident: None }) => e.array(2)?.u16(HOUSEHOLD)?.u32(household.0)?.ok(),
            About::Target(Target::Household { household, resident: Some(resident) }) => {
                e.array(3)?.u16(HOUSEHOLD)?.u32(household.0)?.u32(resident.0)?.ok()
            }
            About::Target(Target::Place(premises)) => e.array(3)?.u16(PLACE)?.u16(premises.kind().code())?.u32(premises.id())?.ok(),
            About::Unknown(unknown) => e.writer_mut().write_all(&unknown.bytes).map_err(encode::Error::write),
        }
    }
}

impl<'b, C> Decode<'b, C> for About {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let start = d.position();
        let (length, code) = begin(&mut d.probe())?;
        let known = known(length, code, &mut d.probe());
        d.skip()?;
        match (known, d.input().get(start..d.position())) {
            (Some(target), _) => Ok(About::Target(target)),
            (None, Some(bytes)) => Ok(About::Unknown(UnknownTarget { bytes: bytes.to_vec() })),
            (None, None) => Err(decode::Error::end_of_input()),
        }
    }
}

fn begin(d: &mut Decoder<'_>) -> Result<(u64, u16), decode::Error> {
    let length = d.array()?.ok_or_else(|| decode::Error::message("a target says its length"))?;
    Ok((length, d.u16()?))
}

/// A later version may give a known kind a form that this one does not know: kept like a kind unknown as a whole, for a wrong
/// household is worse than none. What it appends is passed over.
fn known(length: u64, code: u16, d: &mut Decoder<'_>) -> Option<Target> {
    begin(d).ok()?;
    match (code, length) {
        (HOUSEHOLD, 2) => Some(Target::home(HouseholdId(d.u32().ok()?), None)),
        (HOUSEHOLD, 3..) => Some(Target::home(HouseholdId(d.u32().ok()?), Option::<ResidentId>::decode(d, &mut ()).ok()?)),
        (PLACE, 3..) => Some(Target::Place(Premises::new(PremisesKind::of_code(d.u16().ok()?)?, d.u32().ok()?))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entries::{Content, Kind};
    use crate::ids::{BuildingId, SiteId, WorkplaceId};

    const HOME: Target = Target::Household { household: HouseholdId(7), resident: None };
    const RESIDENT: Target = Target::Household { household: HouseholdId(7), resident: Some(ResidentId(9)) };
    const BUILDING: Target = Target::Place(Premises::Building(BuildingId(7)));

    #[test]
    fn a_target_is_these_bytes_and_reads_as_what_it_was() {
        for (target, bytes) in [
            (HOME, [0x82, 0, 7].as_slice()),
            (RESIDENT, &[0x83, 0, 7, 9]),
            (Target::Place(Premises::Site(SiteId(7))), &[0x83, 1, 0, 7]),
            (BUILDING, &[0x83, 1, 1, 7]),
            (Target::Place(Premises::Workplace(WorkplaceId(u32::MAX))), &[0x83, 1, 2, 0x1a, 0xff, 0xff, 0xff, 0xff]),
        ] {
            assert_eq!(minicbor::to_vec(About::from(target)).unwrap(), bytes, "{target:?}");
            assert_eq!(minicbor::decode::<About>(bytes).unwrap(), About::Target(target), "{bytes:?}");
        }
    }

    #[test]
    fn what_a_later_version_appends_is_passed_over() {
        for (bytes, target) in
            [([0x84, 0, 7, 9, 1].as_slice(), RESIDENT), (&[0x84, 0, 7, 0xf6, 1], HOME), (&[0x84, 1, 1, 7, 0x81, 0], BUILDING)]
        {
            assert_eq!(minicbor::decode::<About>(bytes).unwrap(), About::Target(target), "{bytes:?}");
        }
    }

    #[test]
    fn a_target_of_a_later_version_is_kept_as_it_came_and_is_nobodys() {
        for bytes in [
            [0x81, 2].as_slice(),
            &[0x82, 0x18, 99, 0xa1, 1, 0x81, 7],
            &[0x81, 0],
            &[0x82, 0, 0x61, 0x37],
            &[0x82, 0, 0x1b, 0, 0, 0, 1, 0, 0, 0, 7],
            &[0x83, 0, 7, 0x81, 9],
            &[0x82, 1, 7],
            &[0x83, 1, 3, 7],
        ] {
            let about: About = minicbor::decode(bytes).unwrap();
            assert_eq!(about.target(), None, "{bytes:?}");
            assert_eq!(minicbor::to_vec(&about).unwrap(), bytes);
        }
        for nonsense in [[7].as_slice(), &[0x80], &[0x82, 0x61, 0x37, 7], &[0x82, 0], &[0x9f, 0, 7, 0xff], &[0xa1, 0, 7]] {
            assert!(minicbor::decode::<About>(nonsense).is_err(), "{nonsense:?}");
        }
    }

    #[test]
    fn a_kind_says_what_it_may_be_about() {
        use BadContent::{HouseholdNeeded, ResidentNeeded};
        for (targets, home, resident, place) in [
            (Targets::Household, Ok(()), Ok(()), Err(HouseholdNeeded)),
            (Targets::Resident, Err(ResidentNeeded), Ok(()), Err(HouseholdNeeded)),
            (Targets::Any, Ok(()), Ok(()), Ok(())),
        ] {
            assert_eq!([HOME, RESIDENT, BUILDING].map(|target| targets.check(target)), [home, resident, place], "{targets:?}");
        }
    }

    #[test]
    fn an_amendment_may_be_about_what_it_acts_on_and_a_correction_about_what_its_content_may() {
        let read = |json: &str| serde_json::from_str::<Content>(json).unwrap().targets();
        let of = r#""of": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-1", "reason": "wrong_value""#;
        let correct = |json: &str| format!(r#"{{"kind": "correct", {of}, "at": null, "note": null, "content": {json}}}"#);
        let (note, seal) =
            (r#"{"kind": "note", "text": "通风"}"#, r#"{"kind": "seal", "state": "intact", "serial": null, "reason": null}"#);
        let contact = r#"{"kind": "contact", "channel": "phone", "outcome": "reached"}"#;
        for (json, targets) in [
            (note.to_owned(), Targets::Any),
            (seal.to_owned(), Targets::Household),
            (contact.to_owned(), Targets::Resident),
            (format!(r#"{{"kind": "withdraw", {of}}}"#), Targets::Any),
            (correct(note), Targets::Any),
            (correct(seal), Targets::Household),
            (correct(contact), Targets::Household),
        ] {
            assert_eq!(read(&json), targets, "{json}");
        }
    }
}
