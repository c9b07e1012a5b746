//! Why a row of an uploaded roster was refused, or what of it is worth a second look, with the value that its words name.

use daylog_domain::roster::{OfDistrict, OfFile, OfRow, Remark, RemarkKind};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

/// Why a row was refused, or what is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RosterReason {
    Quotes,
    HeaderAgain,
    ColumnCount,
    Empty,
    NoCadre,
    TooLong,
    NotText,
    Destroyed,
    CodeDestroyed,
    AddressDestroyed,
    PrivateCharacter,
    NotAName,
    NotAnAddress,
    BadDate,
    DateSerial,
    DateFar,
    DatesReversed,
    PeriodTooLong,
    PeriodLong,
    DocumentZeros,
    DocumentDestroyed,
    DocumentWrong,
    DocumentPhone,
    DocumentLost,
    BadPhone,
    BadCadre,
    CadreNotAName,
    BadRole,
    CadreTwice,
    ZerosInFile,
    ResidentTwice,
    HouseholdDiffers,
    GuarantorDiffers,
    WorkplaceDiffers,
    CadreDiffers,
    CadrePhoneDiffers,
    PersonTwice,
    DocumentShared,
    OutsideScope,
    ZerosInDistrict,
    CommunityNamesake,
    CadreNamesake,
    PersonKnown,
    DocumentKnown,
    CadreWithDeviceStays,
}

impl RosterReason {
    /// The reason, and what its words name.
    #[must_use]
    pub fn of(remark: &Remark) -> (Self, String) {
        match &remark.kind {
            RemarkKind::OfRow(of_row) => of_row_itself(of_row),
            RemarkKind::OfFile(of_file) => beside_other_rows(of_file),
            RemarkKind::OfDistrict(of_district) => beside_what_is_known(of_district),
        }
    }
}

fn of_row_itself(of_row: &OfRow) -> (RosterReason, String) {
    use RosterReason as R;
    let plain = |reason| (reason, String::new());
    match of_row {
        OfRow::ColumnCount { found, named } => (R::ColumnCount, format!("{found}/{named}")),
        OfRow::TooLong { limit } => (R::TooLong, limit.to_string()),
        OfRow::DateFar { date, .. } => (R::DateFar, date.to_string()),
        OfRow::PeriodTooLong { limit_days } => (R::PeriodTooLong, limit_days.to_string()),
        OfRow::PeriodLong { days } => (R::PeriodLong, days.to_string()),
        OfRow::DocumentLost { left_out } => (R::DocumentLost, left_out.clone()),
        OfRow::BadPhone { left_out } => (R::BadPhone, left_out.clone()),
        OfRow::Quotes => plain(R::Quotes),
        OfRow::HeaderAgain => plain(R::HeaderAgain),
        OfRow::Empty => plain(R::Empty),
        OfRow::NoCadre => plain(R::NoCadre),
        OfRow::NotText => plain(R::NotText),
        OfRow::Destroyed => plain(R::Destroyed),
        OfRow::CodeDestroyed => plain(R::CodeDestroyed),
        OfRow::AddressDestroyed => plain(R::AddressDestroyed),
        OfRow::PrivateCharacter => plain(R::PrivateCharacter),
        OfRow::NotAName => plain(R::NotAName),
        OfRow::NotAnAddress => plain(R::NotAnAddress),
        OfRow::BadDate => plain(R::BadDate),
        OfRow::DateSerial => plain(R::DateSerial),
        OfRow::DatesReversed => plain(R::DatesReversed),
        OfRow::DocumentZeros => plain(R::DocumentZeros),
        OfRow::DocumentDestroyed => plain(R::DocumentDestroyed),
        OfRow::DocumentWrong => plain(R::DocumentWrong),
        OfRow::DocumentPhone => plain(R::DocumentPhone),
        OfRow::BadCadre => plain(R::BadCadre),
        OfRow::CadreNotAName => plain(R::CadreNotAName),
        OfRow::BadRole => plain(R::BadRole),
        OfRow::CadreTwice => plain(R::CadreTwice),
    }
}

fn beside_other_rows(of_file: &OfFile) -> (RosterReason, String) {
    use RosterReason as R;
    let plain = |reason| (reason, String::new());
    match of_file {
        OfFile::CodeZeros { other } => (R::ZerosInFile, other.clone()),
        OfFile::DocumentShared { household } => (R::DocumentShared, household.clone()),
        OfFile::ResidentTwice => plain(R::ResidentTwice),
        OfFile::HouseholdDiffers => plain(R::HouseholdDiffers),
        OfFile::GuarantorDiffers => plain(R::GuarantorDiffers),
        OfFile::WorkplaceDiffers => plain(R::WorkplaceDiffers),
        OfFile::CadreDiffers => plain(R::CadreDiffers),
        OfFile::CadrePhoneDiffers => plain(R::CadrePhoneDiffers),
        OfFile::PersonTwice => plain(R::PersonTwice),
    }
}

fn beside_what_is_known(of_district: &OfDistrict) -> (RosterReason, String) {
    use RosterReason as R;
    match of_district {
        OfDistrict::OutsideScope => (R::OutsideScope, String::new()),
        OfDistrict::CodeZeros { other } => (R::ZerosInDistrict, other.clone()),
        OfDistrict::CommunityNamesake { known } => (R::CommunityNamesake, known.clone()),
        OfDistrict::CadreNamesake { known, .. } => (R::CadreNamesake, known.clone()),
        OfDistrict::PersonKnown { household } => (R::PersonKnown, household.clone()),
        OfDistrict::DocumentKnown { household } => (R::DocumentKnown, household.clone()),
        OfDistrict::CadreWithDeviceStays { with_device, .. } => (R::CadreWithDeviceStays, with_device.clone()),
    }
}
