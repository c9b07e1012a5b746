//! What is asked for, and the assignments that it is held against.

use crate::{
    assignment::{Role, Term},
    ids::CadreId,
};

/// An assignment as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its number in the district's table.
    pub id: i64,
    pub cadre: CadreId,
    pub role: Role,
    pub term: Term,
}

/// Who is to have a household, as what, from when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    pub to: CadreId,
    /// Whose place is taken; none takes that of everybody in this role.
    pub of: Option<CadreId>,
    pub role: Role,
    /// Without an end it is for good.
    pub term: Term,
}
