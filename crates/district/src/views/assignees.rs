//! Whom households can be given to: who looks after some in a place now, or everybody who is searched.

use std::collections::HashMap;

use daylog_domain::{
    fold,
    ids::CadreId,
    places::Place,
    time::{Date, MinuteOfDay},
};
use daylog_storage::{StorageError, cadres::StoredCadre};

use super::{
    day::{Day, count},
    pages,
    text::time_or_date,
};
use crate::{
    District,
    types::{Assignee, Assignees},
};

const MOST: usize = 50;
const MORNING: MinuteOfDay = MinuteOfDay(8 * 60);

/// Those who have the fewest households here first. Whoever has none here is found by the full name only, unless the whole
/// district asks: one gives households to somebody whom one can name, and lists no other place's cadres.
pub fn assignees(district: &District, place: Place, search: &str) -> Result<Assignees, StorageError> {
    pages::with_day(district, place, None, |_, register, day, _| {
        let sizes = sizes(day);
        let typed = fold::name(search);
        let is_meant = |cadre: &CadreId, known: &StoredCadre| {
            let (name, is_here) = (fold::name(&known.name), sizes.contains_key(cadre));
            match typed.as_str() {
                "" => is_here,
                typed if is_here || place == Place::District => name.contains(typed) || fold::name(&known.office).contains(typed),
                typed => name == typed,
            }
        };
        let meant = register.cadres.iter().filter(|(cadre, known)| is_meant(cadre, known));
        // A device lies where its cadre looks after a household: of the others, what is known of theirs is no matter of this place.
        let is_told = |cadre: &CadreId| place == Place::District || sizes.contains_key(cadre);
        let mut rows: Vec<Assignee> = meant.map(|(cadre, known)| row(day, (*cadre, known), &sizes, is_told(cadre))).collect();
        rows.sort_by(|one, other| {
            let key = |row: &Assignee| (row.households == 0, row.households, row.name.clone(), row.cadre);
            key(one).cmp(&key(other))
        });
        let more = rows.len() > MOST;
        rows.truncate(MOST);
        Ok(Assignees { rows, more, morning: morning(day) })
    })
}

/// The next time that it is eight, at least an hour from now.
fn morning(day: &Day) -> String {
    let zone = day.settings.zone;
    let of = |date: Date| zone.at(date, MORNING);
    let today = of(day.today);
    let next = if day.now.plus_minutes(60) <= today { today } else { of(day.today.succ_opt().unwrap_or(day.today)) };
    zone.local(next).format("%Y-%m-%dT%H:%M").to_string()
}

/// Households and people of the place that each cadre looks after now.
fn sizes(day: &Day) -> HashMap<CadreId, (u32, u32)> {
    let mut sizes: HashMap<CadreId, (u32, u32)> = HashMap::new();
    for shown in &day.homes {
        let people = count(shown.household().running_on(day.date).count());
        let mut cadres: Vec<CadreId> =
            shown.home().assignments.iter().filter(|each| each.term().is_active_at(day.now)).map(|each| each.cadre).collect();
        cadres.sort_unstable();
        cadres.dedup();
        for cadre in cadres {
            let (households, of_people) = sizes.entry(cadre).or_default();
            (*households, *of_people) = (households.saturating_add(1), of_people.saturating_add(people));
        }
    }
    sizes
}

fn row(day: &Day, (cadre, known): (CadreId, &StoredCadre), sizes: &HashMap<CadreId, (u32, u32)>, tells_devices: bool) -> Assignee {
    let (households, people) = sizes.get(&cadre).copied().unwrap_or_default();
    let heard = day.people.last_report([cadre]).filter(|_| tells_devices);
    Assignee {
        cadre,
        name: known.name.clone(),
        office: known.office.clone(),
        has_device: tells_devices.then(|| !day.people.devices(cadre).is_empty()),
        heard_text: heard.map(|at| time_or_date(day.settings.zone, at, day.today)),
        households,
        people,
    }
}
