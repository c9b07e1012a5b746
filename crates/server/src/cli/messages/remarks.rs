//! What an import says about single rows: a sentence for each remark.

use daylog_domain::roster::{OfDistrict, OfFile, OfRow, RemarkKind};

/// The reason, to stand behind the line and the column.
pub fn reason(kind: &RemarkKind) -> String {
    match kind {
        RemarkKind::OfRow(of_row) => of_row_itself(of_row),
        RemarkKind::OfFile(of_file) => beside_other_rows(of_file),
        RemarkKind::OfDistrict(of_district) => beside_what_is_known(of_district),
    }
}

fn of_row_itself(of_row: &OfRow) -> String {
    let words = match of_row {
        OfRow::ColumnCount { found, named } => return format!("{found} columns where the header names {named}"),
        OfRow::TooLong { limit } => return format!("longer than {limit} characters"),
        OfRow::DateFar { date, days, today } => {
            return format!("{date} is more than {days} days from today, {today}, by this computer's clock");
        }
        OfRow::PeriodTooLong { limit_days } => return format!("longer than {limit_days} days"),
        OfRow::PeriodLong { days } => return format!("{days} days are an unusually long quarantine"),
        OfRow::DocumentLost { left_out } => return format!("no number in it, left out: {left_out}"),
        OfRow::BadPhone { left_out } => return format!("no telephone number, left out: {left_out}"),
        OfRow::Quotes => "a quotation mark is open at the end of the line, or text stands behind a closing one",
        OfRow::HeaderAgain => "the names of the columns once more",
        OfRow::Empty => "must not be empty",
        OfRow::NoCadre => "must name at least one cadre",
        OfRow::NotText => "bytes that are no text, or control characters",
        OfRow::Destroyed => "a formula, an error or question marks of a spreadsheet instead of what stood there",
        OfRow::CodeDestroyed => "a spreadsheet made a date or another number of this code",
        OfRow::AddressDestroyed => "a spreadsheet made a date or a number of this address",
        OfRow::PrivateCharacter => "holds a character that other computers and phones cannot show",
        OfRow::NotAName => {
            "no name: letters are missing, or a number, a date, an address, a formula or question marks stand there; the columns may be \
             exchanged"
        }
        OfRow::NotAnAddress => "no address: the columns may be exchanged",
        OfRow::BadDate => "not a date of the form 2020-02-26",
        OfRow::DateSerial => {
            "a number of days as spreadsheets count them, from 1900 or from 1904: give the column the format of a date, 2020-02-26, and save \
             again"
        }
        OfRow::DatesReversed => "the last day lies before the first",
        OfRow::DocumentZeros => "ends with three zeros, as numbers do of which a spreadsheet took the end away: compare it",
        OfRow::DocumentDestroyed => {
            "a spreadsheet took the last digits away: give the column the format of text, and type the number again"
        }
        OfRow::DocumentWrong => "not the number of an identity card: its last character does not fit the others",
        OfRow::DocumentPhone => "a mobile phone's number: the columns may be exchanged",
        OfRow::BadCadre => "a cadre is written name/office/role",
        OfRow::CadreNotAName => "a cadre is written name/office/role, and this is no name of a person or an office",
        OfRow::BadRole => "a role is cadre, community or lead; a semicolon stands between several cadres",
        OfRow::CadreTwice => "the same cadre stands there twice, with two roles",
    };
    words.to_owned()
}

fn beside_other_rows(of_file: &OfFile) -> String {
    let words = match of_file {
        OfFile::CodeZeros { other } => {
            return format!("{other} stands in the file too: {ZEROS}");
        }
        OfFile::DocumentShared { household } => return format!("the same document as another person's of household {household}"),
        OfFile::ResidentTwice => "this resident is already in the file, in the same household",
        OfFile::HouseholdDiffers => "another row gives this household another community or address",
        OfFile::GuarantorDiffers => "another row gives this household another guarantor",
        OfFile::WorkplaceDiffers => "another row gives this household another workplace of its guarantor",
        OfFile::CadreDiffers => "another row gives a cadre of this household another role",
        OfFile::CadrePhoneDiffers => "another row gives this cadre another telephone number",
        OfFile::PersonTwice => "this person is already in the file, in another household",
    };
    words.to_owned()
}

fn beside_what_is_known(of_district: &OfDistrict) -> String {
    match of_district {
        OfDistrict::OutsideScope => "of a street or community that this account does not import".to_owned(),
        OfDistrict::CodeZeros { other } => format!("the district knows {other}, and not this one: {ZEROS}"),
        OfDistrict::CommunityNamesake { known } => {
            format!("a community of this name is known as {known}; this is taken for another one")
        }
        OfDistrict::CadreNamesake { known, new } => format!("a cadre of this name is known as {known}; {new} is taken for another one"),
        OfDistrict::PersonKnown { household } => {
            format!("the district knows this person, by document or telephone number, in household {household}; both stand now")
        }
        OfDistrict::DocumentKnown { household } => {
            format!("the district knows this document with another name in household {household}; both stand now")
        }
        OfDistrict::CadreWithDeviceStays { household, with_device, without } => {
            format!("{without} has no device, and {with_device} has one: {household} stays with both until --complete says otherwise")
        }
    }
}

const ZEROS: &str = "a spreadsheet takes zeros away, write the code as text";
