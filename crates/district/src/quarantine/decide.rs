//! What a request about quarantines means: pure functions of it and of the time.

use daylog_domain::{
    change::Field,
    household::{End, EndReason, Quarantine},
    time::{Date, Instant, Zone, typed},
};
use daylog_storage::{StorageError, changes::NewChange};

use crate::{
    acts::{ActRefused, FieldRefusal},
    types::{EndQuarantine, ExtendQuarantine},
    views::date_and_time,
};

/// No quarantine is that long; as in a roster.
const DAYS_LIMIT: i64 = 90;

/// From when on nothing is owed: now, or a time to come. The past stays as it was.
pub(super) fn end(query: &EndQuarantine, zone: Zone, now: Instant) -> Result<End, ActRefused> {
    // To the minute, as the history tells it.
    let now = Instant(now.0.div_euclid(60_000) * 60_000);
    let at = match query.at.as_deref() {
        Some(text) => zone.parse(text).map_err(|_| ActRefused::field("at", FieldRefusal::NotATime))?,
        None => now,
    };
    if at < now {
        return Err(ActRefused::field("at", FieldRefusal::Past));
    }
    Ok(End { at, on: zone.date_of(at), reason: query.reason })
}

/// None where it has ended already. One that is over by itself may get its reason now; ahead, nothing ends behind its last day.
pub(super) fn ended(quarantine: Quarantine, end: End, today: Date) -> Result<Option<Quarantine>, ActRefused> {
    if quarantine.ended.is_some() {
        return Ok(None);
    }
    if end.on > quarantine.last_day.max(today) {
        return Err(ActRefused::field("at", FieldRefusal::TooFar));
    }
    Ok(Some(Quarantine { ended: Some(end), ..quarantine }))
}

pub(super) fn last_day(query: &ExtendQuarantine) -> Result<Date, ActRefused> {
    typed::date(&query.last_day).map_err(|_| ActRefused::field("last_day", FieldRefusal::NotATime))
}

/// None where it ends so already. One that was ended is not extended: its end is taken back first.
pub(super) fn extended(quarantine: Quarantine, last_day: Date, today: Date) -> Result<Option<Quarantine>, ActRefused> {
    let refuse = |why| Err(ActRefused::field("last_day", why));
    if last_day < quarantine.first_day || last_day < today {
        return refuse(FieldRefusal::Past);
    }
    if (last_day - quarantine.first_day).num_days() >= DAYS_LIMIT {
        return refuse(FieldRefusal::TooFar);
    }
    if quarantine.ended.is_some() {
        return Err(ActRefused::field("residents", FieldRefusal::Ended));
    }
    let then = Quarantine { last_day, ..quarantine };
    if !leaves_the_past(quarantine, then, today) {
        return Err(ActRefused::field("residents", FieldRefusal::Past));
    }
    Ok(Some(then).filter(|_| quarantine.last_day != last_day))
}

/// Whether on each day before today as much is owed as before: nobody can do any more what would be owed for such a day, and what
/// was done on it stays.
fn leaves_the_past(quarantine: Quarantine, then: Quarantine, today: Date) -> bool {
    quarantine.last() == then.last() || quarantine.last().min(then.last()) >= today
}

/// The quarantine as it was before this change of it.
pub(super) fn former(quarantine: Quarantine, change: &NewChange, zone: Zone, today: Date) -> Result<Quarantine, ActRefused> {
    let unreadable = || StorageError::Unreadable { what: "change" };
    let then = match (change.field, change.before.as_deref()) {
        (Field::LastDay, Some(day)) => Quarantine { last_day: day.parse().map_err(|_| unreadable())?, ..quarantine },
        (Field::Ended, None) => Quarantine { ended: None, ..quarantine },
        (Field::Ended, Some(text)) => Quarantine { ended: Some(read_end(text, zone).ok_or_else(unreadable)?), ..quarantine },
        _ => return Err(ActRefused::NotFound),
    };
    if leaves_the_past(quarantine, then, today) { Ok(then) } else { Err(ActRefused::field("act", FieldRefusal::Past)) }
}

/// `released 2020-03-10 12:00`, as the history tells it.
#[must_use]
pub fn end_text(end: End, zone: Zone) -> String {
    format!("{} {}", end.reason.code(), date_and_time(zone, end.at))
}

