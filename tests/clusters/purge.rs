//! The connection goes in the middle of a purge, which has its orders kept elsewhere before its database holds them.

use std::{cell::RefCell, collections::BTreeSet};

use daylog_backup::verify::verify;
use daylog_district::purge::{
    PurgeError, apply_orders,
    order::{Ordering, purge},
};
use daylog_domain::ids::HouseholdId;
use daylog_testkit::postgres::Version;
use daylog_tests::harness::pushes::Office;
use daylog_wire::purge::{PurgeReason, SignedPurgeOrder};

use super::{cut_connections, durable, until_so_many_came};

#[test]
fn a_purge_that_is_run_again_gives_no_number_twice_and_what_it_wrote_before_does_no_harm() {
    for version in Version::ALL {
        let (_cluster, url) = durable(version);
        let office = Office::new(&url);
        office.push_while(|| until_so_many_came(&url));
        let (database, keys) = (&office.founded.running.database, &office.founded.running.keys);
        let ordering = Ordering { key: &keys.signing, reason: PurgeReason::ByRequest, now: office.founded.now() };
        let households = [HouseholdId(1), HouseholdId(2)];
        let kept: RefCell<Vec<SignedPurgeOrder>> = RefCell::default();
        let keep = |orders: &[SignedPurgeOrder]| {
            let is_first = kept.borrow().is_empty();
            kept.borrow_mut().extend(orders.iter().cloned());
            if is_first {
                cut_connections(&url);
            }
            Ok::<_, PurgeError>(())
        };
        let went = purge(database, &ordering, &households, keep).unwrap();
        let kept = kept.into_inner();
        let numbers: BTreeSet<u64> = kept.iter().map(|order| order.open(&keys.public()).unwrap().number).collect();
        assert!(went > 0 && kept.len() == 4 && numbers.len() == 4, "{went} entries in orders {numbers:?}");
        // As at the next start of a server, which finds in the file what the database does not hold.
        assert_eq!(apply_orders(database, &kept, &keys.public()).unwrap(), 2);
        assert_eq!(verify(database).unwrap().findings, []);
        office.heal();
    }
}
