//! A forgotten PIN, through the real programs: the district's kit opens what the PIN no longer does.

use std::fs;

use daylog_tests::harness::{Device, District, program};

fn recover(device: &Device, pin: &str, args: &[&str]) -> daylog_tests::harness::Outcome {
    let mut command = std::process::Command::new(program("daylog"));
    command.arg("--profile").arg(device.profile()).arg("recover").args(args).args(["--format", "json"]);
    command.env("DAYLOG_NOW", &device.now).env("DAYLOG_PIN", pin);
    daylog_tests::harness::Outcome::of(&mut command)
}

fn with_pin(device: &Device, pin: &str, args: &[&str]) -> daylog_tests::harness::Outcome {
    daylog_tests::harness::Outcome::of(device.command(args).env("DAYLOG_PIN", pin))
}

#[test]
fn a_forgotten_pin_is_replaced_with_the_districts_help_and_nothing_is_lost() {
    let district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    device.note("waits");
    let asked = recover(&device, "", &[]).json();
    let text = asked["text"].as_str().unwrap();
    assert_eq!(recover(&device, "", &[]).json(), asked, "asking again does not spoil an answer under way");
    let kit = district.kit();
    let answered = district.recover(&kit, text);
    assert_eq!(answered["check"], asked["check"]);
    let answer = answered["answer"].as_str().unwrap();

    assert!(recover(&device, "1234", &[answer]).fix().contains("8 digits"));
    let opened = recover(&device, "13571357", &[answer]).json();
    assert_eq!(opened["stage"], "open");
    assert!(with_pin(&device, "24682468", &["status"]).fix().contains("the PIN is wrong"));
    let status = with_pin(&device, "13571357", &["status", "--format", "json"]).json();
    assert_eq!(status["pending"], 1);
    // The answer was for once.
    assert!(recover(&device, "99999999", &[answer]).fix().contains("another request"));
    // And the district still has its copy, should it happen again.
    let again = recover(&device, "", &[]).json();
    let answered = district.recover(&kit, again["text"].as_str().unwrap());
    assert_eq!(recover(&device, "11223344", &[answered["answer"].as_str().unwrap()]).json()["stage"], "open");
}

#[test]
fn a_foreign_kit_a_foreign_answer_and_half_a_text_change_nothing() {
    let (district, other) = (District::new(), District::new());
    let device = Device::enrolled(&district.invite("张如彬"));
    let stranger = Device::enrolled(&district.invite("权贺永"));
    let text = recover(&device, "", &[]).json()["text"].as_str().unwrap().to_owned();
    let request = device.profile().parent().unwrap().join("request.txt");
    fs::write(&request, &text).unwrap();
    let refused = other.run_bare(&["recover", "--kit", other.kit().to_str().unwrap(), request.to_str().unwrap()]);
    assert!(refused.fix().contains("another request, device or district"));
    let strangers = recover(&stranger, "", &[]).json()["text"].as_str().unwrap().to_owned();
    let answer = district.recover(&district.kit(), &strangers)["answer"].as_str().unwrap().to_owned();
    // Said before anybody is asked for a new PIN.
    assert!(recover(&device, "", &[&answer]).fix().contains("another request"));
    assert!(recover(&device, "", &[&answer[..answer.len() - 9]]).fix().contains("whole answer"));
    assert_eq!(with_pin(&device, "24682468", &["status"]).code, 0);
    let own = district.recover(&district.kit(), &text)["answer"].as_str().unwrap().to_owned();
    assert_eq!(recover(&device, "13571357", &[&own]).json()["stage"], "open");
}
