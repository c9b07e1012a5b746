//! What can go wrong, each with a code that is the same text in every language's words, in traces and in TypeScript.
//! A new code needs its words: the terminal's in `crates/cli/src/words` and the screens' in `ui/locales/problems`; neither builds
//! without them.

use std::fmt;

use daylog_domain::entries::temperature::Celsius;
use serde::Serialize;
use ts_rs::TS;

use super::lost::Lost;

/// A problem's kind, in JSON as `snake_case`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    // The record and its key.
    AlreadyEnrolled,
    FileBusy,
    FileDamaged,
    FileDamagedPage,
    FileNewer,
    FolderUnusable,
    KeyLost,
    KeyringLost,
    Locked,
    NotEnrolled,
    ProfileExists,
    RecordLost,
    ShortPin,
    /// Too many tries, here or at the district.
    SlowDown,
    WrongPin,

    // The disk.
    DiskFull,
    DiskUnreadable,
    DiskUnwritable,

    // What is saved.
    AlreadyWithdrawn,
    BadTime,
    EmptyField,
    EntryTooLarge,
    ErrandClosed,
    ErrandElsewhere,
    ErrandOfItself,
    ErrandWithdrawn,
    HouseholdNeeded,
    NotADraft,
    NotANumber,
    NotAnErrand,
    NotOwnEntry,
    ReadingFahrenheit,
    ReadingOutOfRange,
    ReadingPointMissing,
    ReadingTooFine,
    ResidentNeeded,
    TooLong,
    UndoTooLate,
    UnknownEntry,
    UnknownErrand,
    UnknownHousehold,
    UnknownResident,

    // Enrolment and the district's addresses.
    BadInvite,
    DirectoryNotTrusted,
    DirectoryUnreadable,
    /// For a reason that this version does not know.
    EnrolmentRefused,
    InviteExpired,
    InviteUnknown,
    InviteUsed,

    // The way to the district, and what it answers.
    AnswerUnreadable,
    DeviceRevoked,
    LogRefused,
    NotTheDistrict,
    RequestTooLarge,
    ServerBusy,
    ServerFailed,
    ServerFull,
    ServerTimedOut,
    ServerUnexpected,
    ServerUnreachable,
    UpdateNeeded,
    WrongCheckpoint,
    WrongReceipt,

    // Unsent work, files and a forgotten PIN.
    CarriesTooMuch,
    FileExists,
    FileUnreadable,
    FileUnwritable,
    NoEnvelopeKey,
    NoRecovery,
    NotARescueFile,
    NothingEncrypted,
    RecoveryForeign,
    RecoveryUnreadable,
    RefusedFillRoom,
    RelayRefused,
    RelayUnreachable,
    RescueFileDamaged,
    RescueFileNewer,
    RescueFileTooLarge,
    UnsentWork,

    // The program's own faults.
    BadArguments,
    Internal,
    UnknownCommand,
}

impl ProblemCode {
    /// No connection is the normal state of a stairwell, not a failure.
    #[must_use]
    pub fn is_no_connection(self) -> bool {
        matches!(self, ProblemCode::ServerUnreachable | ProblemCode::ServerTimedOut)
    }
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// Declares the values, each of them optional and left out of JSON where it is not there.
macro_rules! values {
    ($($(#[$docs:meta])* $name:ident: $kind:ty,)*) => {
        /// What the words of a problem name.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
        #[ts(optional_fields)]
        pub struct ProblemValues {
            $($(#[$docs])* #[serde(skip_serializing_if = "Option::is_none")] pub $name: Option<$kind>,)*
        }
    };
}

values! {
    /// Envelopes of others.
    carried: u32,
    command: String,
    /// What a parser said.
    detail: String,
    /// Own entries that lie encrypted beside a lost record.
    encrypted: u32,
    /// Own entries that wait.
    entries: u32,
    field: String,
    file: String,
    /// The schema of the file, and the newest one that this program knows.
    found: i64,
    known: i64,
    /// The name under which a damaged file is kept.
    kept: String,
    least: u8,
    /// Characters or bytes.
    limit: usize,
    lost: Lost,
    /// The reading that may be meant.
    meant: Celsius,
    most: usize,
    /// Of an HTTP answer.
    status: u16,
    tries: u32,
    wait_seconds: u64,
}
