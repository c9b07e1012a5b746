//! What acts ask for and answer, and the history that they leave.

use daylog_domain::{
    change::{Field, Source, Subject},
    household::EndReason,
    time::{Date, Instant},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What every act's body may say beside what it asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, TS, ToSchema)]
#[serde(default)]
#[ts(optional_fields)]
pub struct Manner {
    /// Only tells what would happen, and changes nothing.
    pub preview: Option<bool>,
    /// The newest change that the form was drawn with: where somebody changed the same since, the answer is `changed_since`.
    pub seen: Option<i64>,
}

/// What an act did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct Acted {
    /// Its number in the history, by which it is taken back; none where nothing was changed, or it was a preview.
    pub act: Option<i64>,
    pub effects: Vec<Effect>,
}

/// One line of what happens: a code, and the numbers that its words name. The words stand under `effect.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Effect {
    /// Everything is as it was given already.
    NothingChanges,
    /// So many fields say something else.
    FieldsChange { fields: u32 },
    /// The phones of so many cadres show it at their next contact.
    PhonesFollow { cadres: u32 },
    /// So many households and people get somebody else.
    HouseholdsMove { households: u32, people: u32 },
    /// So many were changed since, and stay as they are.
    HouseholdsStay { households: u32 },
    /// In so many nobody is in quarantine any more: they stay as they are.
    HouseholdsOver { households: u32 },
    /// So many checks until the end of tomorrow are owed by the new one.
    ChecksMove { checks: u32 },
    /// The new one's phone shows them at its next contact.
    NewPhoneFollows,
    /// The new one has no phone that would hear of it.
    NoPhone,
    /// What the phones of so many former cadres have not sent yet is taken all the same.
    FormerKeepUnsent { cadres: u32 },
    /// From then on all is as it was, by itself.
    ReturnsAt { at_text: String },
    /// A roster file that has the old words still does not bring them back.
    RosterKeeps,
    /// The quarantine of so many people changes.
    QuarantineChanges { households: u32, people: u32 },
    /// So many checks of the rest of today and of tomorrow are owed no more.
    ChecksStop { checks: u32 },
    /// So many more are owed.
    ChecksBegin { checks: u32 },
    /// The last day is this one.
    LastDay {
        #[schema(value_type = String, format = Date)]
        date: Date,
    },
    /// So many fields say again what they said before.
    PutBack { fields: u32 },
}

/// One field that was changed, when, by whom, from what to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct ChangeRow {
    pub id: i64,
    /// The same for all that one request changed.
    pub act: i64,
    #[schema(value_type = i64)]
    pub at: Instant,
    /// As local text with the date.
    pub at_text: String,
    /// The account's name at that time, or the command's.
    pub by: String,
    #[schema(value_type = String, example = "screen")]
    pub source: Source,
    #[schema(value_type = String, example = "resident")]
    pub subject: Subject,
    pub subject_id: i64,
    #[schema(value_type = String, example = "phone")]
    pub field: Field,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Whose quarantine ends, why, and when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS, ToSchema)]
#[ts(optional_fields)]
pub struct EndQuarantine {
    pub residents: Vec<u32>,
    #[schema(value_type = String, example = "released")]
    pub reason: EndReason,
    /// Local time as 2020-03-10T12:00; now when left out. Never before now.
    pub at: Option<String>,
    #[serde(flatten)]
    #[ts(flatten)]
    pub manner: Manner,
}

/// Whose quarantine gets another last day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS, ToSchema)]
#[ts(optional_fields)]
pub struct ExtendQuarantine {
    pub residents: Vec<u32>,
    #[schema(format = Date, example = "2020-03-17")]
    pub last_day: String,
    #[serde(flatten)]
    #[ts(flatten)]
    pub manner: Manner,
}

/// An act is taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS, ToSchema)]
#[ts(optional_fields)]
pub struct Undo {
    #[serde(flatten)]
    #[ts(flatten)]
    pub manner: Manner,
}

/// What is to be corrected of a household. What is left out stays; an empty text takes away what can be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS, ToSchema)]
#[ts(optional_fields)]
pub struct CorrectHousehold {
    pub address: Option<String>,
    pub guarantor: Option<String>,
    pub guarantor_workplace: Option<String>,
    #[serde(flatten)]
    #[ts(flatten)]
    pub manner: Manner,
}

/// What is to be corrected of a resident. What is left out stays; an empty text takes away what can be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS, ToSchema)]
#[ts(optional_fields)]
pub struct CorrectResident {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub origin: Option<String>,
    #[serde(flatten)]
    #[ts(flatten)]
    pub manner: Manner,
}
