//! The table: a row for each action, a column for each kind of viewer.
//! Where the product's description is silent, the least is allowed, and a remark at the row says so.

use serde::Serialize;
use ts_rs::TS;

/// A cell of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    No,
    /// Yes, and nothing of any place comes with it.
    Yes,
    /// In the viewer's own place and everything below it; for the district's accounts that is everything.
    Place,
    /// In the viewer's own team.
    Team,
    /// For what is the cadre's own: the households assigned to them, and what the records say of themselves.
    Own,
}

/// How many columns the table has.
const COLUMNS: usize = 9;

macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $name:ident [$($rule:ident)+])+) => {
        /// Everything that anybody can see or do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Action {
            /// Every row, for tests that walk the table.
            pub const ALL: &'static [Action] = &[$(Action::$name),+];

            pub(super) const fn rules(self) -> [Rule; COLUMNS] {
                match self {
                    $(Action::$name => [$(Rule::$rule),+],)+
                }
            }
        }
    };
}

actions! {
    // Who asks:         anyone district street secretary lead inspector monitor, a cadre's device, a lead's device

    // Open to everybody.

    /// Whether the server is well, how its interface is described, the dashboard's own files.
    SeePublic              [Yes  Yes    Yes    Yes    Yes   Yes    Yes  Yes  Yes]
    /// Ask to be signed in. The password decides.
    SignIn                 [Yes  Yes    Yes    Yes    Yes   Yes    Yes  Yes  Yes]
    /// Enrol a device. The invite decides.
    Enrol                  [Yes  Yes    Yes    Yes    Yes   Yes    Yes  Yes  Yes]

    // The asker's own, and what shows nothing of any place.

    /// See who one is signed in as, and sign out.
    UseOwnSession          [No   Yes    Yes    Yes    Yes   Yes    No   No   No ]
    /// Hear that something changed, never what or where.
    HearChanges            [No   Yes    Yes    Yes    Yes   Yes    No   No   No ]
    /// Hand in a rescue file or sealed envelopes, of whatever place: who carries them reads nothing and is told numbers.
    HandInEnvelopes        [No   Yes    Yes    Yes    Yes   Yes    No   Yes  Yes]
    /// Send the own log, and pull what the rows below show to the device.
    Sync                   [No   No     No     No     No    No     No   Yes  Yes]
    /// Numbers of the machine, and nothing about anybody.
    ReadMetrics            [No   No     No     No     No    No     Yes  No   No ]

    // What can be seen.

    /// Counts: households and people in quarantine, checks done, tried, missed, unknown. A lead's phone gets these of the
    /// team, and nothing else beyond a cadre's.
    SeeCounts              [No   Place  Place  Place  Team  Place  No   No   Team]
    /// Which checks are open or missed, at which door, who owes them and that cadre's phone number. No resident, no reading.
    SeeGaps                [No   Place  Place  Place  Team  Place  No   No   No ]
    /// A household: address, residents with phone and quarantine, guarantor, who looks after it.
    SeeHousehold           [No   Place  Place  Place  No    Place  No   Own  Own]
    /// What the diary says: readings, symptoms, seals, errands, notes, and the alerts that come of them.
    SeeEntries             [No   Place  Place  Place  No    Place  No   Own  Own]
    /// Document numbers. A roster brings them; the description names nobody who needs to read them: the least.
    SeeDocumentNumbers     [No   Place  No     No     No    No     No   No   No ]
    /// What in the records asks for an explanation. The cadre sees the own first; street and secretary are not named.
    SeeSigns               [No   Place  No     No     No    Place  No   Own  Own]
    /// Devices: whose, when last heard, version, clock, what they still hold.
    SeeDevices             [No   Place  Place  No     No    No     No   No   No ]
    /// Who signed in, and who read or exported personal data. "Those who may" are not named: the least.
    SeeAccessRecord        [No   Place  No     No     No    No     No   No   No ]

    // What is done about the day. Who stands above a secretary may stand in for one.

    /// Claim an alert, record what was done, close it.
    ActOnAlert             [No   Place  Place  Place  No    No     No   No   No ]
    /// Remind a cadre, without names. A lead calls: the description gives them no more.
    NudgeCadre             [No   Place  Place  Place  No    No     No   No   No ]
    /// Give a household to a cadre: move, hand over, cover tonight.
    Assign                 [No   Place  Place  Place  Team  No     No   No   No ]
    /// Record for a cadre without a phone, in the account's own log.
    RecordForCadre         [No   Place  Place  Place  No    No     No   No   No ]
    /// Change a household: residents, their quarantine and its end, an arrival accepted, a duplicate merged.
    EditHousehold          [No   Place  Place  Place  No    No     No   No   No ]

    // What is set up.

    /// Take in a roster of households, residents, cadres and assignments. Asked about the place of each row.
    ImportRoster           [No   Place  Place  No     No    No     No   No   No ]
    /// Make, rename, join, split and close places.
    EditPlaces             [No   Place  Place  No     No    No     No   No   No ]
    /// Cadres, teams and their leads, the daily dispatch.
    ManagePeople           [No   Place  Place  No     No    No     No   No   No ]
    /// Which checks are due when.
    EditPlans              [No   Place  Place  No     No    No     No   No   No ]
    /// Rules of the whole district: fever, limits, day one, templates of documents.
    EditSettings           [No   Place  No     No     No    No     No   No   No ]
    /// Make an invite for a cadre's device.
    InviteDevice           [No   Place  Place  No     No    No     No   No   No ]
    /// Confirm that a device is lost, so that it holds no coverage back.
    ConfirmLoss            [No   Place  Place  Place  No    No     No   No   No ]
    /// Revoke a device for good.
    RevokeDevice           [No   Place  Place  No     No    No     No   No   No ]
    /// Make, lock and end accounts, set a password anew. Asked about the place above the account's own, because that is for
    /// somebody above; accounts of the district, leads, inspectors and monitors have the district above them.
    ManageAccounts         [No   Place  Place  No     No    No     No   No   No ]

    // What leaves on paper or as a file, and what is checked.

    /// Print a sheet, notice or certificate of a household or community.
    PrintDocument          [No   Place  Place  Place  No    No     No   No   No ]
    /// Export tables of entries or people.
    Export                 [No   Place  Place  No     No    No     No   No   No ]
    /// Freeze and send the daily report.
    SendReport             [No   Place  Place  No     No    No     No   No   No ]
    /// Take signed segments, receipts and checkpoint, which a third party verifies.
    TakeEvidence           [No   Place  No     No     No    Place  No   No   No ]
    /// Draw a sample, check it again, write what was found. Nobody inspects oneself.
    WriteFinding           [No   No     No     No     No    Place  No   No   No ]
    /// Answer a resident who asks to see or remove data. Who answers is not named: the least.
    AnswerDataRequest      [No   Place  No     No     No    No     No   No   No ]
    /// Backup, restore test, retention, certificates, addresses, checkpoints.
    OperateServer          [No   Place  No     No     No    No     No   No   No ]
}
