//! For whoever looks for the cause of a failed seed: `DAYLOG_WATCH="entry 7"` says after each step where that entry is, when
//! that has changed, and what happened in the step.

use super::world::World;

#[derive(Default)]
pub struct Watch {
    text: Option<String>,
    counted: Vec<(&'static str, u64)>,
    was: String,
}

impl Watch {
    #[must_use]
    pub fn asked() -> Self {
        Watch { text: std::env::var("DAYLOG_WATCH").ok(), ..Watch::default() }
    }

    pub fn look(&mut self, world: &mut World) {
        let Some(text) = &self.text else { return };
        let on = |phone: &super::phone::Phone| {
            let own = phone.own().into_iter().find(|own| own.text == *text);
            match own {
                Some(own) if own.is_received => "received",
                Some(_) => "waits",
                None if phone.device.shown().contains(text) => "read",
                None if phone.holds.contains(text) => "encrypted",
                None => "-",
            }
        };
        let phones: Vec<_> = world.phones.iter().map(|phone| format!("{}:{}", phone.number, on(phone))).collect();
        let oracle = (world.oracle.gone.contains(text), world.oracle.doubled.contains(text), world.oracle.purged.contains(text));
        let is = format!(
            "district {}, devices {phones:?}, (gone, doubled, purged) {oracle:?}, revoked {:?}",
            world.on_server().iter().filter(|held| *held == text).count(),
            world.oracle.told.revoked,
        );
        let counted: Vec<_> = world.counts.by_name().collect();
        if is != self.was || world.is_calm {
            let new = counted.iter().filter(|count| !self.counted.contains(count)).map(|count| count.0);
            eprintln!("step {}: {is}\n    {}", world.at, new.collect::<Vec<_>>().join(", "));
            let places = world.phones.iter_mut().map(|phone| {
                let device = phone.device.store().device().unwrap();
                (device.epoch.map(|epoch| epoch.0[0]), device.feed)
            });
            let places: Vec<_> = places.collect();
            for (number, phone) in world.phones.iter().enumerate() {
                let lines = phone.device.lines();
                let found = lines.iter().filter(|line| crate::parts::text(&line.stored.entry.content) == *text);
                let ids: Vec<_> = found.map(|line| (line.stored.id.log.0[0], line.stored.id.sequence)).collect();
                eprintln!("    device {number} shows it at {ids:?}");
            }
            for (log, sequence, bytes) in world.district.entries() {
                let entry = daylog_wire::entry_from_bytes(&bytes).unwrap();
                if crate::parts::text(&entry.content) == *text {
                    eprintln!("    the district holds it at {:?}, from {:?}", (log[0], sequence), entry.origin);
                }
            }
            let database = &world.district.server().database;
            let last = database.read(daylog_storage::feed::changes).unwrap().last;
            eprintln!("    places in the feed (epoch, number): {places:?}, of {last}");
        }
        (self.was, self.counted) = (is, counted);
    }
}
