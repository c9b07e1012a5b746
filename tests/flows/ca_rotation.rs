//! The district changes its certificate authority and its address: devices follow what was announced and signed, and nothing else.

use daylog_tests::harness::{DATE, Device, District};

fn texts(district: &District) -> usize {
    district.diary(DATE).len()
}

#[test]
fn devices_that_heard_of_the_next_authority_go_on_and_one_that_did_not_is_told_by_hand() {
    let mut district = District::new();
    let (heard, missed) = (Device::enrolled(&district.invite("张如彬")), Device::enrolled(&district.invite("园锦网格员")));
    heard.note("一");
    missed.note("二");
    for device in [&heard, &missed] {
        device.sync();
    }
    assert!(district.certificate("switch").fix().contains("no authority is announced"));
    assert_eq!(district.certificate("announce").code, 0);
    assert!(district.certificate("announce").fix().contains("announced already"));
    district.kill();
    district.start();
    heard.sync();
    assert!(district.certificate("status").stdout.contains("1 of 2 devices"));
    assert!(district.certificate("switch").fix().contains("1 of 2 devices have not heard"));
    // The district's own word is needed to go on all the same.
    let mut even_so = std::process::Command::new(daylog_tests::harness::program("daylog-server"));
    let switched = even_so.args(["certificate", "switch", "--even-so", "--data"]).arg(district.data()).output().unwrap();
    assert!(switched.status.success(), "{}", String::from_utf8_lossy(&switched.stderr));
    district.kill();
    district.start();
    heard.note("三");
    heard.sync();
    missed.note("四");
    let refused = missed.run(&["sync"]);
    assert!(refused.fix().contains("district"), "{}", refused.stderr);
    assert_eq!(texts(&district), 3, "nothing came, and nothing is lost");
    let directory = district.run(&["directory"]).stdout;
    // Another district's directory is refused, and so is half of one.
    let stranger = District::new();
    assert!(missed.run(&["directory", stranger.run(&["directory"]).stdout.trim()]).fix().contains("another district"));
    assert!(missed.run(&["directory", &directory.trim()[..40]]).fix().contains("no directory"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("directory.txt").display().to_string();
    assert!(missed.run(&["directory", "--file", &file]).fix().contains("directory.txt"), "no such file");
    std::fs::write(&file, [0xff; 200_000]).unwrap();
    assert!(missed.run(&["directory", "--file", &file]).fix().contains("no directory"));
    std::fs::remove_file(&file).unwrap();
    assert_eq!(district.run(&["directory", "--to", &file]).code, 0);
    assert_eq!(missed.run(&["directory"]).code, 2, "a line or a file");
    assert_eq!(missed.run(&["directory", directory.trim(), "--file", &file]).code, 2, "not both");
    assert_eq!(missed.run(&["directory", "--file", &file]).code, 0);
    assert_eq!(missed.run(&["directory", directory.trim()]).code, 0, "the one that is followed already is no mistake");
    missed.sync();
    assert_eq!(texts(&district), 4);
    let between = Device::enrolled(&district.invite("张如彬"));
    between.sync();
    assert!(district.certificate("status").stdout.contains("3 of 3 devices hold"), "one that knows only the new authority, too");
    assert_eq!(district.certificate("retire").code, 0);
    district.kill();
    district.start();
    for device in [&heard, &missed] {
        device.sync();
    }
    assert!(district.certificate("status").stdout.contains("One authority holds"));
    let newcomer = Device::enrolled(&district.invite("张如彬"));
    newcomer.sync();
}
