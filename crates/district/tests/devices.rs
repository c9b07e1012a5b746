//! What the district does to devices, as far as somebody's scope goes.
#![allow(clippy::unwrap_used, reason = "a failed test shows the line")]

use daylog_district::devices::{self, Actor, Reason};
use daylog_domain::{access::Scope, places::Place};
use daylog_testkit::district::{Founded, community, two_households};

#[test]
fn devices_are_listed_and_revoked_where_their_cadre_looks_after_a_household() {
    let district = Founded::new(&two_households());
    let (zhang, quan, worker) = (district.device("张如彬"), district.device("权贺永"), district.device("网格员"));
    let database = &district.running.database;
    let now = district.now();
    let of = |scope: Scope| devices::list(database, scope, now).unwrap().into_iter().map(|device| device.cadre).collect::<Vec<_>>();
    let (yuanjin, changxin) = (community(1), community(2));
    assert_eq!(of(Scope::Place(Place::District)), ["张如彬", "权贺永", "网格员"]);
    assert_eq!(of(Scope::Place(Place::Street(yuanjin.street))).len(), 3);
    assert_eq!(of(Scope::Place(Place::Community(yuanjin))), ["张如彬", "网格员"]);
    assert_eq!(of(Scope::Nothing), [""; 0]);

    let secretary = Actor { scope: Scope::Place(Place::Community(changxin)), name: "account 2" };
    let lost = |device: u32| devices::confirm_lost(database, i64::from(device), secretary, now).unwrap();
    assert_eq!(lost(zhang.id.0), None, "in another community");
    assert!(lost(quan.id.0).is_some() && lost(worker.id.0).is_some());
    let revoked = devices::revoke(database, i64::from(zhang.id.0), Reason::Left, secretary, now).unwrap();
    assert_eq!(revoked, None);
    assert!(devices::list(database, Actor::COMMAND.scope, now).unwrap().iter().all(|device| device.revoked_at.is_none()));
}
