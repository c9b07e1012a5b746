//! Who is signed in, of which role, and where.

use daylog_domain::{
    access::{Action, Scope, Viewer, scope_of},
    places::Community,
    time::Instant,
};
use daylog_storage::{Read, StorageError, accounts::Account, district, households};

use crate::types::{AccountRole, CommunityName, DistrictMe};

/// Who is signed in, and what the district is. An example district says that it is one.
pub fn me(db: &Read<'_>, account: &Account, is_example: bool, now: Instant) -> Result<DistrictMe, StorageError> {
    let district = district::read(db)?;
    let (role, community) = match account.viewer {
        Viewer::District => (AccountRole::District, None),
        Viewer::Secretary(community) => (AccountRole::Secretary, community_named(db, community)?),
        _ => return Err(StorageError::NotStored { what: "account of this role" }),
    };
    let zone = district.settings.zone;
    Ok(DistrictMe {
        name: account.name.clone(),
        role,
        community,
        district: district.name,
        zone,
        now,
        today: zone.date_of(now),
        example: is_example,
        may: Action::ALL.iter().copied().filter(|action| scope_of(account.viewer, *action) != Scope::Nothing).collect(),
    })
}

fn community_named(db: &Read<'_>, community: Community) -> Result<Option<CommunityName>, StorageError> {
    let found = households::communities(db)?.into_iter().find(|known| known.community == community);
    Ok(found.map(CommunityName::from))
}
