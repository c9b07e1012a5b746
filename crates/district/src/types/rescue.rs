//! What came of a rescue file that was handed in.

use daylog_wire::refusal::PieceRefusal;
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RescueTaken {
    /// Pieces in the file.
    pub envelopes: u32,
    /// Entries that the district did not hold before.
    #[ts(type = "number")]
    pub new_entries: u64,
    /// Pieces of which everything was held already.
    pub known_envelopes: u32,
    /// Pieces that were not taken, by reason; the file is to be kept.
    pub refused: Vec<RefusedEnvelopes>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct RefusedEnvelopes {
    /// Such as `envelope_foreign`: encrypted to another district.
    #[schema(value_type = String)]
    pub reason: PieceRefusal,
    pub envelopes: u32,
}
