//! Whatever is traced, by a district and by a device, at the most talkative level and with everything going wrong that can:
//! no name, number, address, reading or word of the day is in it, and no PIN, password, token or key.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

mod browser;
mod doors;

use std::{
    io::Write,
    path::Path,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use browser::Browser;
use daylog_app::{App, Ports, clock::SystemClock, views::diary::Draft};
use daylog_domain::{
    entries::{
        Content,
        contact::{Channel, Contact, Reached},
        note::Note,
        seal::{Seal, SealState},
        temperature::{Celsius, Measured, Method, Temperature},
    },
    ids::{HouseholdId, ResidentId},
};
use daylog_tests::harness::{District, EVENING_INSTANT, Outcome, program};
use serde_json::Value;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

const LOUD: &str = "debug,daylog_server=trace,daylog_district=trace,daylog_backup=trace,daylog_storage=trace,daylog_app=trace,daylog_sync=trace,daylog_store=trace";
const PIN: &str = "83619274";
const WRONG_PIN: &str = "60417385";

/// Everything personal of the roster and the day, in words that occur nowhere else.
const PERSONAL: &[&str] = &[
    "玉龙街",
    "天池社区",
    "TRACE-4417",
    "松花路77号",
    "尹春花",
    "韩大海",
    "D99001122",
    "13977004411",
    "13977004422",
    "釜山归来",
    "郑保人",
    "酱油厂",
    "卢干部",
    "渔业局",
    "想吃狗不理包子",
    "夜里咳嗽",
    "咚咚咚敲门",
    "SEAL-90210",
    "看错体温计",
    "搬走冰箱",
    "38.7",
    "387",
    "36.4",
    "364",
    "书记老崔",
    "区里老金",
    "金达莱县",
];

/// What the device's process traced.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Heard {
    type Writer = Heard;

    fn make_writer(&'a self) -> Heard {
        self.clone()
    }
}

/// Words that must be in no trace; what is made while the test runs is added as it is learnt.
struct Secrets(Vec<String>);

impl Secrets {
    fn learn(&mut self, secret: &str) {
        assert!(secret.len() >= 6, "{secret} would be found by chance");
        self.0.push(secret.to_owned());
    }

    /// A key in the forms in which it might be printed; its beginning is enough to be found.
    fn learn_bytes(&mut self, bytes: &[u8]) {
        let beginning = &bytes[..9];
        self.learn(&hex(beginning));
        self.learn(&STANDARD.encode(beginning));
        let numbers = format!("{beginning:?}");
        self.learn(numbers.trim_matches(['[', ']']));
        self.learn(&numbers.trim_matches(['[', ']']).replace(' ', ""));
    }

    fn learn_key(&mut self, file: &Path) {
        let bytes = std::fs::read(file).unwrap();
        match std::str::from_utf8(&bytes) {
            // The lines of a PEM file, or a key in digits.
            Ok(text) => text.lines().filter(|line| line.len() >= 20 && !line.starts_with('-')).for_each(|line| self.learn(line)),
            Err(_) => self.learn_bytes(&bytes),
        }
    }

    fn found_in<'a>(&'a self, trace: &str) -> Vec<&'a str> {
        let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let all = PERSONAL.iter().copied().chain(self.0.iter().map(String::as_str));
        // Numbers are looked for between other characters than digits: a trace is full of times.
        let is_there = |text: &str, word: &str| {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            text.match_indices(word).any(|(at, _)| {
                let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
                !word.is_ascii() || word.len() > 4 || !(digit(before) || digit(after))
            })
        };
        all.filter(|word| is_there(trace, word) || (!word.is_ascii() && trace.contains(&percent(word)))).collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn roster(folder: &Path) -> std::path::PathBuf {
    let header = "street,community,household,address,resident,document,phone,from,first_day,last_day,guarantor,guarantor_workplace,cadres";
    let row = |resident: &str, phone: &str| {
        format!(
            "玉龙街,天池社区,TRACE-4417,松花路77号,{resident},D99001122,{phone},釜山归来,2020-02-20,2020-03-04,郑保人,酱油厂,卢干部/渔业局/cadre"
        )
    };
    let path = folder.join("roster.csv");
    std::fs::write(&path, format!("{header}\n{}\n{}\n", row("尹春花", "13977004411"), row("韩大海", "13977004422"))).unwrap();
    path
}