/// The same read back.
#[must_use]
fn read_end(text: &str, zone: Zone) -> Option<End> {
    let (reason, local) = text.split_once(' ')?;
    let at = zone.parse(&local.replace(' ', "T")).ok()?;
    Some(End { at, on: zone.date_of(at), reason: EndReason::named(reason)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Manner;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn why<T: std::fmt::Debug>(result: Result<T, ActRefused>) -> (&'static str, FieldRefusal) {
        match result {
            Err(ActRefused::Field { field, why }) => (field, why),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_end_is_now_or_to_come_and_reads_back_as_it_was_written() {
        let zone = Zone::SHANGHAI;
        let now = zone.parse("2020-03-03T12:00").unwrap();
        let query = |at: Option<&str>| EndQuarantine {
            residents: vec![1],
            reason: EndReason::Left,
            at: at.map(str::to_owned),
            manner: Manner::default(),
        };
        let at_once = end(&query(None), zone, now.plus_millis(59_999)).unwrap();
        assert_eq!((at_once.at, at_once.on, end_text(at_once, zone).as_str()), (now, day("2020-03-03"), "left 2020-03-03 12:00"));
        assert_eq!(read_end(&end_text(at_once, zone), zone), Some(at_once));
        assert_eq!(end(&query(Some("2020-03-04T08:00")), zone, now).unwrap().on, day("2020-03-04"));
        assert_eq!(why(end(&query(Some("2020-03-03T11:59")), zone, now)), ("at", FieldRefusal::Past));
        assert_eq!(why(end(&query(Some("soon")), zone, now)), ("at", FieldRefusal::NotATime));
        assert_eq!(read_end("released", zone), None);
    }

    #[test]
    fn nothing_ends_behind_its_last_day_unless_it_is_told_afterwards() {
        let quarantine = Quarantine::planned(day("2020-02-26"), day("2020-03-10"));
        let ends = |on: &str, today: &str, quarantine| {
            ended(quarantine, End { at: Instant(0), on: day(on), reason: EndReason::Left }, day(today)).map(|then| then.is_some())
        };
        assert!(ends("2020-03-10", "2020-03-03", quarantine).unwrap());
        assert_eq!(why(ends("2020-03-11", "2020-03-03", quarantine)), ("at", FieldRefusal::TooFar));
        assert!(ends("2020-03-11", "2020-03-11", quarantine).unwrap(), "why it ended is known the morning after");
        let already = Quarantine { ended: Some(End { at: Instant(0), on: day("2020-03-01"), reason: EndReason::Left }), ..quarantine };
        assert!(!ends("2021-03-11", "2020-03-03", already).unwrap());
    }

    #[test]
    fn a_quarantine_gets_another_last_day_within_what_is_plausible() {
        let quarantine = Quarantine::planned(day("2020-02-26"), day("2020-03-10"));
        let today = day("2020-03-03");
        let extended = |last_day: &str, quarantine| extended(quarantine, day(last_day), today);
        assert_eq!(extended("2020-03-17", quarantine).unwrap().unwrap().last_day, day("2020-03-17"));
        assert_eq!(extended("2020-03-10", quarantine).unwrap(), None);
        assert_eq!(why(extended("2020-03-02", quarantine)), ("last_day", FieldRefusal::Past));
        assert_eq!(why(extended("2020-05-26", quarantine)), ("last_day", FieldRefusal::TooFar));
        let ended = Quarantine { ended: Some(End { at: Instant(0), on: today, reason: EndReason::Left }), ..quarantine };
        assert_eq!(why(extended("2020-03-17", ended)), ("residents", FieldRefusal::Ended));
        let over = Quarantine::planned(day("2020-02-17"), day("2020-03-01"));
        assert_eq!(why(extended("2020-03-17", over)), ("residents", FieldRefusal::Past), "2 March would be owed behind it");
    }

    #[test]
    fn the_past_stays_where_no_day_before_today_is_gained_or_lost() {
        let planned = |last_day: &str| Quarantine::planned(day("2020-02-26"), day(last_day));
        let ended =
            |on: &str| Quarantine { ended: Some(End { at: Instant(0), on: day(on), reason: EndReason::Left }), ..planned("2020-03-10") };
        for (rule, quarantine, then, today, expected) in [
            ("an extension taken back in time", planned("2020-03-17"), planned("2020-03-10"), "2020-03-10", true),
            ("and a day too late", planned("2020-03-17"), planned("2020-03-10"), "2020-03-11", false),
            ("a shortening", planned("2020-03-10"), planned("2020-03-17"), "2020-03-11", false),
            ("an end of the same day", ended("2020-03-03"), planned("2020-03-10"), "2020-03-03", true),
            ("of yesterday", ended("2020-03-03"), planned("2020-03-10"), "2020-03-04", false),
            ("one that changed nothing", ended("2020-03-12"), planned("2020-03-10"), "2020-03-20", true),
        ] {
            assert_eq!(leaves_the_past(quarantine, then, day(today)), expected, "{rule}");
        }
    }
}
