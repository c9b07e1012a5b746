//! What a district keeps beside the entries of devices that fare well: branches of a copied log, bytes that nobody can read, envelopes,
//! revoked and lost devices, accounts, backups, and what is gone because its days were over.

use std::collections::BTreeMap;

use daylog_district::{
    acts,
    devices::{self, Actor, Reason},
    directory, handover, password, profile,
    purge::retention,
    record,
    types::{AccessKind, CorrectHousehold, CorrectResident, HandOver, Manner, Only},
    undo,
    views::{self, AttentionQuery, ListQuery},
};
use daylog_domain::{
    access::{Scope, Viewer},
    change::Source,
    ids::CadreId,
    places::Place,
    settings::Retention,
    time::Date,
};
use daylog_storage::{
    access_record,
    accounts::{self, Opening, second_factor},
    audit, backups,
    changes::{self, Author},
    district,
    feed::Feed,
    teams,
};
use daylog_wire::{delivery::Handed, envelope::OpenedEnvelope, message::Verdict};

use super::World;
use crate::district::{Device, contact, secretary};

fn district_day() -> Date {
    Date::from_ymd_opt(2020, 3, 1).unwrap()
}

impl World {
    pub(super) fn keep_the_rest(&mut self) {
        self.copy_a_phone();
        self.push_what_nobody_can_read();
        self.bring_envelopes();
        self.lose_devices();
        self.sign_in();
        self.correct();
        self.back_up();
        self.look_at_everything();
        self.end_days();
    }

    /// Asks for every page of the dashboard, and gives a new device of each cadre all that it may see.
    fn look_at_everything(&self) {
        let (district, now) = (&self.district.running, self.district.now());
        let (place, scope, date) = (Place::District, Scope::Place(Place::District), Some(district_day()));
        views::overview(district, place, date, &BTreeMap::new()).unwrap();
        // The second time the day is there, and what came meanwhile is added to it.
        let _device = self.newcomer("张如彬");
        views::overview(district, place, date, &BTreeMap::new()).unwrap();
        let query = AttentionQuery { place, date, state: None, hour: None, cadres: None, rows: 100 };
        views::attention(district, &query).unwrap();
        for (only, least) in [(None, super::HOMES), (Some(Only::InQuarantine), 0)] {
            let asked = ListQuery { scope, place, date, text: "", only, after: None, limit: 10 };
            assert!(views::household_list(district, &asked).unwrap().households >= least);
        }
        for household in 1..=super::HOMES {
            district.database.read(|db| views::household_page(db, scope, household, date, now)).unwrap().unwrap();
        }
        let (id, _) = self.logged.iter().flatten().next().unwrap();
        district.database.read(|db| views::bounds_of(db, *id)).unwrap();
        district.database.read(|db| views::diary(db, district_day(), Some(1))).unwrap();
        district.database.read(views::branches).unwrap();
        assert!(!devices::list(&district.database, scope, now).unwrap().is_empty());
        assert_eq!(district.database.read(|db| accounts::by_session(db, &[0; 32], now)).unwrap(), None);
        for cadre in ["张如彬", "权贺永"] {
            self.district.device(cadre).sync_all(district);
        }
    }

    fn newcomer(&self, cadre: &str) -> Device {
        let mut device = self.district.device(cadre);
        device.append(&contact(1, "2020-03-01T09:00"));
        device.sync(&self.district.running);
        device
    }

    /// Both go on: the other branch is kept as evidence.
    fn copy_a_phone(&self) {
        let mut device = self.newcomer("张如彬");
        let mut copy = device.clone();
        device.append(&contact(1, "2020-03-01T09:10"));
        device.sync(&self.district.running);
        copy.append(&contact(2, "2020-03-01T09:20"));
        let answer = copy.send(&self.district.running, &copy.request());
        assert_eq!(answer.verdict, Verdict::StartGeneration(1));
    }

    fn push_what_nobody_can_read(&self) {
        let mut device = self.newcomer("权贺永");
        device.append_bytes(b"no entry at all".to_vec());
        assert_eq!(device.sync(&self.district.running).refused.len(), 1);
        device.append(&contact(1, "2020-03-01T09:30"));
        let mut request = device.request();
        request.segments[0].bytes.truncate(9);
        let answer = device.send(&self.district.running, &request);
        assert!(matches!(answer.verdict, Verdict::Refused(_)));
    }

    /// One that follows from what is held, and one from nowhere.
    fn bring_envelopes(&self) {
        let mut device = self.newcomer("张如彬");
        let of = |device: &Device, first: u64| {
            let opened = OpenedEnvelope { device: device.id, log: device.log, nonce: device.nonce, segment: device.segment(first, first) };
            opened.encrypt(&self.district.running.keys.envelope_public(), &[5; 32]).unwrap()
        };
        (0..3).for_each(|minute| device.append(&contact(2, &format!("2020-03-01T09:4{minute}"))));
        let mut request = device.request();
        (request.segments, request.envelopes, request.orphans) = (Vec::new(), vec![of(&device, 2)], vec![of(&device, 4)]);
        let answer = device.send(&self.district.running, &request);
        assert!(answer.have == 2 && matches!(answer.orphans[..], [Handed::Refused(_)]), "{answer:?}");
    }