fn draft(household: HouseholdId, resident: Option<ResidentId>, at: &str, content: Content) -> Draft {
    Draft {
        household: Some(household),
        resident,
        content,
        at: Some(format!("2020-02-27T{at}")),
        note: Some("夜里咳嗽".to_owned()),
        late: None,
    }
}

fn reading(tenths: u16) -> Content {
    Content::Temperature(Temperature { result: Measured::Reading(Celsius(tenths)), method: Method::Photo, site: None })
}

/// A day on the device, with what goes wrong on it.
async fn live(app: &Arc<App>, link: &str, district: &mut District) {
    assert!(app.enrol("daylog://enrol?address=尹春花").await.is_err());
    assert!(app.enrol(&link.replace("secret=", "secret=0")).await.is_err());
    app.enrol(link).await.unwrap();
    let household = &app.households().unwrap()[0];
    let (household, resident) = (household.id, Some(household.residents[0].id));
    let seal = Seal { state: SealState::Broken, serial: Some("SEAL-90210".to_owned()), reason: Some("搬走冰箱".to_owned()) };
    let drafts = [
        draft(household, resident, "09:00", Content::Contact(Contact { channel: Channel::Phone, outcome: Reached::Reached })),
        draft(household, resident, "10:50", reading(387)),
        draft(household, None, "20:15", Content::Seal(seal)),
        draft(household, None, "20:30", Content::Note(Note { text: "想吃狗不理包子".to_owned() })),
    ];
    let saved = app.save_many(&drafts).unwrap();
    app.sync().await.unwrap();
    app.correct(saved[1].line.entry, &draft(household, resident, "10:50", reading(364)), "看错体温计").unwrap();
    app.withdraw(saved[3].line.entry, "咚咚咚敲门").unwrap();
    // Refused for its form, with the values in hand; then the server is away, and comes back.
    assert!(app.save(&draft(household, resident, "尹春花", reading(387))).is_err());
    assert!(app.save(&draft(household, resident, "10:50", reading(9_999))).is_err());
    district.kill();
    assert!(app.sync().await.is_err());
    district.start();
    app.sync().await.unwrap();
    app.lock().unwrap();
    assert!(app.unlock(WRONG_PIN).is_err());
    app.unlock(PIN).unwrap();
}

/// What the dashboard and whoever else asks of the server, well and badly.
fn look(district: &District, password: &str, secrets: &mut Secrets) {
    let mut browser = Browser::new(&district.data().join("ca.pem"), district.port());
    for (name, tried) in [("书记老崔", "not the password of 尹春花"), ("尹春花", password), (password, "13977004411")] {
        assert_eq!(browser.sign_in(name, tried).0, 401);
    }
    assert_eq!(browser.sign_in("书记老崔", password).0, 200);
    secrets.learn(browser.token().unwrap());
    let seen = browser.get("/api/v1/households/1?date=2020-02-27").1;
    assert!(seen.contains("尹春花") && seen.contains("想吃狗不理包子") && seen.contains("36.4"), "there is something to be found: {seen}");
    for path in [
        "/api/v1/overview?date=2020-02-27",
        "/api/v1/overview?date=%E5%B0%B9%E6%98%A5%E8%8A%B1",
        "/api/v1/households?search=13977004411",
        "/api/v1/households?search=%E5%B0%B9%E6%98%A5%E8%8A%B1",
        "/api/v1/households?after=TRACE-4417",
        "/api/v1/households/TRACE-4417",
        "/api/v1/TRACE-4417",
        "/TRACE-4417/%E5%B0%B9%E6%98%A5%E8%8A%B1",
        "/TRACE-4417.js",
        "/api/v1/openapi.json",
        "/api/v1/me/sessions",
        "/api/v1/access-record?what=%E5%B0%B9%E6%98%A5%E8%8A%B1",
    ] {
        browser.get(path);
    }
    for (path, kind) in
        [("/sync", "application/vnd.daylog+cbor"), ("/enrol", "application/vnd.daylog+cbor"), ("/api/v1/session", "TRACE-4417")]
    {
        let (status, _) = browser.ask("POST", path, &[("content-type", kind), ("x-daylog", "1")], "尹春花 38.7 SEAL-90210");
        assert!((400..500).contains(&status), "{path}: {status}");
    }
    browser.ask("TRACE-4417", "/api/v1/me", &[("cookie", "__Host-daylog=13977004411")], "");
    assert_eq!(browser.ask("DELETE", "/api/v1/session", &[("x-daylog", "1")], "").0, 204);
}

