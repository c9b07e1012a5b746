//! serve
use super::{ServeArguments, messages::Mend};
pub(super) fn run(_arguments: &ServeArguments) -> Result<(), Mend> {
    Err(Mend::internal("serve"))
}
