//! A household has several who look after it; each sees what the other did.

use daylog_tests::harness::{Device, District};

use crate::sorted;

#[test]
fn two_cadres_of_one_household_see_each_others_entries_and_amend_only_their_own() {
    let district = District::new();
    let cadre = Device::enrolled(&district.invite("张如彬"));
    let worker = Device::enrolled(&district.invite("园锦网格员"));
    let of_the_cadre = cadre.note("from the cadre");
    let of_the_worker = worker.note("from the community worker");
    cadre.sync();
    worker.sync();
    cadre.sync();
    let expected = {
        let mut both = vec![of_the_cadre.clone(), of_the_worker.clone()];
        both.sort();
        both
    };
    for (device, own) in [(&cadre, &of_the_cadre), (&worker, &of_the_worker)] {
        let lines = device.diary();
        assert_eq!(sorted(&lines, "entry"), expected);
        for line in &lines {
            assert_eq!(line["mine"].as_bool(), Some(line["entry"].as_str() == Some(own)), "{line}");
            assert_eq!(line["received"], true, "{line}");
        }
    }
    assert_eq!(sorted(&cadre.diary(), "cadre"), sorted(&worker.diary(), "cadre"));
    assert!(worker.run(&["withdraw", &of_the_cadre, "--reason", "not mine"]).fix().contains("another cadre's"));
}
