//! The roles that accounts hold, each with its place or team and its time.

use daylog_domain::{
    access::{RoleName, Viewer},
    ids::{CommunityId, StreetId, TeamId},
    places::{Community, Place},
    time::Instant,
};

use crate::{Read, Row, StorageError, Write, params};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldRole {
    pub id: i64,
    pub viewer: Viewer,
    pub from: Instant,
    pub until: Option<Instant>,
}

impl HeldRole {
    #[must_use]
    pub fn holds(&self, now: Instant) -> bool {
        self.from <= now && self.until.is_none_or(|until| until > now)
    }
}

/// A role as it is stored.
struct Columns {
    role: &'static str,
    street: Option<u32>,
    community: Option<u32>,
    team: Option<u32>,
}

/// Refuses a viewer that no account can be, and an inspector of premises: these are not stored yet.
fn columns(viewer: Viewer) -> Result<Columns, StorageError> {
    let not_stored = StorageError::NotStored { what: "account of this role" };
    let Some(role) = viewer.role() else { return Err(not_stored) };
    let none = Columns { role: role.name(), street: None, community: None, team: None };
    match viewer {
        Viewer::Street(StreetId(street)) | Viewer::Inspector(Place::Street(StreetId(street))) => {
            Ok(Columns { street: Some(street), ..none })
        }
        Viewer::Secretary(community) | Viewer::Inspector(Place::Community(community)) => {
            Ok(Columns { community: Some(community.id.0), ..none })
        }
        Viewer::Lead(TeamId(team)) => Ok(Columns { team: Some(team), ..none }),
        Viewer::Inspector(Place::Premises(..)) => Err(not_stored),
        _ => Ok(none),
    }
}

/// Gives an account a role; its id.
pub fn grant(db: &Write<'_>, account: i64, viewer: Viewer, from: Instant, until: Option<Instant>) -> Result<i64, StorageError> {
    let Columns { role, street, community, team } = columns(viewer)?;
    let id: i64 = db.one("SELECT 1 + coalesce(max(id), 0) FROM account_role", params![], |row| row.get(0))?;
    db.run(
        "INSERT INTO account_role (id, account, role, street, community, team, from_at, until_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![id, account, role, street, community, team, from, until],
    )?;
    Ok(id)
}

/// Ends a role from this time on; the sessions that stand on it end with it.
pub fn end(db: &Write<'_>, role: i64, until: Instant) -> Result<(), StorageError> {
    db.run("UPDATE account_role SET until_at = ?2 WHERE id = ?1", params![role, until])?;
    Ok(())
}

pub(super) fn end_all(db: &Write<'_>, account: i64, now: Instant) -> Result<(), StorageError> {
    db.run("UPDATE account_role SET until_at = ?2 WHERE account = ?1 AND (until_at IS NULL OR until_at > ?2)", params![account, now])?;
    Ok(())
}

/// A role with where its community lies, as `viewer` reads it from a column on.
pub(super) const COLUMNS: &str = "account_role.role, account_role.street, account_role.community, community.street, account_role.team";

/// The roles of all accounts in the order in which they were given, with whose they are.
pub(super) fn all(db: &Read<'_>) -> Result<Vec<(i64, HeldRole)>, StorageError> {
    let sql = format!(
        "SELECT account_role.account, account_role.id, account_role.from_at, account_role.until_at, {COLUMNS}
         FROM account_role LEFT JOIN community ON community.id = account_role.community ORDER BY account_role.id"
    );
    db.many(&sql, params![], |row| {
        Ok((row.get(0)?, HeldRole { id: row.get(1)?, from: row.get(2)?, until: row.get(3)?, viewer: viewer(row, 4)? }))
    })
}

/// A role without its place is nobody's: it must not fall back to one that sees more.
pub(super) fn viewer(row: &Row<'_>, first: usize) -> Result<Viewer, StorageError> {
    let unreadable = || StorageError::Unreadable { what: "account" };
    let role = RoleName::named(&row.get::<String>(first)?).ok_or_else(unreadable)?;
    let street: Option<u32> = row.get(first + 1)?;
    let community = match (row.get(first + 2)?, row.get(first + 3)?) {
        (Some(id), Some(street)) => Some(Community { street: StreetId(street), id: CommunityId(id) }),
        (None, None) => None,
        _ => return Err(unreadable()),
    };
    match (role, street, community, row.get::<Option<u32>>(first + 4)?) {
        (RoleName::District, None, None, None) => Ok(Viewer::District),
        (RoleName::Street, Some(street), None, None) => Ok(Viewer::Street(StreetId(street))),
        (RoleName::Secretary, None, Some(community), None) => Ok(Viewer::Secretary(community)),
        (RoleName::Inspector, None, None, None) => Ok(Viewer::Inspector(Place::District)),
        (RoleName::Inspector, Some(street), None, None) => Ok(Viewer::Inspector(Place::Street(StreetId(street)))),
        (RoleName::Inspector, None, Some(community), None) => Ok(Viewer::Inspector(Place::Community(community))),
        (RoleName::Lead, None, None, Some(team)) => Ok(Viewer::Lead(TeamId(team))),
        (RoleName::Monitor, None, None, None) => Ok(Viewer::Monitor),
        _ => Err(unreadable()),
    }
}
