//! diary
use super::{DiaryArguments, messages::Mend};
pub(super) fn run(_arguments: &DiaryArguments) -> Result<(), Mend> {
    Err(Mend::internal("diary"))
}
