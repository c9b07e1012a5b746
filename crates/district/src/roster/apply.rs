//! Taking good rows in: what they change is decided from what is stored, then written, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::{
    access::Scope,
    change::{Field, Subject},
    handover::{Held, Timeline},
    ids::HouseholdId,
    places::Place,
    roster::{Applied, RosterRow, Taking},
    time::{Instant, Zone},
};
use daylog_storage::{
    StorageError, Write, assignments,
    changes::{self, Author, NewChange},
    feed::{self, Feed},
    profile,
    roster::{self as tables, NewAssignment, NewHousehold, NewResident},
};

use super::decide::{Decision, Id, Step, decide};
use crate::assignment_history::Written;

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
    let Gathered { households, residents, ends, begins, moved, told } = writer.gathered;
    tables::add_households(db, first_household, &households)?;
    tables::add_residents(db, &residents)?;
    let moved: Vec<i64> = moved.into_iter().collect();
    let before = assignments::running(db, &moved)?;
    tables::end_assignments(db, &ends, now)?;
    tables::begin_assignments(db, &begins)?;
    let mut history = decision.history.clone();
    history.extend(moves(&before, &assignments::running(db, &moved)?, now)?);
    tables::set_all_changed(db, &told)?;
    feed::activate(db, feed, now)?;
    changes::insert(db, now, by, &history)?;
    Ok(())
}

/// Who had households before, and who has them now: as the history keeps what was done by hand.
fn moves(before: &Running, after: &Running, now: Instant) -> Result<Vec<NewChange>, StorageError> {
    let households: BTreeSet<HouseholdId> = before.keys().chain(after.keys()).copied().collect();
    let timeline = |held: &Running, household| Timeline::of(held.get(household).map_or(&[], Vec::as_slice), now);
    let written = households.iter().map(|household| {
        let written = Written { before: timeline(before, household), after: timeline(after, household) };
        written.change(*household, None)
    });
    written.collect()
}

type Running = BTreeMap<HouseholdId, Vec<Held>>;

/// What is written in few round trips.
#[derive(Default)]
struct Gathered<'a> {
    households: Vec<NewHousehold<'a>>,
    residents: Vec<NewResident<'a>>,
    ends: Vec<i64>,
    begins: Vec<NewAssignment>,
    /// Households that were there before, with other cadres now.
    moved: BTreeSet<i64>,
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
            Step::EndAssignment { household, assignment } => {
                self.gathered.ends.push(*assignment);
                self.gathered.moved.insert(*household);
            }
            Step::BeginAssignment { household, cadre, role } => {
                if let Id::Stored(stored) = household {
                    self.gathered.moved.insert(*stored);
                }
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