    fn lose_devices(&self) {
        let (database, now) = (&self.district.running.database, self.district.now());
        let lost = i64::from(self.newcomer("张如彬").id.0);
        devices::confirm_lost(database, lost, Actor::COMMAND, now).unwrap().unwrap();
        let revoked = i64::from(self.newcomer("权贺永").id.0);
        devices::revoke(database, revoked, Reason::Stolen, Actor::COMMAND, now).unwrap().unwrap();
        directory::publish(database, &self.district.running.keys, &["10.0.0.9:8470".to_owned()]).unwrap();
    }

    fn sign_in(&self) {
        let (database, now) = (&self.district.running.database, self.district.now());
        for (name, viewer) in [("district", Viewer::District), ("书记", secretary(1))] {
            let hash = password::hash(name).unwrap();
            let inserted = database.write(|db| {
                accounts::insert(db, name, viewer, &hash, now)?;
                let account = accounts::by_name(db, name)?.unwrap().0;
                let role = account.roles[0].id;
                let opening = Opening { account: account.id, role, has_second_factor: true, address: "10.0.0.1", program: "test" };
                accounts::open_session(db, &opening, &hash.hash, now, now.plus_minutes(60))?;
                second_factor::begin(db, account.id, &[7; 20], now)?;
                assert!(second_factor::take(db, account.id, 1, now)?);
                second_factor::set_recovery_codes(db, account.id, &[hash.hash])?;
                access_record::insert(db, &[record::line(AccessKind::SignedIn, now, Some(account.id), "10.0.0.1")])
            });
            inserted.unwrap();
        }
        let lead = database.write(|db| {
            let team = teams::insert(db, "督查组", "市委办督查室", Some(CadreId(1)))?.unwrap();
            teams::add_member(db, team, CadreId(1))?;
            accounts::insert(db, "组长", Viewer::Lead(team), &password::hash("组长").unwrap(), now)
        });
        assert!(lead.unwrap());
    }

    /// A resident and a household are corrected by hand, one of them under a key, and the page shows it.
    fn correct(&self) {
        let (database, now) = (&self.district.running.database, self.district.now());
        let by = acts::Actor {
            author: Author { account: Some(1), name: "district".to_owned(), source: Source::Screen },
            scope: Scope::Place(Place::District),
        };
        let key = acts::Key { text: "key".to_owned(), digest: [9; 32] };
        let request = acts::Request { by: &by, is_preview: false, key: Some(&key), now };
        let resident =
            CorrectResident { name: Some("安改".to_owned()), phone: Some("13800000099".to_owned()), ..CorrectResident::default() };
        acts::act(database, request, |act| profile::correct_resident(act, 4, &resident)).unwrap();
        let newest = database.read(|db| changes::of_household(db, 4, 1)).unwrap();
        let seen = Manner { seen: Some(newest.first().map_or(0, |change| change.id)), ..Manner::default() };
        let household = CorrectHousehold { address: Some("梨花路9号".to_owned()), manner: seen, ..CorrectHousehold::default() };
        let request = acts::Request { key: None, ..request };
        acts::act(database, request, |act| profile::correct_household(act, 4, &household)).unwrap();
        let done = database.read(|db| changes::of_household(db, 4, 1)).unwrap();
        acts::act(database, request, |act| undo::undo(act, done[0].act)).unwrap();
        let given = HandOver { households: vec![1, 2], to: 2, ..HandOver::default() };
        // Refused in a history that has gone on until their days are over.
        drop(acts::act(database, request, |act| handover::hand_over(act, &given)));
    }

    fn back_up(&self) {
        let now = self.district.now();
        let kept = self.district.running.database.write(|db| {
            backups::insert_verified(db, now, "daylog-1.backup", 1_234)?;
            backups::insert_failed(db, now, "disk_full")?;
            backups::set_watermark(db, &backups::Watermark { segment: 1, made_at: now, digest: vec![7; 32] })?;
            audit::insert(db, now, audit::COMMAND, "backup", "daylog-1.backup")
        });
        kept.unwrap();
    }

    /// What was written about households whose days are over goes by the district's rule, and what held it is rewritten.
    fn end_days(&self) {
        self.district.pass_minutes(60 * 24 * 90);
        let (running, now) = (&self.district.running, self.district.now());
        let set = running.database.write(|db| {
            let mut feed = Feed::begin(db)?;
            let mut settings = district::read(db)?.settings;
            settings.retention = Retention { days: Some(30), ..settings.retention };
            district::set_settings(db, &mut feed, &settings)?;
            feed.finish(db)
        });
        set.unwrap();
        let due = retention::due(&running.database, now).unwrap();
        // Not all of it, so that something is left to look at.
        let households: Vec<_> = due.iter().take(2).map(|due| due.id).collect();
        assert!(due.len() > 2, "{households:?}");
        self.order(&households);
        assert!(running.database.vacuum().unwrap());
        // Something is kept again behind that.
        let _device = self.newcomer("张如彬");
    }
}
