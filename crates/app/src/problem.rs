//! What went wrong, for a person: a code, values, whether trying again can help, and a reference for the trace.
//! The words are in `ui/locales` under `problem.<code>.{what,safe,next}`, and the terminal's in `crates/cli/src/words`.

mod code;
mod lost;

use daylog_domain::{
    entries::{BadContent, temperature::BadReading},
    time::BadTime,
};
use daylog_store::StoreError;
use daylog_sync::{EnrolError, SyncError, TransportError, delivery::DeliveryError};
use daylog_wire::{
    enrol::BadInvite,
    recovery::BadRecovery,
    refusal::{EnrolRefusal, Told, Trouble},
    rescue::BadRescue,
};
use serde::Serialize;
use ts_rs::TS;

pub use self::{
    code::{ProblemCode, ProblemValues},
    lost::Lost,
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Problem {
    pub code: ProblemCode,
    pub values: Box<ProblemValues>,
    /// Whether the same again may succeed without a change.
    pub retry: bool,
    pub reference: String,
}

impl Problem {
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        Problem { code, values: Box::default(), retry: false, reference: reference() }
    }

    #[must_use]
    pub fn with(mut self, set: impl FnOnce(&mut ProblemValues)) -> Self {
        set(&mut self.values);
        self
    }

    #[must_use]
    pub fn that_may_pass(mut self) -> Self {
        self.retry = true;
        self
    }
}

/// Four characters that stand beside the problem on screen and in the trace.
fn reference() -> String {
    let mut bytes = [0; 2];
    let _random = ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn seconds(wait_ms: u64) -> u64 {
    wait_ms.div_ceil(1000)
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let may_pass = error.may_pass();
        let problem = match &error {
            StoreError::Newer { found, known } => Problem::new(ProblemCode::FileNewer).with(|values| {
                (values.found, values.known) = (Some(*found), Some(*known));
            }),
            StoreError::Damaged { kept } => Problem::new(ProblemCode::FileDamaged).with(|values| {
                values.kept = Some(kept.file_name().unwrap_or_default().to_string_lossy().into_owned());
            }),
            StoreError::DamagedPage => Problem::new(ProblemCode::FileDamagedPage),
            StoreError::DiskFull => Problem::new(ProblemCode::DiskFull),
            StoreError::Unwritable => Problem::new(ProblemCode::DiskUnwritable),
            StoreError::UnreadableDisk => Problem::new(ProblemCode::DiskUnreadable),
            StoreError::Busy => Problem::new(ProblemCode::FileBusy),
            StoreError::KeyLost => Problem::new(ProblemCode::KeyLost),
            StoreError::KeyringLost => Problem::new(ProblemCode::KeyringLost),
            StoreError::WrongPin => Problem::new(ProblemCode::WrongPin),
            StoreError::SlowDown { wait_ms } => {
                Problem::new(ProblemCode::SlowDown).with(|values| values.wait_seconds = Some(seconds(*wait_ms)))
            }
            StoreError::ShortPin { least } => Problem::new(ProblemCode::ShortPin).with(|values| values.least = Some(*least)),
            StoreError::Exists => Problem::new(ProblemCode::ProfileExists),
            StoreError::NotEnrolled => Problem::new(ProblemCode::NotEnrolled),
            StoreError::NoRecovery => Problem::new(ProblemCode::NoRecovery),
            StoreError::Recovery(BadRecovery::Foreign) => Problem::new(ProblemCode::RecoveryForeign),
            StoreError::Recovery(BadRecovery::Unreadable) => Problem::new(ProblemCode::RecoveryUnreadable),
            StoreError::Recovery(BadRecovery::Newer) => Problem::new(ProblemCode::UpdateNeeded),
            StoreError::NoEnvelopeKey => Problem::new(ProblemCode::NoEnvelopeKey).that_may_pass(),
            StoreError::Envelope(_) => Problem::new(ProblemCode::NoEnvelopeKey),
            StoreError::UnknownEntry(_) => Problem::new(ProblemCode::UnknownEntry),
            StoreError::Content(content) => return content.clone().into(),
            StoreError::TooLarge { limit } => Problem::new(ProblemCode::EntryTooLarge).with(|values| values.limit = Some(*limit)),
            StoreError::File(_) => Problem::new(ProblemCode::FolderUnusable),
            _ if error.is_of_folder() => Problem::new(ProblemCode::FolderUnusable),
            StoreError::NoRandomness | StoreError::Unreadable(_) | StoreError::Json(_) | StoreError::Database(_) => {
                Problem::new(ProblemCode::Internal)
            }
        };
        let problem = if may_pass { problem.that_may_pass() } else { problem };
        tracing::warn!(code = %problem.code, reference = problem.reference, cause = %error, "store");
        problem
    }
}

impl From<BadRescue> for Problem {
    fn from(bad: BadRescue) -> Self {
        Problem::new(match bad {
            BadRescue::NotOne => ProblemCode::NotARescueFile,
            BadRescue::Newer(_) => ProblemCode::RescueFileNewer,
            BadRescue::TooLarge { .. } => ProblemCode::RescueFileTooLarge,
            BadRescue::Damaged => ProblemCode::RescueFileDamaged,
        })
    }
}

