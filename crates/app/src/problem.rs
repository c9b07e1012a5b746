//! What went wrong, for a person: a code, values, whether trying again can help, and a reference for the trace.
//! The words are in `ui/locales` under `problem.<code>.{what,safe,next}`.

use std::collections::BTreeMap;

use daylog_domain::{
    entries::{BadContent, temperature::BadReading},
    time::BadTime,
};
use daylog_store::StoreError;
use daylog_sync::{EnrolError, SyncError, TransportError, delivery::DeliveryError};
use daylog_wire::{enrol::BadInvite, recovery::BadRecovery, rescue::BadRescue};
use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Problem {
    pub code: String,
    pub values: BTreeMap<String, String>,
    pub retry: bool,
    pub reference: String,
}

impl Problem {
    #[must_use]
    pub fn new(code: &str) -> Self {
        Problem { code: code.to_owned(), values: BTreeMap::new(), retry: false, reference: reference() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
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
            StoreError::Newer { found, known } => Problem::new("file_newer").with("found", found).with("known", known),
            StoreError::Damaged { kept } => {
                Problem::new("file_damaged").with("kept", kept.file_name().unwrap_or_default().to_string_lossy())
            }
            StoreError::DamagedPage => Problem::new("file_damaged_page"),
            StoreError::DiskFull => Problem::new("disk_full"),
            StoreError::Unwritable => Problem::new("disk_unwritable"),
            StoreError::UnreadableDisk => Problem::new("disk_unreadable"),
            StoreError::Busy => Problem::new("file_busy"),
            StoreError::KeyLost => Problem::new("key_lost"),
            StoreError::KeyringLost => Problem::new("keyring_lost"),
            StoreError::WrongPin => Problem::new("wrong_pin"),
            StoreError::SlowDown { wait_ms } => Problem::new("slow_down").with("wait_seconds", seconds(*wait_ms)),
            StoreError::ShortPin { least } => Problem::new("short_pin").with("least", least),
            StoreError::Exists => Problem::new("profile_exists"),
            StoreError::NotEnrolled => Problem::new("not_enrolled"),
            StoreError::NoRecovery => Problem::new("no_recovery"),
            StoreError::Recovery(BadRecovery::Foreign) => Problem::new("recovery_foreign"),
            StoreError::Recovery(BadRecovery::Unreadable) => Problem::new("recovery_unreadable"),
            StoreError::Recovery(BadRecovery::Newer) => Problem::new("update_needed"),
            StoreError::NoEnvelopeKey => Problem::new("no_envelope_key").that_may_pass(),
            StoreError::Envelope(_) => Problem::new("no_envelope_key"),
            StoreError::UnknownEntry(_) => Problem::new("unknown_entry"),
            StoreError::Content(content) => return content.clone().into(),
            StoreError::TooLarge { limit } => Problem::new("entry_too_large").with("limit", limit),
            StoreError::File(_) => Problem::new("folder_unusable"),
            _ if error.is_of_folder() => Problem::new("folder_unusable"),
            StoreError::NoRandomness | StoreError::Unreadable(_) | StoreError::Json(_) | StoreError::Database(_) => {
                Problem::new("internal")
            }
        };
        let problem = if may_pass { problem.that_may_pass() } else { problem };
        tracing::warn!(code = problem.code, reference = problem.reference, cause = %error, "store");
        problem
    }
}

impl From<BadRescue> for Problem {
    fn from(bad: BadRescue) -> Self {
        Problem::new(bad.code())
    }
}

impl From<DeliveryError> for Problem {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::Transport(error) => error.into(),
            DeliveryError::Answer(_) | DeliveryError::OtherAnswer => Problem::new("answer_unreadable").that_may_pass(),
            DeliveryError::Revoked => Problem::new("device_revoked"),
            DeliveryError::UpdateNeeded => Problem::new("update_needed"),
        }
    }
}

impl From<BadReading> for Problem {
    fn from(error: BadReading) -> Self {
        match error {
            BadReading::NotANumber => Problem::new("not_a_number"),
            BadReading::TooFine => Problem::new("reading_too_fine"),
            BadReading::OutOfRange => Problem::new("reading_out_of_range"),
            BadReading::PointMissing { meant } => Problem::new("reading_point_missing").with("meant", meant),
            BadReading::Fahrenheit => Problem::new("reading_fahrenheit"),
        }
    }
}

impl From<BadContent> for Problem {
    fn from(error: BadContent) -> Self {
        match error {
            BadContent::Reading(reading) => reading.into(),
            BadContent::Empty { field } => Problem::new("empty_field").with("field", field),
            BadContent::TooLong { field, limit } => Problem::new("too_long").with("field", field).with("limit", limit),
            BadContent::ResidentNeeded => Problem::new("resident_needed"),
            BadContent::ErrandNeeded => Problem::new("errand_needed"),
        }
    }
}

impl From<BadTime> for Problem {
    fn from(_: BadTime) -> Self {
        Problem::new("bad_time")
    }
}

impl From<BadInvite> for Problem {
    fn from(_: BadInvite) -> Self {
        Problem::new("bad_invite")
    }
}

impl From<TransportError> for Problem {
    fn from(error: TransportError) -> Self {
        let problem = Problem::new(error.code());
        match error {
            TransportError::NotTheDistrict => problem,
            TransportError::Unexpected { status, .. } => problem.with("status", status).that_may_pass(),
            _ => problem.that_may_pass(),
        }
    }
}

impl From<EnrolError> for Problem {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Transport(error) => error.into(),
            EnrolError::Store(error) => error.into(),
            EnrolError::Answer(_) => Problem::new("answer_unreadable").that_may_pass(),
            EnrolError::Refused { reason, wait_seconds: Some(wait) } => Problem::new(&reason).with("wait_seconds", wait).that_may_pass(),
            EnrolError::Refused { reason, wait_seconds: None } => Problem::new(&reason),
        }
    }
}

impl From<SyncError> for Problem {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Transport(error) => error.into(),
            SyncError::Engine(daylog_sync::EngineError::Store(error)) => error.into(),
            SyncError::Engine(_) => Problem::new("answer_unreadable").that_may_pass(),
        }
    }
}
