//! The city on this disk: made once for a seed, a size and a schema, kept below the target folder, and copied for each run,
//! so that nothing that is measured changes what is measured next.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use daylog_backup::{
    folder::Folder,
    setup::{self, Founding},
};
use daylog_district::{District, clock::Clock};
use daylog_domain::time::{self, Zone};
use daylog_storage::drivers::sqlite::open::STEPS;
use daylog_testkit::city::{self, History, Numbers, Phone, Plan, Size};
use serde_json::{Value, json};

pub const SEED: u64 = 2020;
/// Counts up when the generator makes something else of the same seed.
const FORM: u32 = 1;
const PASSWORD: &str = "password.txt";
const MADE: &str = "made.json";

/// A district's folder that a run may change.
pub struct Run {
    pub plan: Plan,
    pub numbers: Numbers,
    pub district: Arc<District>,
    pub data: PathBuf,
    pub password: String,
    /// What making it said of itself.
    pub made: Value,
    clock: Arc<AtomicI64>,
}

impl Run {
    /// A copy of the kept city; where there is none, or one of another form, it is made first.
    pub fn of(size: Size) -> Self {
        let plan = Plan::new(SEED, size);
        let kept = kept(&plan);
        if !kept.exists() {
            make(&plan, &kept);
        }
        let copy = kept.with_extension("run");
        let _gone = fs::remove_dir_all(&copy);
        fs::create_dir_all(&copy).unwrap();
        for file in fs::read_dir(&kept).unwrap().map(Result::unwrap).filter(|file| file.path().is_file()) {
            fs::copy(file.path(), copy.join(file.file_name())).unwrap();
        }
        let read = |name: &str| fs::read_to_string(copy.join(name)).unwrap();
        let (password, made) = (read(PASSWORD), serde_json::from_str(&read(MADE)).unwrap());
        [PASSWORD, MADE].iter().for_each(|name| fs::remove_file(copy.join(name)).unwrap());
        let clock = Arc::new(AtomicI64::new(plan.end().0));
        let district = open(&copy, &clock);
        let numbers = Numbers::read(&district, &plan);
        Run { plan, numbers, district, data: copy, password, made, clock }
    }

    /// The same district, which was moved to the schema of this URL and is served from there.
    pub fn moved_to(self, url: &str) -> Self {
        Folder::at(&self.data).unwrap().set_address(Some(url)).unwrap();
        Run { district: open(&self.data, &self.clock), ..self }
    }

    pub fn now(&self) -> time::Instant {
        time::Instant(self.clock.load(Ordering::SeqCst))
    }

    /// Phones of these cadres beside their first ones.
    pub fn phones(&self, cadres: impl IntoIterator<Item = usize>, number: u32) -> Vec<Phone> {
        cadres.into_iter().map(|cadre| city::enrol(&self.district, &self.plan, cadre, number)).collect()
    }
}

fn kept(plan: &Plan) -> PathBuf {
    let Size { communities, cadres, residents, days } = plan.size;
    let schema = STEPS
        .iter()
        .flat_map(|step| step.bytes())
        .fold(u64::from(FORM), |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let program = std::env::current_exe().unwrap();
    let target = program.ancestors().find(|folder| folder.ends_with("target")).unwrap_or(Path::new("target")).to_owned();
    target.join("city").join(format!("{}-{communities}-{cadres}-{residents}-{days}-{schema:016x}", plan.seed))
}

fn open(data: &Path, clock: &Arc<AtomicI64>) -> Arc<District> {
    let folder = Folder::at(data).unwrap();
    let shared = clock.clone();
    let clock = Clock::new(move || time::Instant(shared.load(Ordering::SeqCst)));
    Arc::new(District::new(folder.database().unwrap(), clock, folder.keys().unwrap(), vec!["127.0.0.1:8470".to_owned()]).unwrap())
}

fn make(plan: &Plan, kept: &Path) {
    let started = Instant::now();
    let making = kept.with_extension("making");
    let _gone = fs::remove_dir_all(&making);
    fs::create_dir_all(making.parent().unwrap()).unwrap();
    let founding = Founding {
        name: "延吉市",
        zone: Zone::SHANGHAI,
        addresses: &[],
        key_file: None,
        database: None,
        requires_second_factor: false,
        now: plan.start(),
    };
    let password = setup::found(&making, &founding).unwrap().password;
    let clock = Arc::new(AtomicI64::new(plan.start().0));
    let district = open(&making, &clock);
    city::import(&district, plan);
    let numbers = Numbers::read(&district, plan);
    let mut phones: Vec<_> = (0..plan.cadres.len()).map(|cadre| city::enrol(&district, plan, cadre, 0)).collect();
    eprintln!("{} households, {} phones after {:.0} s", plan.homes.len(), phones.len(), started.elapsed().as_secs_f64());
    let told = |day| eprintln!("day {} of {} after {:.0} s", day + 1, plan.size.days, started.elapsed().as_secs_f64());
    let History { entries, pushes, missed_pushes } = city::live(&district, &clock, (plan, &numbers), &mut phones, told);
    drop((phones, district));
    let seconds = started.elapsed().as_secs_f64();
    let bytes = fs::read_dir(&making).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum::<u64>();
    let made = json!({"seconds": seconds, "entries": entries, "pushes": pushes, "missed_pushes": missed_pushes, "mib": bytes >> 20});
    fs::write(making.join(MADE), made.to_string()).unwrap();
    fs::write(making.join(PASSWORD), password).unwrap();
    fs::rename(&making, kept).unwrap();
    eprintln!("made: {made}");
}
