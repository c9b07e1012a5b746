//! What an entry says after its cadre corrected or withdrew it, and whether it is a late one or ahead of its time.
//! The saved bytes never change; this is a reading of them.

use std::collections::HashMap;

use super::{
    Alarm, ClaimOrder, Claimed, Content, Entry, Kind,
    ahead::{Evidence, said},
    correct::{self, Correct},
    errand::progress::ErrandEntry,
    temperature::Celsius,
};
use crate::{
    coverage::Observation,
    ids::{CadreId, EntryId, LogId},
    readings::Reading,
    time::Instant,
};

/// A correct or withdraw entry with what is known beside its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Amendment<'a> {
    pub id: EntryId,
    pub cadre: CadreId,
    pub entry: &'a Entry,
    pub evidence: Evidence,
}

/// An entry as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    pub content: Content,
    pub at: Claimed,
    pub note: Option<String>,
    pub corrected: bool,
    pub withdrawn: bool,
    /// When it was first saved that something of this outcome happened at about this time.
    /// A correction of a reading leaves it alone; one that turns "no answer" into a reading moves it.
    pub said_at: Instant,
    /// What it claims still lay ahead when it was said. It counts for nothing, also once that time has come; a correction
    /// says it anew.
    pub ahead: bool,
    /// The amendments that count, in the order in which they were saved.
    pub amendments: Vec<EntryId>,
    /// Amendments without effect: by another cadre, after the withdrawal, or naming another entry.
    pub ignored: Vec<EntryId>,
}

/// Reads `original`, entry `id` of `cadre`, together with its amendments, which may come in any order.
///
/// A withdrawal stands from when it was saved: a correction after it revives nothing.
#[must_use]
pub fn fold(id: EntryId, cadre: CadreId, original: &Entry, evidence: Evidence, amendments: &[Amendment<'_>]) -> Effective {
    let first = said(&original.clocks, original.at.instant, evidence, proven(cadre, original, amendments));
    let mut effective = Effective {
        content: original.content.clone(),
        at: original.at,
        note: original.note.clone(),
        corrected: false,
        withdrawn: false,
        said_at: first.at,
        ahead: first.ahead,
        amendments: Vec::new(),
        ignored: Vec::new(),
    };
    for amendment in in_saved_order(amendments) {
        let has_effect = effective.takes(cadre, amendment.cadre).is_ok() && effective.amend(id, original, &amendment);
        if has_effect { effective.amendments.push(amendment.id) } else { effective.ignored.push(amendment.id) }
    }
    effective
}

/// Why an amendment has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAmendable {
    /// Only its own cadre amends an entry.
    OfAnother,
    /// A withdrawal is the last word.
    Withdrawn,
}

impl Effective {
    /// Whether an amendment by a cadre would have an effect on it; `own` is the cadre who saved it.
    pub fn takes(&self, own: CadreId, by: CadreId) -> Result<(), NotAmendable> {
        match (own == by, self.withdrawn) {
            (false, _) => Err(NotAmendable::OfAnother),
            (true, true) => Err(NotAmendable::Withdrawn),
            (true, false) => Ok(()),
        }
    }

    /// What somebody must be told of it at once: of what was taken back, nothing.
    #[must_use]
    pub fn alarm(&self, fever_from: Celsius) -> Option<Alarm> {
        self.content.alarm(fever_from).filter(|_| !self.withdrawn)
    }

    fn amend(&mut self, id: EntryId, original: &Entry, amendment: &Amendment<'_>) -> bool {
        match &amendment.entry.content {
            Content::Withdraw(withdraw) if withdraw.of == id => self.withdrawn = true,
            Content::Correct(correct) if correct.of == id => {
                let at = correct.at.map_or(self.at, |instant| Claimed { instant, zone: amendment.entry.at.zone });
                let amounts_to = |content: &Content| (content.check(), content.outcome());
                // Otherwise "no answer" in the morning could become a reading in the evening and look timely.
                let amounts_to_other = amounts_to(&correct.content) != amounts_to(&self.content);
                let says_more = amounts_to_other || at.instant > self.said_at.max(self.at.instant);
                if !amounts_to_other && is_of_the_clock(original, correct, amendment) {
                    // Nobody says anything anew: it was said when it was saved, and that is known now.
                    (self.said_at, self.ahead) = (at.instant, false);
                } else if says_more || self.ahead {
                    // What was ahead of its time said nothing yet: the correction is the first word on it.
                    let anew = said(&amendment.entry.clocks, at.instant, amendment.evidence, None);
                    (self.said_at, self.ahead) = (anew.at, anew.ahead);
                }
                self.content = (*correct.content).clone();
                self.at = at;
                self.note = correct.note.clone();
                self.corrected = true;
            }
            _ => return false,
        }
        true
    }

