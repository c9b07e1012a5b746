//! The columns that hold content, and the numbers by which a row of theirs is told from others before it is written.

/// A column whose values are encrypted where content is. Texts are stored as their UTF-8 bytes on every database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    SegmentBytes,
    EntryBytes,
    ForkBytes,
    RefusedBytes,
    HouseholdCode,
    HouseholdAddress,
    HouseholdGuarantor,
    HouseholdGuarantorWorkplace,
    ResidentName,
    ResidentDocument,
    ResidentPhone,
    ResidentOrigin,
    ChangeBefore,
    ChangeAfter,
    AnsweredRequestAnswer,
    SecondFactorSecret,
}

impl Column {
    pub const ALL: [Column; 16] = [
        Column::SegmentBytes,
        Column::EntryBytes,
        Column::ForkBytes,
        Column::RefusedBytes,
        Column::HouseholdCode,
        Column::HouseholdAddress,
        Column::HouseholdGuarantor,
        Column::HouseholdGuarantorWorkplace,
        Column::ResidentName,
        Column::ResidentDocument,
        Column::ResidentPhone,
        Column::ResidentOrigin,
        Column::ChangeBefore,
        Column::ChangeAfter,
        Column::AnsweredRequestAnswer,
        Column::SecondFactorSecret,
    ];

    /// Its table and its own name. Keys are derived from them: they are never changed.
    #[must_use]
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Column::SegmentBytes => ("segment", "bytes"),
            Column::EntryBytes => ("entry", "bytes"),
            Column::ForkBytes => ("fork", "bytes"),
            Column::RefusedBytes => ("refused", "bytes"),
            Column::HouseholdCode => ("household", "code"),
            Column::HouseholdAddress => ("household", "address"),
            Column::HouseholdGuarantor => ("household", "guarantor"),
            Column::HouseholdGuarantorWorkplace => ("household", "guarantor_workplace"),
            Column::ResidentName => ("resident", "name"),
            Column::ResidentDocument => ("resident", "document"),
            Column::ResidentPhone => ("resident", "phone"),
            Column::ResidentOrigin => ("resident", "origin"),
            Column::ChangeBefore => ("change", "before"),
            Column::ChangeAfter => ("change", "after"),
            Column::AnsweredRequestAnswer => ("answered_request", "answer"),
            Column::SecondFactorSecret => ("second_factor", "secret"),
        }
    }
}

/// A table with content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    /// Its primary key, one number.
    pub key: &'static str,
    /// The numbers that its values are bound to, so that each opens in its own row only.
    pub row: &'static [&'static str],
    pub columns: &'static [Column],
    pub mark: Option<Mark>,
}

/// A column that stands for one with content where no two rows may hold the same: equal values have equal marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub name: &'static str,
    pub of: Column,
    /// The numbers within which it is the only one; elsewhere an equal value has another mark.
    pub within: &'static [&'static str],
}

impl Mark {
    pub const CODE: Mark = Mark { name: "code_mark", of: HouseholdCode, within: &[] };
    pub const NAME: Mark = Mark { name: "name_mark", of: ResidentName, within: &["household"] };
}

use Column::*;

impl Table {
    /// Every table that holds content.
    pub const ALL: [Table; 9] = [
        Table { name: "segment", key: "id", row: &["log", "first"], columns: &[SegmentBytes], mark: None },
        Table { name: "entry", key: "feed", row: &["feed"], columns: &[EntryBytes], mark: None },
        // Two branches may leave a log at one number: each is signed by its device, so that nothing is gained by exchanging them.
        Table { name: "fork", key: "id", row: &["log", "sequence"], columns: &[ForkBytes], mark: None },
        Table { name: "refused", key: "id", row: &["device", "sequence"], columns: &[RefusedBytes], mark: None },
        Table {
            name: "household",
            key: "id",
            row: &["id"],
            columns: &[HouseholdCode, HouseholdAddress, HouseholdGuarantor, HouseholdGuarantorWorkplace],
            mark: Some(Mark::CODE),
        },
        Table {
            name: "resident",
            key: "id",
            row: &["id"],
            columns: &[ResidentName, ResidentDocument, ResidentPhone, ResidentOrigin],
            mark: Some(Mark::NAME),
        },
        Table { name: "change", key: "id", row: &["id"], columns: &[ChangeBefore, ChangeAfter], mark: None },
        Table { name: "answered_request", key: "id", row: &["id"], columns: &[AnsweredRequestAnswer], mark: None },
        Table { name: "second_factor", key: "account", row: &["account"], columns: &[SecondFactorSecret], mark: None },
    ];
}