#[test]
fn a_full_day_with_everything_going_wrong_leaves_nobody_and_no_secret_in_any_trace() {
    let heard = Heard::default();
    tracing_subscriber::fmt().with_env_filter(EnvFilter::new(LOUD)).with_writer(heard.clone()).with_ansi(false).init();
    let folder = tempfile::tempdir().unwrap();
    let mut secrets = Secrets([PIN, WRONG_PIN].map(str::to_owned).to_vec());

    let mut district = District::empty();
    district.tracing = Some(LOUD);
    assert_eq!(district.run(&["import", roster(folder.path()).to_str().unwrap()]).code, 0);
    std::fs::write(district.data().join("metrics.token"), doors::METRICS_TOKEN).unwrap();
    secrets.learn(doors::METRICS_TOKEN);
    district.start();
    for file in std::fs::read_dir(district.data()).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|ending| ending == "key") {
            secrets.learn_key(&file);
        }
    }
    assert!(secrets.0.len() > 4, "the folder's keys are known");
    let add = |arguments: &[&str]| {
        let mut add = std::process::Command::new(program("daylog-server"));
        add.args(["account", "add"])
            .args(arguments)
            .args(["--format", "json", "--data"])
            .arg(district.data())
            .env("DAYLOG_NOW", &district.now);
        let account: Value = Outcome::of(&mut add).json();
        account["password"].as_str().unwrap().to_owned()
    };
    let password = add(&["书记老崔", "--role", "secretary", "--community", "天池社区"]);
    let of_district = add(&["区里老金", "--role", "district"]);
    let link = district.invite("卢干部");
    secrets.learn(&password);
    secrets.learn(&of_district);
    secrets.learn(link.rsplit_once("secret=").unwrap().1);

    let app =
        App::new(folder.path().join("profile"), Ports { clock: Arc::new(SystemClock::starting_at(EVENING_INSTANT)), ..Ports::default() });
    app.choose_pin(PIN).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(live(&app, &link, &mut district));
    look(&district, &password, &mut secrets);
    app.flush();
    doors::learn_keys(&folder.path().join("profile"), &mut secrets);
    let accounts = doors::Accounts { secretary: ("书记老崔", &password), district: ("区里老金", &of_district) };
    doors::drive(&app, &mut district, &accounts, folder.path(), &runtime);

    // A device that is not let in, with its work unsent, and a file that is no database any more.
    app.lock().unwrap();
    let database = folder.path().join("profile/daylog.db");
    assert!(database.exists());
    std::fs::write(&database, "尹春花".repeat(4096)).unwrap();
    assert!(app.unlock(PIN).is_err());
    drop(app);
    district.kill();

    let of_device = String::from_utf8(heard.0.lock().unwrap().clone()).unwrap();
    let of_server = district.trace();
    let by_server =
        ["\"/api/v1/households/{household}\"", "\"/deliver\"", "rescue file taken in", "loss confirmed", "device revoked", "\"/metrics\""];
    for (whose, trace, wanted) in [("device", of_device, &["store", "background delivery"][..]), ("server", of_server, &by_server)] {
        let untold: Vec<_> = wanted.iter().filter(|wanted| !trace.contains(**wanted)).collect();
        assert!(trace.lines().count() > 10 && untold.is_empty(), "the {whose} traced what it did, but for {untold:?}:\n{trace}");
        let found = secrets.found_in(&trace);
        let shown: Vec<&str> = trace.lines().filter(|line| found.iter().any(|word| line.contains(word))).take(5).collect();
        assert!(found.is_empty(), "in the trace of the {whose}: {found:?}\n{}", shown.join("\n"));
    }
}

#[test]
fn the_search_finds_what_there_is() {
    let secrets = Secrets(vec!["k7mq-2x9d".to_owned()]);
    for (trace, found) in [
        ("household=尹春花", Some("尹春花")),
        ("GET /x?search=%E5%B0%B9%E6%98%A5%E8%8A%B1", Some("尹春花")),
        ("celsius=38.7 ", Some("38.7")),
        ("Celsius(387)", Some("387")),
        ("password k7mq-2x9d", Some("k7mq-2x9d")),
        ("millis=1387 at 10:38.712", None),
    ] {
        assert_eq!(secrets.found_in(trace).first().copied(), found, "{trace}");
    }
}
