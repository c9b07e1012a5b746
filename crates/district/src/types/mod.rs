//! What the dashboard is given: one type per page, complete and in order, so that the page computes no rule.
//! Every type goes to TypeScript by `cargo xtask codegen` and into the OpenAPI document. Instants are milliseconds since 1970, UTC.

mod access;
mod account;
mod act;
mod attention;
mod counts;
mod device;
mod handover;
mod head;
mod household;
mod overdue;
mod overview;
mod rescue;
mod roster;
mod roster_reason;

pub use access::*;
pub use account::*;
pub use act::*;
pub use attention::*;
pub use counts::*;
pub use device::*;
pub use handover::*;
pub use head::*;
pub use household::*;
pub use overdue::*;
pub use overview::*;
pub use rescue::*;
pub use roster::*;
pub use roster_reason::*;
