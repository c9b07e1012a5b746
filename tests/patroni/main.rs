//! Three nodes under Patroni, as `docs/scaling` sets them up, while eight writers write: parts and wholes of nodes die, and
//! nothing that was acknowledged may be gone. Only with `--long`: each death takes as long as its failover.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod rows;
