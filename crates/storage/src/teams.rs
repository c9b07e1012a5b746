//! Teams: the cadres of an office who work together, with their lead.

use daylog_domain::ids::{CadreId, TeamId};

use crate::{Read, StorageError, Write, params};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTeam {
    pub id: TeamId,
    pub name: String,
    pub office: String,
    pub lead: Option<CadreId>,
}

/// Makes a team without members; its id, or none where the office has one of this name.
pub fn insert(db: &Write<'_>, name: &str, office: &str, lead: Option<CadreId>) -> Result<Option<TeamId>, StorageError> {
    let id: u32 = db.one("SELECT 1 + coalesce(max(id), 0) FROM team", params![], |row| row.get(0))?;
    let made = db.run(
        "INSERT INTO team (id, name, office, lead) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        params![id, name, office, lead.map(|lead| lead.0)],
    )?;
    Ok((made == 1).then_some(TeamId(id)))
}

pub fn add_member(db: &Write<'_>, team: TeamId, cadre: CadreId) -> Result<(), StorageError> {
    db.run("INSERT INTO team_member (team, cadre) VALUES (?1, ?2) ON CONFLICT DO NOTHING", params![team.0, cadre.0])?;
    Ok(())
}

/// Every team, by office and name.
pub fn all(db: &Read<'_>) -> Result<Vec<StoredTeam>, StorageError> {
    db.many("SELECT id, name, office, lead FROM team ORDER BY office, name", params![], |row| {
        let lead: Option<u32> = row.get(3)?;
        Ok(StoredTeam { id: TeamId(row.get(0)?), name: row.get(1)?, office: row.get(2)?, lead: lead.map(CadreId) })
    })
}

/// The cadres of a team.
pub fn members(db: &Read<'_>, team: TeamId) -> Result<Vec<CadreId>, StorageError> {
    db.many("SELECT cadre FROM team_member WHERE team = ?1 ORDER BY cadre", params![team.0], |row| Ok(CadreId(row.get(0)?)))
}
