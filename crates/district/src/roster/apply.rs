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
    profile,
    roster::{self as tables, NewAssignment, NewHousehold, NewResident},
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
    let decision = decide(tables::known(db)?, rows, taking, Scope::Place(Place::District), (zone, now));
    carry_out(db, feed, &decision, (by, now))?;
    Ok(decision.applied)
}

/// Writes what was decided from what is stored now. Whoever waits for the write lock waits for this: what is many goes in few
/// round trips, each table behind those that it refers to.
pub(super) fn carry_out(db: &Write<'_>, feed: &mut Feed, decision: &Decision, (by, now): (&Author, Instant)) -> Result<(), StorageError> {
    let mut writer = Writer { added: Vec::new(), next_household: tables::next_household(db)?, now, gathered: Gathered::default() };
    let first_household = writer.next_household;
    for step in &decision.steps {
        writer.take(db, feed, step)?;
    }
    let Gathered { households, residents, ends, begins, told } = writer.gathered;
    tables::add_households(db, first_household, &households)?;
    tables::add_residents(db, &residents)?;
    tables::end_assignments(db, &ends, now)?;
    tables::begin_assignments(db, &begins)?;
    tables::set_all_changed(db, &told)?;
    feed::activate(db, feed, now)?;
    changes::insert(db, now, by, &decision.history)?;
    Ok(())
}

/// What is written in few round trips.
#[derive(Default)]
struct Gathered<'a> {
    households: Vec<NewHousehold<'a>>,
    residents: Vec<NewResident<'a>>,
    ends: Vec<i64>,
    begins: Vec<NewAssignment>,
    told: Vec<(i64, i64)>,
}

struct Writer<'a> {
    /// The identities of the rows that steps added, in the order of the steps.
    added: Vec<i64>,
    next_household: i64,
    now: Instant,
    gathered: Gathered<'a>,
}

impl<'a> Writer<'a> {
    fn take(&mut self, db: &Write<'_>, feed: &mut Feed, step: &'a Step) -> Result<(), StorageError> {
        match step {
            Step::AddStreet { name } => self.added.push(tables::add_street(db, name)?),
            Step::AddCommunity { street, name } => self.added.push(tables::add_community(db, id(&self.added, *street)?, name)?),
            Step::AddCadre { name, office, phone } => self.added.push(tables::add_cadre(db, name, office, phone.as_deref())?),
            Step::AddHousehold { community, code, fields } => {
                let new = NewHousehold { community: id(&self.added, *community)?, code, fields, changed: feed.last() };
                self.gathered.households.push(new);
                self.added.push(self.next_household);
                self.next_household += 1;
            }
            Step::AddResident { household, name, fields } => {
                self.gathered.residents.push(NewResident { household: id(&self.added, *household)?, name, fields });
            }
            Step::EndAssignment { assignment } => self.gathered.ends.push(*assignment),
            Step::BeginAssignment { household, cadre, role } => {
                let (household, cadre) = (id(&self.added, *household)?, id(&self.added, *cadre)?);
                self.gathered.begins.push(NewAssignment { household, cadre, role: *role, from: self.now });
            }
            Step::TellHousehold { household } => {
                self.gathered.told.push((id(&self.added, *household)?, feed.take()));
                feed.roster_changed();
            }
            Step::SetPhone { .. }
            | Step::ChangeHousehold { .. }
            | Step::ChangeResident { .. }
            | Step::TakeEndAway { .. }
            | Step::RenameResident { .. } => change(db, &self.added, step)?,
        }
        Ok(())
    }
}

/// Rows that are there already: few of a file, one by one.
fn change(db: &Write<'_>, added: &[i64], step: &Step) -> Result<(), StorageError> {
    match step {
        Step::SetPhone { cadre, phone } => tables::set_phone(db, id(added, *cadre)?, phone.as_deref()),
        Step::ChangeHousehold { household, community, fields } => tables::change_household(db, *household, id(added, *community)?, fields),
        Step::ChangeResident { resident, fields } => tables::change_resident(db, *resident, fields),
        Step::TakeEndAway { resident } => profile::set_end(db, *resident, None),
        Step::RenameResident { resident, household, name } => {
            // Nobody else of the household has this name: the row would have meant them.
            profile::set(db, (Subject::Resident, *resident), Field::Name, *household, Some(name))?;
            Ok(())
        }
        _ => Ok(()),
    }
}

fn id(added: &[i64], id: Id) -> Result<i64, StorageError> {
    match id {
        Id::Stored(id) => Ok(id),
        Id::New(nth) => added.get(nth).copied().ok_or(StorageError::NotStored { what: "roster" }),
    }
}
