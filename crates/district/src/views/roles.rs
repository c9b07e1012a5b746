//! Roles as pages show them: with the names of their streets, communities and teams.

use daylog_domain::{
    access::{RoleName, Viewer},
    ids::{StreetId, TeamId},
    places::{Community, Place},
    time::{Instant, Zone},
};
use daylog_storage::{
    Read, StorageError,
    accounts::{self, HeldRole},
    district,
    households::{self, NamedCommunity},
    teams::{self, StoredTeam},
};

use super::text::date_and_time;
use crate::types::{AccountRole, CommunityName, StreetName};

/// The names that roles are told with.
pub struct Names {
    pub communities: Vec<NamedCommunity>,
    pub teams: Vec<StoredTeam>,
    pub zone: Zone,
}

impl Names {
    pub fn read(db: &Read<'_>) -> Result<Self, StorageError> {
        Ok(Names { communities: households::communities(db)?, teams: teams::all(db)?, zone: district::read(db)?.settings.zone })
    }

    /// Every street that has a community, by name.
    #[must_use]
    pub fn streets(&self) -> Vec<StreetName> {
        let mut streets: Vec<StreetName> =
            self.communities.iter().map(|known| StreetName { id: known.community.street.0, name: known.street.clone() }).collect();
        streets.dedup();
        streets
    }

    /// The street or the community that a viewer is held to; neither for whom the whole district is.
    #[must_use]
    pub fn place(&self, viewer: Viewer) -> (Option<StreetName>, Option<CommunityName>) {
        match viewer {
            Viewer::Street(street) | Viewer::Inspector(Place::Street(street)) => (self.street(street), None),
            Viewer::Secretary(community) | Viewer::Inspector(Place::Community(community)) => (None, self.community(community)),
            _ => (None, None),
        }
    }

    #[must_use]
    pub fn role(&self, held: &HeldRole, now: Instant) -> AccountRole {
        let (street, community) = self.place(held.viewer);
        let team = match held.viewer {
            Viewer::Lead(team) => self.team(team),
            _ => None,
        };
        AccountRole {
            id: held.id,
            role: held.viewer.role().unwrap_or(RoleName::Monitor),
            street,
            community,
            team,
            from_text: self.text(held.from),
            until_text: held.until.map(|until| self.text(until)),
            holds: held.holds(now),
        }
    }

    /// A local time.
    #[must_use]
    pub fn text(&self, at: Instant) -> String {
        date_and_time(self.zone, at)
    }

    fn street(&self, street: StreetId) -> Option<StreetName> {
        let found = self.communities.iter().find(|known| known.community.street == street)?;
        Some(StreetName { id: street.0, name: found.street.clone() })
    }

    fn community(&self, community: Community) -> Option<CommunityName> {
        self.communities.iter().find(|known| known.community == community).cloned().map(CommunityName::from)
    }

    fn team(&self, team: TeamId) -> Option<String> {
        self.teams.iter().find(|known| known.id == team).map(|known| known.name.clone())
    }
}

/// The roles that a session of the account can be used as now.
pub fn held(db: &Read<'_>, account: i64, now: Instant) -> Result<Vec<HeldRole>, StorageError> {
    let stored = accounts::by_id(db, account)?;
    let held = stored.iter().flat_map(|stored| stored.held(now)).filter(|role| role.viewer != Viewer::Monitor);
    Ok(held.copied().collect())
}
