//! Taking up an invite: once, for one key, in time, and not by guessing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{District, two_households};
use daylog_server::enrolment;
use daylog_wire::{
    PROTOCOL_VERSION,
    enrol::{EnrolRequest, EnrolResponse},
    keys::SigningKey,
    refusal::EnrolRefusal,
};

fn request(secret: &str, key: u8) -> EnrolRequest {
    let device = SigningKey::from_seed(&[key; 32]).unwrap().public();
    EnrolRequest { version: PROTOCOL_VERSION, secret: secret.to_owned(), device, program: "test".to_owned() }
}

fn reason(answer: EnrolResponse) -> String {
    match answer {
        EnrolResponse::Refused(reason, _) => reason.to_string(),
        EnrolResponse::Enrolled(enrolment) => format!("enrolled {}", enrolment.cadre_name),
    }
}

#[test]
fn an_invite_binds_to_the_first_key_and_answers_it_again_until_it_expires() {
    let district = District::new(&two_households());
    district.invite("张如彬", "AAAAAAAAAA");
    let first = district.enrol(&request("AAAAAAAAAA", 1));
    let EnrolResponse::Enrolled(enrolment) = first.clone() else { panic!("{first:?}") };
    assert_eq!((enrolment.cadre_name.as_str(), enrolment.office.as_str()), ("张如彬", "市委办督查室"));
    assert_eq!(enrolment.server, district.server.keys.public());
    assert!(enrolment.district.contains("延吉市"));
    district.pass_minutes(59);
    assert_eq!(district.enrol(&request("AAAAAAAAAA", 1)), first, "the answer was lost");
    assert_eq!(reason(district.enrol(&request("AAAAAAAAAA", 2))), "invite_used");
    district.pass_minutes(1);
    assert_eq!(reason(district.enrol(&request("AAAAAAAAAA", 1))), "invite_expired");
}

#[test]
fn a_secret_that_nobody_was_given_is_unknown_and_an_old_program_is_told_to_update() {
    let district = District::new(&two_households());
    district.invite("张如彬", "AAAAAAAAAA");
    assert_eq!(reason(district.enrol(&request("AAAAAAAAAB", 1))), "invite_unknown");
    assert_eq!(reason(district.enrol(&EnrolRequest { version: 99, ..request("AAAAAAAAAA", 1) })), "update_needed");
    assert_eq!(reason(district.enrol(&request("AAAAAAAAAA", 1))), "enrolled 张如彬");
}

#[test]
fn a_key_that_belongs_to_one_cadre_cannot_take_up_anothers_invite() {
    let district = District::new(&two_households());
    district.invite("张如彬", "AAAAAAAAAA");
    district.invite("权贺永", "BBBBBBBBBB");
    district.invite("张如彬", "CCCCCCCCCC");
    assert_eq!(reason(district.enrol(&request("AAAAAAAAAA", 1))), "enrolled 张如彬");
    assert_eq!(reason(district.enrol(&request("BBBBBBBBBB", 1))), "invite_used");
    assert_eq!(reason(district.enrol(&request("BBBBBBBBBB", 2))), "enrolled 权贺永", "the refusal used up nothing");
    assert_eq!(reason(district.enrol(&request("CCCCCCCCCC", 1))), "enrolled 张如彬", "the same device, invited once more");
}

#[test]
fn guessing_is_slowed_down_for_its_address_and_comes_back_with_time() {
    let district = District::new(&two_households());
    district.invite("张如彬", "AAAAAAAAAA");
    let guess = |peer: u8| enrolment::answer(&district.server, &request("ZZZZZZZZZZ", 1), [10, 0, 0, peer].into()).unwrap();
    for _ in 0..60 {
        assert_eq!(reason(guess(1)), "invite_unknown");
    }
    assert_eq!(guess(1), EnrolResponse::Refused(EnrolRefusal::SlowDown.into(), Some(1)));
    assert_eq!(reason(guess(2)), "invite_unknown", "another address is not held up");
    district.pass_minutes(1);
    assert_eq!(reason(guess(1)), "invite_unknown");
}

#[test]
fn every_address_of_one_ipv6_line_guesses_on_the_same_account() {
    let district = District::new(&two_households());
    let guess = |n: u16| {
        let peer = std::net::Ipv6Addr::new(0x2001, 0xdb8, 1, 2, n, n, n, n);
        reason(enrolment::answer(&district.server, &request("ZZZZZZZZZZ", 1), peer.into()).unwrap())
    };
    let slowed = (0..256).filter(|n| guess(*n) == "slow_down").count();
    assert_eq!(slowed, 196);
}

#[test]
fn guesses_from_many_addresses_are_slowed_down_together() {
    let district = District::new(&two_households());
    let guess = |n: u16| {
        let [high, low] = n.to_be_bytes();
        enrolment::answer(&district.server, &request("ZZZZZZZZZZ", 1), [10, high, low, 1].into()).unwrap()
    };
    let slowed = (0..700).filter(|n| reason(guess(*n)) == "slow_down").count();
    assert_eq!(slowed, 100);
}

#[test]
fn an_office_that_mistypes_enrols_all_the_same_and_none_that_is_slowed_down_holds_up_another() {
    let district = District::new(&two_households());
    district.invite("张如彬", "AAAAAAAAAA");
    district.invite("张如彬", "BBBBBBBBBB");
    for _ in 0..40 {
        assert_eq!(reason(district.enrol(&request("ZZZZZZZZZZ", 1))), "invite_unknown");
    }
    assert_eq!(reason(district.enrol(&request("AAAAAAAAAA", 2))), "enrolled 张如彬");
    let flood = |_: &i32| reason(district.enrol(&request("ZZZZZZZZZZ", 1))) == "slow_down";
    assert!((0..2000).filter(flood).count() > 1900);
    let elsewhere = enrolment::answer(&district.server, &request("BBBBBBBBBB", 3), [10, 0, 0, 9].into()).unwrap();
    assert_eq!(reason(elsewhere), "enrolled 张如彬", "what was refused took nothing of what all share");
}

#[test]
fn enrolling_a_whole_office_from_one_address_is_no_guessing() {
    let district = District::new(&two_households());
    for number in 0..40 {
        district.invite("张如彬", &format!("SECRETAA{number:02}"));
        assert_eq!(reason(district.enrol(&request(&format!("SECRETAA{number:02}"), number + 1))), "enrolled 张如彬");
    }
}

#[test]
fn no_secret_is_stored_as_it_was_given() {
    let district = District::new(&two_households());
    district.invite("张如彬", "AAAAABBBBB");
    district.enrol(&request("AAAAABBBBB", 1));
    for file in std::fs::read_dir(district.folder.path().join("district")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(10).any(|window| window == b"AAAAABBBBB"));
        let password = district.password.as_bytes();
        assert!(!bytes.windows(password.len()).any(|window| window == password));
    }
}
