//! Who looks after a household from now on: those whom its rows name. Others end where the file is the whole of the household.

use daylog_domain::fold;
use rusqlite::params;

use crate::StorageError;

use super::{
    Import, RowChange,
    known::{HAS_DEVICE, KnownCadre},
    role_text,
};
use daylog_domain::roster::{AssignmentChange, RosterRow, Turn};

/// A running assignment.
struct Running {
    id: i64,
    cadre: i64,
    name: String,
    office: String,
    role: String,
    has_device: bool,
}

struct Wanted {
    line: u64,
    cadre: KnownCadre,
    role: &'static str,
}

impl Import<'_> {
    /// Makes the household's running assignments those of its rows; says whether that changed any, or a cadre's number.
    pub(super) fn assign(&mut self, household: i64, rows: &[&RosterRow], is_whole: bool) -> Result<RowChange, StorageError> {
        let (wanted, mut change) = self.wanted(rows)?;
        let running = self.running(household)?;
        let is_known = self.ever_assigned(household)?;
        let code = rows.first().map(|row| row.household.clone()).unwrap_or_default();
        let line = rows.first().map_or(0, |row| row.line);
        for held in &running {
            if wanted.iter().any(|wanted| wanted.cadre.id == held.cadre && wanted.role == held.role) {
                continue;
            }
            let is_other_role = wanted.iter().any(|wanted| wanted.cadre.id == held.cadre);
            let namesake = wanted.iter().find(|wanted| is_namesake(wanted, held)).map(|wanted| wanted.cadre.full());
            let stays = !is_other_role && (!is_whole || (namesake.is_some() && !self.taking.is_complete));
            if let Some(namesake) = namesake.filter(|_| stays && is_whole) {
                let reason = format!(
                    "{namesake} has no device, and {}/{} has one: {code} stays with both until --complete says otherwise",
                    held.name, held.office
                );
                self.warn(line, "cadre_with_device_stays", "cadres", reason);
            }
            if !stays {
                self.db.prepare_cached("UPDATE assignment SET until_at = ?2 WHERE id = ?1")?.execute(params![held.id, self.now.0])?;
                change = RowChange::Changed;
            }
            let turn = if stays { Turn::Stays } else { Turn::Ends };
            let cadre = format!("{}/{}", held.name, held.office);
            let role = super::role_of(&held.role).map(role_text)?;
            self.applied.assignments.push(AssignmentChange {
                line,
                household: code.clone(),
                cadre,
                role,
                turn,
                has_device: held.has_device,
            });
        }
        for wanted in wanted {
            if running.iter().any(|held| held.cadre == wanted.cadre.id && held.role == wanted.role) {
                continue;
            }
            self.db
                .prepare_cached("INSERT INTO assignment (household, cadre, role, from_at) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![household, wanted.cadre.id, wanted.role, self.now.0])?;
            change = RowChange::Changed;
            if is_known {
                let Wanted { line, cadre, role } = wanted;
                let change = AssignmentChange {
                    line,
                    household: code.clone(),
                    cadre: cadre.full(),
                    role,
                    turn: Turn::Begins,
                    has_device: cadre.has_device,
                };
                self.applied.assignments.push(change);
            }
        }
        Ok(change)
    }

    fn wanted(&mut self, rows: &[&RosterRow]) -> Result<(Vec<Wanted>, RowChange), StorageError> {
        let (mut wanted, mut change): (Vec<Wanted>, _) = (Vec::new(), RowChange::Same);
        for row in rows {
            for assignee in &row.assignees {
                let (cadre, number) = self.cadre(row.line, assignee)?;
                change = change.max(number);
                let role = role_text(assignee.role);
                if !wanted.iter().any(|known| known.cadre.id == cadre.id && known.role == role) {
                    wanted.push(Wanted { line: row.line, cadre, role });
                }
            }
        }
        Ok((wanted, change))
    }

    fn running(&self, household: i64) -> Result<Vec<Running>, StorageError> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT assignment.id, cadre.id, cadre.name, cadre.office, role, {HAS_DEVICE}
             FROM assignment JOIN cadre ON cadre.id = assignment.cadre WHERE household = ?1 AND until_at IS NULL ORDER BY assignment.id"
        ))?;
        let found = statement
            .query_map([household], |row| {
                Ok(Running {
                    id: row.get(0)?,
                    cadre: row.get(1)?,
                    name: row.get(2)?,
                    office: row.get(3)?,
                    role: row.get(4)?,
                    has_device: row.get(5)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }

    fn ever_assigned(&self, household: i64) -> Result<bool, StorageError> {
        let found = self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM assignment WHERE household = ?1)")?
            .query_row([household], |row| row.get(0))?;
        Ok(found)
    }
}

/// Most likely the same person, whose office was written in another way: somebody new without a device, beside whoever has one.
fn is_namesake(wanted: &Wanted, held: &Running) -> bool {
    held.has_device && !wanted.cadre.has_device && wanted.cadre.id != held.cadre && fold::name(&wanted.cadre.name) == fold::name(&held.name)
}
