//! The program itself: commands, exit codes, two processes on one folder, TLS, traces.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::Stdio,
};

use common::{
    Device, HEADER, entry,
    program::{Fixture, json, program, run},
    roster, two_households,
};
use daylog_backup::folder::Folder;
use daylog_domain::entries::{Content, note::Note};
use daylog_storage::drivers::sqlite::open;
use daylog_wire::{
    PROTOCOL_VERSION,
    directory::SignedDirectory,
    enrol::{EnrolRequest, EnrolResponse, Fingerprint, Invite},
    keys::SigningKey,
    message::{SyncResponse, Verdict},
};
use serde_json::Value;

#[test]
fn a_folder_is_made_whole_for_its_owner_only_and_never_over_another() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::in_a_file();
    let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(fixture.data().into()), 0o700);
    for key in ["ca.key", "server.key", "signing.key", "server.db", "database.key"] {
        assert_eq!(mode(Path::new(&fixture.data()).join(key)), 0o600, "{key}");
    }
    let again = run(&["init", "--data", &fixture.data(), "--district", "x"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists already"));
    assert_eq!(std::fs::read_dir(fixture.folder.path()).unwrap().count(), 1, "nothing is left beside it");
    let nowhere = run(&["init", "--data", "/proc/nowhere", "--district", "x"]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert_eq!(run(&["init"]).status.code(), Some(2));
}

#[test]
fn a_recovery_kit_is_printed_or_kept_in_a_file_and_can_be_checked() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = |name: &str| folder.path().join(name).display().to_string();
    let shown = run(&["init", "--data", &fixture("one"), "--district", "延吉市"]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    std::fs::write(fixture("typed.txt"), &shown).unwrap();
    assert!(run(&["check-kit", &fixture("typed.txt")]).status.success(), "{shown}");
    let stained = shown.replace("\nK03 ", "\nK03 7");
    std::fs::write(fixture("typed.txt"), stained).unwrap();
    let refused = run(&["check-kit", &fixture("typed.txt")]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("line K03"), "{refused:?}");

    let init = ["init", "--data", &fixture("two"), "--district", "x", "--kit", &fixture("kit.txt"), "--format", "json"];
    let made = json(&run(&init));
    assert!(made["password"].is_string() && made["ca_key"].is_null() && made["recovery_key"].is_null(), "{made}");
    let checked = run(&["check-kit", &fixture("kit.txt")]);
    assert!(String::from_utf8_lossy(&checked.stdout).contains(made["ca_fingerprint"].as_str().unwrap()));
    let over = run(&["init", "--data", &fixture("three"), "--district", "x", "--kit", &fixture("kit.txt")]);
    assert_eq!((over.status.code(), Path::new(&fixture("three")).exists()), (Some(1), false), "no kit is written over another");
}

#[test]
fn there_is_no_district_whose_recovery_kit_could_not_be_kept_or_shown() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = |name: &str| folder.path().join(name).display().to_string();
    let unwritten = run(&["init", "--data", &fixture("one"), "--district", "x", "--kit", &fixture("nowhere/kit.txt")]);
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let unshown = |format| {
        let mut init = program(&["init", "--data", &fixture("two"), "--district", "x", "--format", format]);
        init.stdout(full()).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap()
    };
    for (name, refused) in [("written", unwritten), ("shown", unshown("text")), ("shown", unshown("json"))] {
        let says = String::from_utf8_lossy(&refused.stderr);
        assert!(refused.status.code() == Some(1) && says.contains(&format!("could not be {name}")), "{says}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{name}");
    }
    // What else cannot be shown is no success either.
    let place_of = Fixture::new();
    let mut checkpoint = program(&["checkpoint", "--data", &place_of.data()]);
    let unshown = checkpoint.stdout(full()).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    assert!(unshown.status.code() == Some(1) && String::from_utf8_lossy(&unshown.stderr).contains("could not be shown"), "{unshown:?}");
    // Where the district cannot be put in its place after that, nobody takes the kit for one of a district.
    let nowhere = ["init", "--data", &fixture("three"), "--district", "x", "--key-file", &fixture("nowhere/stick.key")];
    let shown = run(&nowhere);
    assert_eq!(shown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&shown.stderr).contains("belong to no district"), "{shown:?}");
    let written = run(&[nowhere.as_slice(), &["--kit", &fixture("kit.txt")]].concat());
    assert_eq!(written.status.code(), Some(1));
    assert!(!String::from_utf8_lossy(&written.stderr).contains("belong to no district"), "{written:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_databases_key_may_lie_elsewhere_and_without_it_nothing_opens() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = |name: &str| folder.path().join(name).display().to_string();
    let (data, stick) = (fixture("district"), fixture("stick.key"));
    json(&run(&["init", "--data", &data, "--key-file", &stick, "--district", "延吉市", "--format", "json"]));
    assert!(!Path::new(&data).join("database.key").exists());
    let add = |more: &[&str]| run(&[&["account", "add", "乙", "--role", "district", "--data", &data], more].concat());
    let refused = add(&[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is encrypted and its key"), "{refused:?}");
    std::fs::write(fixture("other.key"), "7f".repeat(32)).unwrap();
    let refused = add(&["--key-file", &fixture("other.key")]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("does not open this database"), "{refused:?}");
    std::fs::write(fixture("junk"), [0xff, 0xfe, 0x00]).unwrap();
    let refused = add(&["--key-file", &fixture("junk")]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is not 64 hex digits"), "{refused:?}");
    assert!(add(&["--key-file", &stick]).status.success());
    // A stick that holds a key already is not written over, and a failed start leaves nothing.
    let second = run(&["init", "--data", &fixture("second"), "--key-file", &stick, "--district", "x"]);
    assert_eq!((second.status.code(), Path::new(&fixture("second")).exists()), (Some(1), false));
    assert!(add(&["--key-file", &stick]).status.code() == Some(1), "the name is taken: the key still opens the first");
}

#[test]
fn good_rows_go_in_in_every_encoding_and_the_same_file_twice_changes_nothing() {
    let fixture = Fixture::new();
    let text = two_households();
    let first = fixture.import(&text);
    assert_eq!((&first["rows"], &first["added"], &first["changed"]), (&2.into(), &2.into(), &0.into()));
    let gb18030 = encoding_rs::GB18030.encode(&text).0.into_owned();
    let bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for (bytes, encoding) in [(text.clone().into_bytes(), "UTF-8"), (gb18030, "GB18030"), (bom, "UTF-8")] {
        let file = fixture.file("again.csv", &bytes);
        let again = json(&run(&["import", "--data", &fixture.data(), &file, "--format", "json"]));
        assert_eq!((&again["added"], &again["changed"], &again["unchanged"]), (&0.into(), &0.into(), &2.into()), "{encoding}");
        assert_eq!(again["encoding"], encoding);
    }
    let report = fixture.import(&text.replace("10000000001", "10000000009"));
    assert_eq!((&report["rows"], &report["added"], &report["changed"]), (&2.into(), &0.into(), &2.into()));

    let file = fixture.file("other.csv", b"a,b,c\n1,2,3\n");
    let none = run(&["import", "--data", &fixture.data(), &file]);
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&none.stderr).contains("missing: street"));
    assert_eq!(run(&["import", "--data", &fixture.data(), "/nowhere.csv"]).status.code(), Some(1));
    assert_eq!(run(&["import", "--data", "/nowhere", &file]).status.code(), Some(1));
}

#[test]
fn an_ambiguous_cadre_is_listed_and_the_office_settles_it() {
    let fixture = Fixture::new();
    fixture.import(&roster(&[("A1", "园锦社区", "李某/甲局/cadre"), ("B1", "长新社区", "李某/乙局/cadre")]));
    let ambiguous = run(&["invite", "--data", &fixture.data(), "--cadre", "李某"]);
    assert_eq!(ambiguous.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ambiguous.stderr).into_owned();
    assert!(said.contains("李某/甲局") && said.contains("李某/乙局"), "{said}");
    let invite = json(&run(&["invite", "--data", &fixture.data(), "--cadre", "李某/乙局", "--hours", "1", "--format", "json"]));
    assert_eq!(invite["expires_at"], "2020-03-01T11:40:00+08:00");
    assert_eq!(invite["code"].as_str().unwrap().len(), 23);
    assert_eq!(run(&["invite", "--data", &fixture.data(), "--cadre", "李某", "--hours", "0"]).status.code(), Some(2));
}

#[test]
fn a_secretary_belongs_to_a_known_community() {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    let data = fixture.data();
    let add = |community: &str| run(&["account", "add", "书记", "--role", "secretary", "--community", community, "--data", &data]);
    assert_eq!(add("不存在").status.code(), Some(1));
    assert!(add("公园街道/长新社区").status.success());
    assert_eq!(add("长新社区").status.code(), Some(1), "the name is taken");
    assert_eq!(run(&["account", "add", "b", "--role", "secretary", "--data", &data]).status.code(), Some(2));
    assert!(json(&run(&["account", "reset", "书记", "--data", &data, "--format", "json"]))["password"].is_string());
    assert_eq!(run(&["account", "reset", "nobody", "--data", &data]).status.code(), Some(1));
    assert!(run(&["account", "remove", "书记", "--data", &data]).status.success());
    assert_eq!(run(&["account", "remove", "书记", "--data", &data]).status.code(), Some(1));
}

#[test]
fn a_database_from_a_newer_version_is_refused_with_a_clear_word() {
    let fixture = Fixture::in_a_file();
    let database = Path::new(&fixture.data()).join("server.db");
    let key = Folder::at(Path::new(&fixture.data())).unwrap().database_key().unwrap();
    open::keyed(&database, &key).unwrap().pragma_update(None, "user_version", 7).unwrap();
    let before = std::fs::read(&database).unwrap();
    let refused = run(&["serve", "--data", &fixture.data(), "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("newer version"));
    assert_eq!(std::fs::read(&database).unwrap(), before);
}

#[test]
fn a_device_enrols_and_syncs_over_tls_and_traces_name_nobody() {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    let serving = fixture.serve("127.0.0.1:0");
    let invite = json(&run(&["invite", "--data", &fixture.data(), "--cadre", "张如彬", "--format", "json"]));
    let link: Invite = invite["link"].as_str().unwrap().parse().unwrap();
    assert_eq!(link.addresses, std::slice::from_ref(&serving.address), "the invite made while it serves leads to it");
    assert!(matches!(&link.fingerprint, Fingerprint::Whole(found) if *found == Fingerprint::whole(&serving.authority)));
    let typed: Invite = format!("{} {}", serving.address, invite["code"].as_str().unwrap()).parse().unwrap();
    assert!(typed.fingerprint.fits(&serving.authority) && typed.secret == link.secret);

    let seed = [3; 32];
    let key = SigningKey::from_seed(&seed).unwrap().public();
    let request = EnrolRequest { version: PROTOCOL_VERSION, secret: link.secret.clone(), device: key, program: "test".to_owned() };
    let EnrolResponse::Enrolled(enrolment) = EnrolResponse::from_bytes(&serving.post("/enrol", &request.to_bytes())).unwrap() else {
        panic!("not enrolled");
    };
    let mut device = Device::new(seed, enrolment.device);
    device.append(&entry(1, "2020-03-01T10:35", Content::Note(Note { text: "他说想吃冷面".to_owned() })));
    device.append(&common::reading(1, "2020-03-01T10:36", 377));
    let answer = serving.post("/sync", &device.signed(&device.request()).to_bytes());
    let answer = SyncResponse::from_bytes(&answer).unwrap();
    assert_eq!((answer.verdict, answer.have), (Verdict::Accepted, 2));
    serving.ask("POST", "/sync", "", b"\x00 garbage \xFF");

    let body = format!("{{\"name\":\"district\",\"password\":\"{}\"}}", fixture.password);
    let (status, head, _) = serving.ask("POST", "/api/v1/session", "x-daylog: 1\r\ncontent-type: application/json\r\n", body.as_bytes());
    assert_eq!(status, 200, "{head}");
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap().split(';').next().unwrap().to_owned();
    let (status, _, page) = serving.ask("GET", "/api/v1/households/1?date=2020-03-01", &format!("cookie: {cookie}\r\n"), b"");
    assert_eq!(status, 200);
    assert!(String::from_utf8_lossy(&page).contains("他说想吃冷面"));
    serving.ask("GET", "/api/v1/households?search=%E4%BD%8F%E6%88%B7A1", &format!("cookie: {cookie}\r\n"), b"");

    let diary = json(&run(&["diary", "--data", &fixture.data(), "--date", "2020-03-01", "--cadre", "张如彬", "--format", "json"]));
    assert_eq!((&diary[0]["kind"], &diary[1]["summary"]), (&"note".into(), &"temperature reading: 37.7".into()));
    let token = cookie.split('=').nth(1).unwrap().to_owned();
    let (out, err) = serving.stop();
    assert_eq!(out, "", "one line on standard output, and no more");
    assert!(err.contains("\"route\":\"/sync\""), "{err}");
    // Times, references and the port are digits by chance.
    let mut said = String::new();
    for line in err.lines() {
        let mut line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        line.as_object_mut().unwrap().remove("timestamp");
        line["fields"].as_object_mut().unwrap().retain(|name, _| !["reference", "millis", "port"].contains(&name.as_str()));
        said.push_str(&line.to_string());
    }
    for secret in ["张如彬", "住户", "A1", "%E4", "冷面", "37.7", "377", "10000000001", "延吉", &link.secret, &fixture.password, &token]
    {
        assert!(!said.contains(secret), "{secret} is in the trace:\n{err}");
    }
}

#[test]
fn a_page_that_listens_hears_of_an_import_by_another_process() {
    let fixture = Fixture::new();
    let serving = fixture.serve("127.0.0.1:0");
    let body = format!("{{\"name\":\"district\",\"password\":\"{}\"}}", fixture.password);
    let (_, head, _) = serving.ask("POST", "/api/v1/session", "x-daylog: 1\r\ncontent-type: application/json\r\n", body.as_bytes());
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap().split(';').next().unwrap();
    let mut stream = serving.connect("127.0.0.1");
    write!(stream, "GET /api/v1/events HTTP/1.1\r\nhost: server\r\ncookie: {cookie}\r\n\r\n").unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("text/event-stream")));
    fixture.import(&two_households());
    assert!(lines.any(|line| line == "data: {\"changed\":\"roster\"}"));
    // An open stream does not hold up the stop.
    serving.stop();
}

#[test]
fn the_certificate_covers_where_the_server_listens() {
    let fixture = Fixture::new();
    for listen in ["127.0.0.1:0", "127.0.0.2:0"] {
        let serving = fixture.serve(listen);
        let host = listen.split(':').next().unwrap();
        for host in [host, "localhost"] {
            let mut stream = serving.connect(host);
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"healthy\":true"), "{host}: {answer}");
        }
        serving.stop();
    }
    let hosts = std::fs::read_to_string(Path::new(&fixture.data()).join("server.hosts")).unwrap();
    assert!(hosts.lines().any(|host| host == "127.0.0.2"), "{hosts}");
}

