//! Taking good rows in: what they change is decided from what is stored, then written, in one transaction.

use daylog_domain::{
    access::Scope,
    change::{Field, Subject},
    places::Place,
    roster::{Applied, RosterRow, Taking},
    time::{Instant, Zone},
};
use daylog_storage::{
    StorageError, Write,
    changes::{self, Author},
    feed::{self, Feed},
    profile, roster as tables,
};

use super::decide::{Decision, Id, Step, decide};

/// Takes the rows in. Whoever is new to a household is responsible from now on: nobody was before the district said so, however
/// far back its quarantine began.
pub fn apply(
    db: &Write<'_>,
    feed: &mut Feed,
    rows: &[RosterRow],
    taking: Taking,
    zone: Zone,
    (by, now): (&Author, Instant),
) -> Result<Applied, StorageError> {
    let decision = decide(tables::known(db)?, rows, taking, Scope::Place(Place::District), zone.date_of(now));
    carry_out(db, feed, &decision, (by, now))?;
    Ok(decision.applied)
}

/// Writes what was decided from what is stored now.
pub(super) fn carry_out(db: &Write<'_>, feed: &mut Feed, decision: &Decision, (by, now): (&Author, Instant)) -> Result<(), StorageError> {
    let mut writer = Writer { db, feed, now, added: Vec::new() };
    for step in &decision.steps {
        writer.carry_out(step)?;
    }
    feed::activate(db, writer.feed, now)?;
    changes::insert(db, now, by, &decision.history)?;
    Ok(())
}

struct Writer<'a> {
    db: &'a Write<'a>,
    feed: &'a mut Feed,
    now: Instant,
    /// The identities of the rows that steps added, in the order of the steps.
    added: Vec<i64>,
}

impl Writer<'_> {
    fn carry_out(&mut self, step: &Step) -> Result<(), StorageError> {
        let db = self.db;
        match step {
            Step::AddStreet { name } => self.added.push(tables::add_street(db, name)?),
            Step::AddCommunity { street, name } => self.added.push(tables::add_community(db, self.id(*street)?, name)?),
            Step::AddCadre { name, office, phone } => self.added.push(tables::add_cadre(db, name, office, phone.as_deref())?),
            Step::AddHousehold { community, code, fields } => {
                self.added.push(tables::add_household(db, self.id(*community)?, code, fields, self.feed.last())?);
            }
            Step::SetPhone { cadre, phone } => tables::set_phone(db, self.id(*cadre)?, phone.as_deref())?,
            Step::ChangeHousehold { household, community, fields } => {
                tables::change_household(db, *household, self.id(*community)?, fields)?;
            }
            Step::AddResident { household, name, fields } => tables::add_resident(db, self.id(*household)?, name, fields)?,
            Step::ChangeResident { resident, fields } => tables::change_resident(db, *resident, fields)?,
            Step::RenameResident { resident, household, name } => {
                // Nobody else of the household has this name: the row would have meant them.
                profile::set(db, (Subject::Resident, *resident), Field::Name, *household, Some(name))?;
            }
            Step::EndAssignment { assignment } => tables::end_assignment(db, *assignment, self.now)?,
            Step::BeginAssignment { household, cadre, role } => {
                tables::begin_assignment(db, self.id(*household)?, self.id(*cadre)?, *role, self.now)?;
            }
            Step::TellHousehold { household } => self.tell(*household)?,
        }
        Ok(())
    }

    fn tell(&mut self, household: Id) -> Result<(), StorageError> {
        tables::set_changed(self.db, self.id(household)?, self.feed.take())?;
        self.feed.roster_changed();
        Ok(())
    }

    fn id(&self, id: Id) -> Result<i64, StorageError> {
        match id {
            Id::Stored(id) => Ok(id),
            Id::New(nth) => self.added.get(nth).copied().ok_or(StorageError::NotStored { what: "roster" }),
        }
    }
}
