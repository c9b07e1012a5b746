//! What the terminal says of problems. Every code has its words here, or none of this builds.

mod enrolment;
mod entries;
mod record;
mod rescue;
mod said;
mod server;
mod terminal;

use daylog_app::{Problem, ProblemCode, ProblemValues};
use daylog_domain::text::shown;
use serde_json::Value;

use self::said::{KEPT, Said};
use super::{fill::fill, lost};

pub use self::terminal::problem as terminal_problem;

/// For what is a fault of the program, and what only a screen can run into.
const OTHER: Said = Said {
    what: "That did not work.",
    why: "an unforeseen error ({code})",
    record: KEPT,
    next: "Try again; if it stays so, give the technician the code and the reference {reference}.",
};

fn said(code: ProblemCode) -> Said {
    match code {
        ProblemCode::AlreadyEnrolled => record::ALREADY_ENROLLED,
        ProblemCode::FileBusy => record::FILE_BUSY,
        ProblemCode::FileDamaged => record::FILE_DAMAGED,
        ProblemCode::FileDamagedPage => record::FILE_DAMAGED_PAGE,
        ProblemCode::FileNewer => record::FILE_NEWER,
        ProblemCode::FolderUnusable => record::FOLDER_UNUSABLE,
        ProblemCode::KeyLost => record::KEY_LOST,
        ProblemCode::KeyringLost => record::KEYRING_LOST,
        ProblemCode::NotEnrolled => record::NOT_ENROLLED,
        ProblemCode::ProfileExists => record::PROFILE_EXISTS,
        ProblemCode::RecordLost => record::RECORD_LOST,
        ProblemCode::ShortPin => record::SHORT_PIN,
        ProblemCode::SlowDown => record::SLOW_DOWN,
        ProblemCode::WrongPin => record::WRONG_PIN,
        ProblemCode::DiskFull => record::DISK_FULL,
        ProblemCode::DiskUnreadable => record::DISK_UNREADABLE,
        ProblemCode::DiskUnwritable => record::DISK_UNWRITABLE,
        ProblemCode::AlreadyWithdrawn => entries::ALREADY_WITHDRAWN,
        ProblemCode::BadTime => entries::BAD_TIME,
        ProblemCode::EmptyField => entries::EMPTY_FIELD,
        ProblemCode::EntryTooLarge => entries::ENTRY_TOO_LARGE,
        ProblemCode::ErrandClosed => entries::ERRAND_CLOSED,
        ProblemCode::ErrandElsewhere => entries::ERRAND_ELSEWHERE,
        ProblemCode::ErrandOfItself => entries::ERRAND_OF_ITSELF,
        ProblemCode::ErrandWithdrawn => entries::ERRAND_WITHDRAWN,
        ProblemCode::HouseholdNeeded => entries::HOUSEHOLD_NEEDED,
        ProblemCode::NotANumber => entries::NOT_A_NUMBER,
        ProblemCode::NotAnErrand => entries::NOT_AN_ERRAND,
        ProblemCode::NotOwnEntry => entries::NOT_OWN_ENTRY,
        ProblemCode::ReadingFahrenheit => entries::READING_FAHRENHEIT,
        ProblemCode::ReadingOutOfRange => entries::READING_OUT_OF_RANGE,
        ProblemCode::ReadingPointMissing => entries::READING_POINT_MISSING,
        ProblemCode::ReadingTooFine => entries::READING_TOO_FINE,
        ProblemCode::ResidentNeeded => entries::RESIDENT_NEEDED,
        ProblemCode::TooLong => entries::TOO_LONG,
        ProblemCode::UnknownEntry => entries::UNKNOWN_ENTRY,
        ProblemCode::UnknownErrand => entries::UNKNOWN_ERRAND,
        ProblemCode::UnknownHousehold => entries::UNKNOWN_HOUSEHOLD,
        ProblemCode::UnknownResident => entries::UNKNOWN_RESIDENT,
        ProblemCode::BadInvite => enrolment::BAD_INVITE,
        ProblemCode::DirectoryNotTrusted => enrolment::DIRECTORY_NOT_TRUSTED,
        ProblemCode::DirectoryUnreadable => enrolment::DIRECTORY_UNREADABLE,
        ProblemCode::EnrolmentRefused => enrolment::ENROLMENT_REFUSED,
        ProblemCode::InviteExpired => enrolment::INVITE_EXPIRED,
        ProblemCode::InviteUnknown => enrolment::INVITE_UNKNOWN,
        ProblemCode::InviteUsed => enrolment::INVITE_USED,
        ProblemCode::AnswerUnreadable => server::ANSWER_UNREADABLE,
        ProblemCode::DeviceRevoked => server::DEVICE_REVOKED,
        ProblemCode::LogRefused => server::LOG_REFUSED,
        ProblemCode::NotTheDistrict => server::NOT_THE_DISTRICT,
        ProblemCode::RequestTooLarge => server::REQUEST_TOO_LARGE,
        ProblemCode::ServerBusy => server::SERVER_BUSY,
        ProblemCode::ServerFailed => server::SERVER_FAILED,
        ProblemCode::ServerFull => server::SERVER_FULL,
        ProblemCode::ServerTimedOut => server::SERVER_TIMED_OUT,
        ProblemCode::ServerUnexpected => server::SERVER_UNEXPECTED,
        ProblemCode::ServerUnreachable => server::SERVER_UNREACHABLE,
        ProblemCode::UpdateNeeded => server::UPDATE_NEEDED,
        ProblemCode::WrongCheckpoint => server::WRONG_CHECKPOINT,
        ProblemCode::WrongReceipt => server::WRONG_RECEIPT,
        ProblemCode::CarriesTooMuch => rescue::CARRIES_TOO_MUCH,
        ProblemCode::FileExists => rescue::FILE_EXISTS,
        ProblemCode::FileUnreadable => rescue::FILE_UNREADABLE,
        ProblemCode::FileUnwritable => rescue::FILE_UNWRITABLE,
        ProblemCode::NoEnvelopeKey => rescue::NO_ENVELOPE_KEY,
        ProblemCode::NoRecovery => rescue::NO_RECOVERY,
        ProblemCode::NotARescueFile => rescue::NOT_A_RESCUE_FILE,
        ProblemCode::NothingEncrypted => rescue::NOTHING_ENCRYPTED,
        ProblemCode::RecoveryForeign => rescue::RECOVERY_FOREIGN,
        ProblemCode::RecoveryUnreadable => rescue::RECOVERY_UNREADABLE,
        ProblemCode::RefusedFillRoom => rescue::REFUSED_FILL_ROOM,
        ProblemCode::RelayRefused => rescue::RELAY_REFUSED,
        ProblemCode::RelayUnreachable => rescue::RELAY_UNREACHABLE,
        ProblemCode::RescueFileDamaged => rescue::RESCUE_FILE_DAMAGED,
        ProblemCode::RescueFileNewer => rescue::RESCUE_FILE_NEWER,
        ProblemCode::RescueFileTooLarge => rescue::RESCUE_FILE_TOO_LARGE,
        ProblemCode::UnsentWork => rescue::UNSENT_WORK,
        ProblemCode::BadArguments
        | ProblemCode::Internal
        | ProblemCode::Locked
        | ProblemCode::NotADraft
        | ProblemCode::UndoTooLate
        | ProblemCode::UnknownCommand => OTHER,
    }
}

/// What happened, why, what it means for the record, what to do.
pub fn problem(problem: &Problem) -> String {
    let text = said(problem.code).text();
    let text = match problem.code {
        ProblemCode::RecordLost => lost::fill(&text, problem),
        ProblemCode::NotEnrolled => lost::fill_before(&text, problem),
        _ => text,
    };
    fill(&text, |name| match name {
        "code" => Some(problem.code.to_string()),
        "reference" => Some(problem.reference.clone()),
        "wait" => {
            let wait = problem.values.wait_seconds.filter(|seconds| *seconds > 0);
            Some(wait.map(|seconds| format!(" in {seconds} s")).unwrap_or_default())
        }
        name => value(&problem.values, name),
    })
}

/// A value by the name that it has in JSON.
fn value(values: &ProblemValues, name: &str) -> Option<String> {
    match serde_json::to_value(values).ok()?.get(name)? {
        Value::String(text) => Some(shown(text)),
        other => Some(other.to_string()),
    }
}