#[test]
fn a_running_server_shows_a_certificate_for_an_address_as_soon_as_it_is_named() {
    let fixture = Fixture::new();
    let serving = fixture.serve("127.0.0.1:0");
    let answers = |host: &str| {
        let mut stream = serving.connect(host);
        let mut answer = String::new();
        let asked = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        asked.and_then(|()| stream.read_to_string(&mut answer)).is_ok_and(|_| answer.starts_with("HTTP/1.1 200"))
    };
    assert!(!answers("daylog.example"), "nobody named it");
    assert!(run(&["address", "add", "Daylog.Example:8470", "--data", &fixture.data()]).status.success());
    while !answers("daylog.example") {
        std::thread::yield_now();
    }
    let listed = json(&run(&["address", "list", "--data", &fixture.data(), "--format", "json"]));
    assert_eq!(listed["addresses"], serde_json::json!([serving.address, "daylog.example:8470"]), "where it listens stays named");
    serving.stop();
}

#[test]
fn a_dry_run_with_other_days_sets_nothing() {
    let fixture = Fixture::new();
    let retention = |words: &[&str]| {
        let output = run(&[["retention", "--data", &fixture.data()].as_slice(), words].concat());
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(retention(&[]).contains("is kept: without end"));
    assert!(retention(&["--days", "60"]).contains("is kept: 60 days"));
    assert!(retention(&["--days", "30", "--dry-run"]).contains("would be kept: 30 days"));
    assert!(retention(&[]).contains("is kept: 60 days"));
}

#[test]
fn wrong_input_is_answered_in_words_that_fit_it() {
    let fixture = Fixture::new();
    let junk = fixture.folder.path().join("junk").display().to_string();
    std::fs::write(&junk, [0xff, 0xfe, 0x00]).unwrap();
    let data = fixture.data();
    let retention = ["retention", "--days", "60", "--apply", "--backups", "nowhere", "--data", &data];
    let restore = ["restore", "--from", "absent", "--kit", &junk, "--data", "new"];
    let cases: [(&[&str], i32, &str); 9] = [
        (&["init", "--data", "new", "--district", " "], 2, "a name is needed"),
        (&["account", "add", "", "--role", "district", "--data", &data], 2, "a name is needed"),
        (&["account", "remove", "nobody", "--data", &data], 1, "No account was removed."),
        (&["account", "remove", "district", "--data", &data], 1, "the only account with the role district"),
        (&["account", "reset", "nobody", "--data", &data], 1, "No password was changed."),
        (&["diary", "--date", "2020-02-27", "--cadre", "nobody", "--data", &data], 1, "Nothing was done."),
        (&retention, 1, "Nothing was purged."),
        (&restore, 1, "this is no recovery kit"),
        (&["take", "--data", &data, "absent"], 1, "Nothing was changed."),
    ];
    for (words, code, said) in cases {
        let output = run(words);
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {text}");
        assert!(text.contains(said), "{words:?}: {text}");
        assert!(!Path::new("new").exists(), "{words:?}");
    }
}

#[test]
fn a_port_that_is_taken_is_said_so() {
    let fixture = Fixture::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let refused = run(&["serve", "--data", &fixture.data(), "--listen", &taken.local_addr().unwrap().to_string()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("cannot listen"));
}

#[test]
fn the_header_of_the_roster_is_the_documented_one() {
    assert!(two_households().starts_with(HEADER));
    let shared = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/roster.csv")).unwrap();
    assert_eq!(shared.lines().next(), Some(HEADER));
    assert_eq!(Fixture::new().import(&shared)["added"], 49);
}

/// How a camera that sees the terminal reads it: dark and light by the colours that the lines set themselves, half blocks as
/// two rows each, and nothing but light around.
fn photographed(printed: &str) -> String {
    let rows: Vec<Vec<bool>> = printed
        .lines()
        .filter_map(|line| line.strip_prefix("\u{1b}[38;5;16;48;5;231m")?.strip_suffix("\u{1b}[0m"))
        .flat_map(|line| [line.chars().map(|c| "█▀".contains(c)).collect(), line.chars().map(|c| "█▄".contains(c)).collect()])
        .collect();
    let (height, width) = (rows.len(), rows.first().map_or(0, Vec::len));
    assert!(height >= width && rows.iter().all(|row| row.len() == width), "{width} columns, {height} half rows: {printed}");
    let is_quiet = |row: usize, column: usize| row < 4 || row >= width - 4 || column < 4 || column >= width - 4;
    assert!(rows.iter().enumerate().all(|(at, row)| row.iter().enumerate().all(|(column, dark)| !dark || !is_quiet(at, column))));
    assert!(width > 0, "no line of a code: {printed}");
    let grey = |x: usize, y: usize| if rows[y / 3][x / 3] { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width * 3, height * 3, grey);
    let found = image.detect_grids();
    assert_eq!(found.len(), 1, "{printed}");
    found[0].decode().unwrap().1
}

#[test]
fn an_invite_and_a_directory_are_read_from_the_screen_as_they_are_printed() {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    let data = fixture.data();
    let shown = |words: &[&str]| {
        let output = run(&[words, &["--data", &data]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let directory = shown(&["directory"]);
    let with_code = shown(&["directory", "--qr"]);
    assert!(with_code.starts_with(&directory), "{with_code}");
    assert_eq!(photographed(&with_code), directory.trim_end());
    // What is copied from a camera app is what a device takes.
    let signed = SignedDirectory::from_text(&photographed(&with_code)).unwrap();
    assert_eq!(signed.to_text(), directory.trim_end());

    let invited = shown(&["invite", "--cadre", "张如彬", "--qr"]);
    let link = photographed(&invited);
    assert!(invited.contains(&format!("link     {link}\n")), "{invited}");
    let Invite { fingerprint, secret, .. } = link.parse().unwrap();
    let typed = invited.lines().find_map(|line| line.trim().strip_prefix("code     ")).unwrap();
    assert!(typed.replace('-', "").ends_with(&secret) && matches!(fingerprint, Fingerprint::Whole(_)));
    // During a CA rotation it names two authorities, and is still a code that can be read.
    shown(&["certificate", "announce"]);
    let both = shown(&["directory", "--qr"]);
    assert!(both.lines().next().unwrap().len() > directory.len() + 500, "{both}");
    assert_eq!(photographed(&both), both.lines().next().unwrap());
    assert_eq!(run(&["invite", "--cadre", "张如彬", "--qr", "--format", "json", "--data", &data]).status.code(), Some(2));
}

#[test]
fn what_no_qr_code_can_hold_is_said_beside_the_text_and_goes_as_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("district").display().to_string();
    let addresses: Vec<String> = (0..90).map(|number| format!("server-{number}.far-away.example:8470")).collect();
    let named = addresses.iter().flat_map(|address| ["--address", address]);
    json(&run(&["init", "--data", &data, "--district", "x", "--format", "json"].into_iter().chain(named).collect::<Vec<_>>()));
    let refused = run(&["directory", "--qr", "--data", &data]);
    let (text, says) = (String::from_utf8(refused.stdout).unwrap(), String::from_utf8(refused.stderr).unwrap());
    assert_eq!((refused.status.code(), text.lines().count()), (Some(1), 1), "the text is there, and no half of a code");
    assert!(says.contains("No QR code") && says.contains("2953") && says.contains("directory --to"), "{says}");

    let file = folder.path().join("directory.txt");
    let to = ["directory", "--to", &file.display().to_string(), "--data", &data].map(str::to_owned);
    let to: Vec<&str> = to.iter().map(String::as_str).collect();
    assert!(run(&to).status.success());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    std::fs::write(&file, "another's").unwrap();
    let over = run(&to);
    assert!(over.status.code() == Some(1) && String::from_utf8_lossy(&over.stderr).contains("never written over"), "{over:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "another's");
    let nowhere = run(&["directory", "--to", "/proc/nowhere/x", "--data", &data]);
    assert!(nowhere.status.code() == Some(1) && String::from_utf8_lossy(&nowhere.stderr).contains("/proc/nowhere/x"), "{nowhere:?}");
}