impl From<DeliveryError> for Problem {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::Transport(error) => error.into(),
            DeliveryError::Answer(_) | DeliveryError::OtherAnswer => Problem::new(ProblemCode::AnswerUnreadable).that_may_pass(),
            DeliveryError::Revoked => Problem::new(ProblemCode::DeviceRevoked),
            DeliveryError::UpdateNeeded => Problem::new(ProblemCode::UpdateNeeded),
        }
    }
}

impl From<BadReading> for Problem {
    fn from(error: BadReading) -> Self {
        match error {
            BadReading::NotANumber => Problem::new(ProblemCode::NotANumber),
            BadReading::TooFine => Problem::new(ProblemCode::ReadingTooFine),
            BadReading::OutOfRange => Problem::new(ProblemCode::ReadingOutOfRange),
            BadReading::PointMissing { meant } => Problem::new(ProblemCode::ReadingPointMissing).with(|values| values.meant = Some(meant)),
            BadReading::Fahrenheit => Problem::new(ProblemCode::ReadingFahrenheit),
        }
    }
}

impl From<BadContent> for Problem {
    fn from(error: BadContent) -> Self {
        match error {
            BadContent::Reading(reading) => reading.into(),
            BadContent::Empty { field } => Problem::new(ProblemCode::EmptyField).with(|values| values.field = Some(field.to_owned())),
            BadContent::TooLong { field, limit } => Problem::new(ProblemCode::TooLong).with(|values| {
                (values.field, values.limit) = (Some(field.to_owned()), Some(limit));
            }),
            BadContent::HouseholdNeeded => Problem::new(ProblemCode::HouseholdNeeded),
            BadContent::ResidentNeeded => Problem::new(ProblemCode::ResidentNeeded),
        }
    }
}

impl From<BadTime> for Problem {
    fn from(_: BadTime) -> Self {
        Problem::new(ProblemCode::BadTime)
    }
}

impl From<BadInvite> for Problem {
    fn from(_: BadInvite) -> Self {
        Problem::new(ProblemCode::BadInvite)
    }
}

impl From<TransportError> for Problem {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Unreachable => Problem::new(ProblemCode::ServerUnreachable).that_may_pass(),
            TransportError::TimedOut => Problem::new(ProblemCode::ServerTimedOut).that_may_pass(),
            TransportError::NotTheDistrict => Problem::new(ProblemCode::NotTheDistrict),
            TransportError::TooLarge => Problem::new(ProblemCode::RequestTooLarge).that_may_pass(),
            TransportError::Server { trouble, .. } => Problem::new(of_trouble(trouble)).that_may_pass(),
            TransportError::Unexpected { status, .. } => {
                Problem::new(ProblemCode::ServerUnexpected).with(|values| values.status = Some(status)).that_may_pass()
            }
        }
    }
}

fn of_trouble(trouble: Trouble) -> ProblemCode {
    match trouble {
        Trouble::DiskFull => ProblemCode::ServerFull,
        Trouble::Busy | Trouble::DatabaseBusy | Trouble::SlowDown => ProblemCode::ServerBusy,
        Trouble::DiskFailed | Trouble::Internal => ProblemCode::ServerFailed,
    }
}

impl From<EnrolError> for Problem {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Transport(error) => error.into(),
            EnrolError::Store(error) => error.into(),
            EnrolError::Answer(_) => Problem::new(ProblemCode::AnswerUnreadable).that_may_pass(),
            EnrolError::Refused { reason, wait_seconds } => {
                let problem = Problem::new(of_refusal(&reason)).with(|values| values.wait_seconds = wait_seconds.map(u64::from));
                if wait_seconds.is_some() { problem.that_may_pass() } else { problem }
            }
        }
    }
}

fn of_refusal(reason: &Told<EnrolRefusal>) -> ProblemCode {
    match reason {
        Told::Known(EnrolRefusal::InviteUnknown) => ProblemCode::InviteUnknown,
        Told::Known(EnrolRefusal::InviteExpired) => ProblemCode::InviteExpired,
        Told::Known(EnrolRefusal::InviteUsed) => ProblemCode::InviteUsed,
        Told::Known(EnrolRefusal::UpdateNeeded) => ProblemCode::UpdateNeeded,
        Told::Known(EnrolRefusal::SlowDown) => ProblemCode::SlowDown,
        Told::Unknown(text) => {
            tracing::warn!(text, "enrolment refused for a reason that is not known here");
            ProblemCode::EnrolmentRefused
        }
    }
}

impl From<SyncError> for Problem {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Transport(error) => error.into(),
            SyncError::Engine(daylog_sync::EngineError::Store(error)) => error.into(),
            SyncError::Engine(_) => Problem::new(ProblemCode::AnswerUnreadable).that_may_pass(),
        }
    }
}

impl From<daylog_sync::Problem> for Problem {
    fn from(problem: daylog_sync::Problem) -> Self {
        use daylog_sync::Problem::{Refused, Revoked, UnreadablePage, UpdateNeeded, WrongCheckpoint, WrongReceipt};
        Problem::new(match problem {
            Refused(why) => {
                tracing::warn!(?why, "log refused");
                ProblemCode::LogRefused
            }
            UpdateNeeded => ProblemCode::UpdateNeeded,
            Revoked => ProblemCode::DeviceRevoked,
            WrongReceipt => ProblemCode::WrongReceipt,
            UnreadablePage => ProblemCode::AnswerUnreadable,
            WrongCheckpoint => ProblemCode::WrongCheckpoint,
        })
    }
}
