//! The database is restored to an earlier point, out of a base backup and the archived log, into a new cluster.

use daylog_backup::verify::{Report, Statement, Wrong, verify_against};
use daylog_testkit::postgres::{Cluster, Settings, Stop, Version, archived};
use daylog_tests::harness::pushes::Office;

use super::until_so_many_came;

fn held_against(office: &Office, statements: &[Statement]) -> Report {
    verify_against(&office.founded.running.database, statements).unwrap()
}

#[test]
fn a_district_restored_to_an_earlier_point_says_what_it_lacks_and_gets_it_back_from_its_devices() {
    Version::ALL.into_iter().for_each(go_back);
}

fn go_back(version: Version) {
    let cluster = Cluster::start_with(version, &Settings { fsync: true, lines: archived() });
    let url = cluster.fresh_database();
    let mut office = Office::new(&url);
    let before = office.epoch();
    office.push_while(|| {
        until_so_many_came(&url);
        cluster.base_backup("base");
        until_so_many_came(&url);
    });
    let earlier = office.statements();
    cluster.name_this_point("noon");
    office.push_while(|| until_so_many_came(&url));
    let later = office.statements();
    cluster.stop(Stop::Immediate);

    let restored = cluster.restored("base", "noon");
    let url = url.replace(&format!(":{}/", cluster.port()), &format!(":{}/", restored.port()));
    office.go_on_at(&url);
    let report = held_against(&office, &earlier.concat());
    assert!(report.findings.is_empty() && report.proven == 16, "{report:?}");
    let report = held_against(&office, &later.concat());
    let found = |wrong| report.findings.iter().filter(|finding| finding.what == wrong).count();
    assert_eq!((found(Wrong::ReceiptLost), found(Wrong::CheckpointLost), report.findings.len()), (8, 8, 16), "{report:?}");

    office.push_while(|| until_so_many_came(&url));
    office.assert_healed_in_one_new_epoch(before);
    // What the receipts stand for is back under the same numbers. The tree grew in another order since.
    let report = held_against(&office, &later.concat());
    assert_eq!((report.findings.len(), report.proven, report.unproven.len()), (0, 8, 8), "{report:?}");
}
