//! Three nodes under Patroni, as `docs/scaling` sets them up, while eight writers write: parts and wholes of nodes die, and
//! nothing that was acknowledged may be gone. Only with `--long`: each death takes as long as its failover.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod pushes;
mod rows;
mod servers;

use std::{thread, time::Duration};

use daylog_testkit::patroni::{Nodes, Part};

/// What dies, and whether of the leader or of a standby.
const DEATHS: [(&str, Part, bool); 4] = [
    ("the leader's server", Part::Server, true),
    ("the leader's node", Part::Whole, true),
    ("a standby's node", Part::Whole, false),
    // Its server goes on beside the next leader, and nobody is there to stop it.
    ("the leader's Patroni", Part::Patroni, true),
];

/// Kills it, waits for the next leader where there must be one, starts it again, and waits until all three are well.
fn let_die(nodes: &mut Nodes, part: Part, is_leader: bool) {
    let leader = nodes.wait_for_leader();
    let victim = if is_leader { leader } else { (leader + 1) % 3 };
    nodes.kill(victim, part);
    if part != Part::Server && is_leader {
        while nodes.wait_for_leader() == victim {}
    }
    nodes.revive(victim);
    nodes.wait_for_standbys(2);
}

/// Lets the leader acknowledge for a while what no standby hears of, and die with it: the next leader lacks that. Only where commits
/// do not wait for a standby. `a_while` is given before it and for it.
fn lose_commits(nodes: &mut Nodes, a_while: Duration) {
    let leader = nodes.wait_for_leader();
    thread::sleep(a_while);
    nodes.hold_back_replication(leader);
    thread::sleep(a_while);
    nodes.kill(leader, Part::Whole);
    while nodes.wait_for_leader() == leader {}
    nodes.revive(leader);
    nodes.wait_for_standbys(2);
}
