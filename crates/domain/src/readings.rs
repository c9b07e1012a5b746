//! Readings: a resident's last one, the highest of a day, the curve, and the fever of a family.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use crate::{
    entries::{ClaimOrder, temperature::Celsius},
    ids::ResidentId,
    settings::Settings,
    time::{Date, Instant, MinuteOfDay, Zone},
};

/// A reading that stands: neither withdrawn nor ahead of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub order: ClaimOrder,
    pub resident: Option<ResidentId>,
    pub celsius: Celsius,
}

impl Reading {
    /// The time that it claims.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.order.at
    }
}

/// One point of a curve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CurvePoint {
    pub at: Instant,
    pub date: Date,
    pub minute: MinuteOfDay,
    pub celsius: Celsius,
    pub fever: bool,
}

/// Four a day for fourteen days.
const CURVE_POINTS: usize = 56;

fn of<'a>(readings: impl IntoIterator<Item = &'a Reading>, resident: Option<ResidentId>) -> impl Iterator<Item = &'a Reading> {
    readings.into_iter().filter(move |reading| reading.resident == resident)
}

/// The resident's last reading, whatever the order of `readings`.
#[must_use]
pub fn last<'a>(readings: impl IntoIterator<Item = &'a Reading>, resident: Option<ResidentId>) -> Option<Celsius> {
    of(readings, resident).max_by_key(|reading| reading.order).map(|reading| reading.celsius)
}

/// The resident's highest reading of a day.
#[must_use]
pub fn highest_on<'a>(readings: impl IntoIterator<Item = &'a Reading>, resident: ResidentId, date: Date, zone: Zone) -> Option<Celsius> {
    of(readings, Some(resident)).filter(|reading| zone.date_of(reading.at()) == date).map(|reading| reading.celsius).max()
}

/// The highest of the last readings of each: one fever in a family is what has to be seen.
#[must_use]
pub fn highest_of_the_last<'a>(readings: impl IntoIterator<Item = &'a Reading>) -> Option<Celsius> {
    let mut last: BTreeMap<Option<ResidentId>, &Reading> = BTreeMap::new();
    for reading in readings {
        let newest = last.entry(reading.resident).or_insert(reading);
        if reading.order > newest.order {
            *newest = reading;
        }
    }
    last.into_values().map(|reading| reading.celsius).max()
}

/// The resident's newest readings, oldest first.
#[must_use]
pub fn curve<'a>(readings: impl IntoIterator<Item = &'a Reading>, resident: ResidentId, settings: &Settings) -> Vec<CurvePoint> {
    let mut found: Vec<&Reading> = of(readings, Some(resident)).collect();
    found.sort_by_key(|reading| reading.order);
    let older = found.len().saturating_sub(CURVE_POINTS);
    let point = |reading: &Reading| CurvePoint {
        at: reading.at(),
        date: settings.zone.date_of(reading.at()),
        minute: settings.zone.minute_of(reading.at()),
        celsius: reading.celsius,
        fever: settings.is_fever(reading.celsius),
    };
    found.into_iter().skip(older).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{EntryId, LogId};

    /// Readings such as `1 27 10:50 36.5, - 27 18:00 37.3`: the resident, the claimed time in February, the number; said as claimed.
    fn readings(text: &str) -> Vec<Reading> {
        let reading = |(sequence, text): (u64, &str)| {
            let words: Vec<&str> = text.split(' ').collect();
            let at = Zone::SHANGHAI.parse(&format!("2020-02-{}T{}", words[1], words[2])).unwrap();
            let order = ClaimOrder { at, said_at: at, entry: EntryId { log: LogId([1; 16]), sequence } };
            Reading { order, resident: words[0].parse().ok().map(ResidentId), celsius: words[3].parse().unwrap() }
        };
        (1..).zip(text.split(", ").filter(|text| !text.is_empty())).map(reading).collect()
    }

    fn shown(celsius: Option<Celsius>) -> String {
        celsius.map_or_else(String::new, |celsius| celsius.to_string())
    }

    #[test]
    fn the_last_and_the_highest_are_told_whatever_the_order() {
        for (rule, given, last_of_1, highest_on_27, of_family) in [
            ("none", "", "", "", ""),
            ("one", "1 27 10:50 36.5", "36.5", "36.5", "36.5"),
            ("the last one is not the highest", "1 27 10:50 37.8, 1 27 18:00 36.6", "36.6", "37.8", "36.6"),
            ("the day before was higher", "1 26 18:00 38.0, 1 27 10:50 36.5", "36.5", "36.5", "36.5"),
            ("after midnight is another day", "1 27 18:00 36.5, 1 28 00:30 38.0", "38.0", "36.5", "38.0"),
            ("somebody else's fever", "1 27 10:50 36.5, 2 27 09:00 37.9", "36.5", "36.5", "37.9"),
            ("it is over by the evening", "1 27 10:50 36.5, 2 27 09:00 37.9, 2 27 18:00 36.8", "36.5", "36.5", "36.8"),
            ("of nobody in particular", "- 27 10:50 37.5", "", "", "37.5"),
            ("of one minute the one that came later in its log", "1 27 10:50 37.5, 1 27 10:50 36.5", "36.5", "37.5", "36.5"),
        ] {
            let mut given = readings(given);
            for _ in 0..2 {
                assert_eq!(shown(last(&given, Some(ResidentId(1)))), last_of_1, "{rule}");
                assert_eq!(
                    shown(highest_on(&given, ResidentId(1), "2020-02-27".parse().unwrap(), Zone::SHANGHAI)),
                    highest_on_27,
                    "{rule}"
                );
                assert_eq!(shown(highest_of_the_last(&given)), of_family, "{rule}");
                given.reverse();
            }
        }
    }

    #[test]
    fn a_curve_is_the_residents_newest_readings_with_the_fevers_marked() {
        let settings = Settings::default_in(Zone::SHANGHAI);
        let of = |given: &[Reading]| {
            let point = |point: CurvePoint| format!("{} {} {}", point.minute, point.celsius, if point.fever { "fever" } else { "" });
            curve(given, ResidentId(1), &settings).into_iter().map(|each| point(each).trim_end().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(of(&readings("1 27 18:00 37.3, 2 27 10:50 39.0, 1 27 10:50 37.2")), ["10:50 37.2", "18:00 37.3 fever"]);
        let many: Vec<String> = (0..60).map(|minute| format!("1 27 10:{minute:02} 36.5")).collect();
        let drawn = of(&readings(&many.join(", ")));
        assert_eq!((drawn.len(), drawn[0].as_str()), (56, "10:04 36.5"));
    }
}