    #[must_use]
    pub fn is_late(&self, late_after_minutes: u16) -> bool {
        !self.ahead && is_late(self.at.instant, self.said_at, late_after_minutes)
    }

    /// Whether its time is the earliest that it can have been, and nobody has said a better one since. `original` is what it was
    /// read from.
    #[must_use]
    pub fn is_uncertain(&self, original: &Entry) -> bool {
        original.clocks.is_uncertain() && self.at.instant == original.at.instant
    }

    /// Whether it counts for anything: for coverage, readings, the seal, an errand's end.
    #[must_use]
    pub fn counts(&self) -> bool {
        !self.withdrawn && !self.ahead
    }

    /// Where it stands among others. `original` is what it was read from.
    #[must_use]
    pub fn order(&self, id: EntryId, original: &Entry) -> ClaimOrder {
        let entry = original.origin.map_or(id, |origin| origin.place);
        ClaimOrder { at: self.at.instant, said_at: self.said_at, entry }
    }

    /// The reading, if it is one that counts. `original` is what it was read from.
    #[must_use]
    pub fn reading(&self, id: EntryId, original: &Entry) -> Option<Reading> {
        let celsius = self.content.reading().filter(|_| self.counts())?;
        // Nobody's temperature was taken at a place, whatever says so.
        original.household()?;
        Some(Reading { order: self.order(id, original), resident: original.resident(), celsius })
    }

    /// What its errand needs of it; none when it was withdrawn, or is about no errand.
    #[must_use]
    pub fn errand_entry(&self, id: EntryId, cadre: CadreId) -> Option<ErrandEntry<'_>> {
        let errand = self.content.errand().filter(|_| !self.withdrawn)?;
        Some(ErrandEntry { id, cadre, errand, at: self.at.instant, ahead: self.ahead })
    }

    /// What coverage needs of it; none when it does not count or can satisfy no check. `original` is what it was read from.
    #[must_use]
    pub fn observation(&self, id: EntryId, original: &Entry, late_after_minutes: u16) -> Option<Observation> {
        let kind = self.content.check().filter(|_| self.counts())?;
        let target = original.about.target()?;
        Some(Observation {
            entry: id,
            target,
            kind,
            outcome: self.content.outcome(),
            at: self.at.instant,
            said_at: self.said_at,
            is_late: self.is_late(late_after_minutes),
        })
    }
}

/// When the entry was saved, by the first word of a server that came after it in its boot and that its cadre's amendments hold.
fn proven(cadre: CadreId, original: &Entry, amendments: &[Amendment<'_>]) -> Option<Instant> {
    let words = amendments.iter().filter(|amendment| amendment.cadre == cadre).filter_map(|amendment| amendment.entry.clocks.server);
    let told = words.filter_map(|word| Some((word.elapsed_ms, original.clocks.saved_at_by(word)?)));
    told.min().map(|(_, at)| at)
}

/// Whether the device corrects the time to when it saved the entry, as a server's word proves.
fn is_of_the_clock(original: &Entry, correct: &Correct<Content>, amendment: &Amendment<'_>) -> bool {
    let proven = amendment.entry.clocks.server.and_then(|word| original.clocks.saved_at_by(word));
    correct.reason == correct::CLOCK && correct.at.is_some() && correct.at == proven
}

/// Whether an entry that claims `at` was saved so long after it that it is a late entry.
#[must_use]
pub fn is_late(at: Instant, saved_at: Instant, late_after_minutes: u16) -> bool {
    saved_at > at.plus_minutes(i64::from(late_after_minutes))
}

/// The one order in which amendments are read on every device and on the server.
///
/// Within a log the order is the log's, whatever its clock did: an entry counts as saved no earlier than the one before it.
fn in_saved_order<'a>(amendments: &[Amendment<'a>]) -> Vec<Amendment<'a>> {
    let mut ordered = amendments.to_vec();
    ordered.sort_by_key(|amendment| amendment.id);
    let mut newest_of_log: HashMap<LogId, Instant> = HashMap::new();
    let mut keyed: Vec<_> = ordered
        .into_iter()
        .map(|amendment| {
            let saved_at = amendment.entry.clocks.saved_at();
            let newest = newest_of_log.entry(amendment.id.log).and_modify(|newest| *newest = saved_at.max(*newest)).or_insert(saved_at);
            (*newest, amendment)
        })
        .collect();
    // A stable sort: what two logs saved at one time stays in the order of their ids.
    keyed.sort_by_key(|(saved_at, _)| *saved_at);
    keyed.into_iter().map(|(_, amendment)| amendment).collect()
}

#[cfg(test)]
mod tests;
