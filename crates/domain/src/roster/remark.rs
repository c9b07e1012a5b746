//! What is said about single rows of a roster: codes, and the values that their words name. The words are where they are printed.

use crate::time::Date;

/// Something about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub line: u64,
    /// The column that it is about, where it is about one.
    pub column: Option<&'static str>,
    pub kind: RemarkKind,
}

impl Remark {
    #[must_use]
    pub fn new(line: u64, column: Option<&'static str>, kind: impl Into<RemarkKind>) -> Self {
        Remark { line, column, kind: kind.into() }
    }

    /// The same text in reports of every version.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.kind {
            RemarkKind::OfRow(of_row) => of_row.code(),
            RemarkKind::OfFile(of_file) => of_file.code(),
            RemarkKind::OfDistrict(of_district) => of_district.code(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemarkKind {
    OfRow(OfRow),
    OfFile(OfFile),
    OfDistrict(OfDistrict),
}

/// About a row by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfRow {
    /// A quotation mark is open at the end, or text stands behind a closing one.
    Quotes,
    HeaderAgain,
    ColumnCount {
        found: usize,
        named: usize,
    },
    Empty,
    NoCadre,
    TooLong {
        limit: usize,
    },
    NotText,
    /// A formula, an error or question marks.
    Destroyed,
    /// A date or another number.
    CodeDestroyed,
    AddressDestroyed,
    PrivateCharacter,
    NotAName,
    NotAnAddress,
    BadDate,
    /// A number of days as spreadsheets count them.
    DateSerial,
    DateFar {
        date: Date,
        days: i64,
        today: Date,
    },
    DatesReversed,
    PeriodTooLong {
        limit_days: i64,
    },
    PeriodLong {
        days: i64,
    },
    /// Ends with three zeros.
    DocumentZeros,
    DocumentDestroyed,
    DocumentWrong,
    DocumentPhone,
    DocumentLost {
        left_out: String,
    },
    BadPhone {
        left_out: String,
    },
    BadCadre,
    /// Written in the right form, and no name.
    CadreNotAName,
    BadRole,
    CadreTwice,
}

/// About a row that another row of the file contradicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfFile {
    CodeZeros { other: String },
    ResidentTwice,
    HouseholdDiffers,
    GuarantorDiffers,
    WorkplaceDiffers,
    CadreDiffers,
    CadrePhoneDiffers,
    PersonTwice,
    DocumentShared { household: String },
}

/// About a row beside what the district knows. Cadres are told as name/office, communities as street/community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfDistrict {
    /// Whoever imports may not do so at the place of the row, or at the one that its household has.
    OutsideScope,
    CodeZeros {
        other: String,
    },
    CommunityNamesake {
        known: String,
    },
    CadreNamesake {
        known: String,
        new: String,
    },
    /// The district knows the document with this person elsewhere.
    PersonKnown {
        household: String,
    },
    /// With another name.
    DocumentKnown {
        household: String,
    },
    CadreWithDeviceStays {
        household: String,
        with_device: String,
        without: String,
    },
}

impl OfRow {
    fn code(&self) -> &'static str {
        match self {
            OfRow::Quotes => "quotes",
            OfRow::HeaderAgain => "header_again",
            OfRow::ColumnCount { .. } => "column_count",
            OfRow::Empty | OfRow::NoCadre => "empty",
            OfRow::TooLong { .. } => "too_long",
            OfRow::NotText => "not_text",
            OfRow::Destroyed | OfRow::CodeDestroyed | OfRow::AddressDestroyed => "destroyed",
            OfRow::PrivateCharacter => "private_character",
            OfRow::NotAName => "not_a_name",
            OfRow::NotAnAddress => "not_an_address",
            OfRow::BadDate | OfRow::DateSerial => "bad_date",
            OfRow::DateFar { .. } => "date_far",
            OfRow::DatesReversed => "dates_reversed",
            OfRow::PeriodTooLong { .. } => "period_too_long",
            OfRow::PeriodLong { .. } => "period_long",
            OfRow::DocumentZeros => "document_zeros",
            OfRow::DocumentDestroyed => "document_destroyed",
            OfRow::DocumentWrong => "document_wrong",
            OfRow::DocumentPhone => "document_phone",
            OfRow::DocumentLost { .. } => "document_lost",
            OfRow::BadPhone { .. } => "bad_phone",
            OfRow::BadCadre | OfRow::CadreNotAName => "bad_cadre",
            OfRow::BadRole => "bad_role",
            OfRow::CadreTwice => "cadre_twice",
        }
    }
}

impl OfFile {
    fn code(&self) -> &'static str {
        match self {
            OfFile::CodeZeros { .. } => CODE_ZEROS,
            OfFile::ResidentTwice => "resident_twice",
            OfFile::HouseholdDiffers => "household_differs",
            OfFile::GuarantorDiffers | OfFile::WorkplaceDiffers => "guarantor_differs",
            OfFile::CadreDiffers => "cadre_differs",
            OfFile::CadrePhoneDiffers => "cadre_phone_differs",
            OfFile::PersonTwice => "person_twice",
            OfFile::DocumentShared { .. } => "document_shared",
        }
    }
}

impl OfDistrict {
    fn code(&self) -> &'static str {
        match self {
            OfDistrict::OutsideScope => "outside_scope",
            OfDistrict::CodeZeros { .. } => CODE_ZEROS,
            OfDistrict::CommunityNamesake { .. } => "community_namesake",
            OfDistrict::CadreNamesake { .. } => "cadre_namesake",
            OfDistrict::PersonKnown { .. } | OfDistrict::DocumentKnown { .. } => "document_known",
            OfDistrict::CadreWithDeviceStays { .. } => "cadre_with_device_stays",
        }
    }
}

/// The same slip, beside another row or beside what is stored.
const CODE_ZEROS: &str = "code_zeros";

impl From<OfRow> for RemarkKind {
    fn from(of_row: OfRow) -> Self {
        RemarkKind::OfRow(of_row)
    }
}

impl From<OfFile> for RemarkKind {
    fn from(of_file: OfFile) -> Self {
        RemarkKind::OfFile(of_file)
    }
}

impl From<OfDistrict> for RemarkKind {
    fn from(of_district: OfDistrict) -> Self {
        RemarkKind::OfDistrict(of_district)
    }
}
