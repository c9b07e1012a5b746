//! What every page of a day begins with: the day, and yesterday where it is looked at too, as they stand now.

use daylog_domain::{
    places::Place,
    time::{Date, Instant},
};
use daylog_storage::{Read, StorageError, district};

use super::{day::Day, overnight, people::People};
use crate::{District, days::DayModel, register::Register};

/// Gives `page` the households within `place` that are in quarantine on `date`, today when left out, and those of the day before
/// until noon.
pub(super) fn with_day<T>(
    district: &District,
    place: Place,
    date: Option<Date>,
    page: impl FnOnce(&Read<'_>, &Register, &Day, Option<&Day>) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    let now = district.time().now;
    let settings = district.database.read(district::read)?.settings;
    let date = date.unwrap_or_else(|| settings.zone.date_of(now));
    let before = overnight::yesterday(&settings, date, now);
    let dates: Vec<Date> = std::iter::once(date).chain(before).collect();
    district.days.with(&district.database, &dates, now, |db, models| {
        let mut models = models.iter();
        let Some(model) = models.next() else { return Err(StorageError::Unreadable { what: "day" }) };
        let people = people(db, model, now)?;
        let day = Day::in_quarantine(model, people.clone(), place, now);
        let yesterday = models.next().map(|model| Day::in_quarantine(model, people, place, now));
        page(db, &model.register, &day, yesterday.as_ref())
    })
}

/// The cadres of a day, and how fresh what is known of their devices is.
pub(super) fn people(db: &Read<'_>, model: &DayModel, now: Instant) -> Result<People, StorageError> {
    let zone = model.settings().zone;
    People::of(db, model.register.cadres.clone(), zone, zone.date_of(now))
}
