//! A model of two devices and one server, explored exhaustively within bounds: the epoch, clone and reassignment rules.
//! What the server decides is decided by the program's own pure functions (`ingest::decide`, `epoch::judge`); what surrounds
//! them, and the device's rules, are told again here in a few lines each, after `ingest::take`, `pull` and `sync::engine`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

mod bounds;
mod device;
mod explore;
mod names;
mod rules;
mod server;
mod world;

use bounds::Bounds;
use daylog_tests::harness::is_long;

fn holds_everywhere(name: &str, small: Bounds, large: Bounds) {
    let bounds = if is_long() { large } else { small };
    let explored = explore::explore(bounds);
    eprintln!("{name}: {} states, {} came to rest", explored.states, explored.rested);
    if let Some(found) = explored.found {
        panic!("{}\n{}", found.what, found.path.join("\n"));
    }
    assert!(explored.states > 1_000, "{explored:?} explores too little to say anything");
}

#[test]
fn whatever_is_lost_and_repeated_between_two_devices_and_a_server_all_rules_hold() {
    holds_everywhere("network", Bounds::NETWORK, Bounds::NETWORK_LONG);
}

#[test]
fn whatever_is_copied_and_put_back_on_devices_all_rules_hold() {
    holds_everywhere("copies", Bounds::COPIES, Bounds::COPIES_LONG);
}

#[test]
fn whatever_the_server_loses_and_gets_back_all_rules_hold() {
    holds_everywhere("restores", Bounds::RESTORES, Bounds::RESTORES_LONG);
}

#[test]
fn whatever_is_copied_while_the_server_goes_back_all_rules_hold() {
    holds_everywhere("copies and restores", Bounds::BOTH, Bounds::BOTH_LONG);
}

#[test]
fn whoever_is_given_the_household_or_loses_it_all_rules_hold() {
    holds_everywhere("reassignment", Bounds::REASSIGNMENT, Bounds::REASSIGNMENT_LONG);
}

#[test]
fn whoever_is_given_the_household_while_devices_are_copied_all_rules_hold() {
    holds_everywhere("reassignment and copies", Bounds::REASSIGNED_COPIES, Bounds::REASSIGNED_COPIES_LONG);
}
