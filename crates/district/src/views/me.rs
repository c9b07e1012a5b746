//! Who is signed in, as what, and where.

use daylog_domain::{
    access::{Action, RoleName, Scope, Viewer, scope_of},
    time::Instant,
};
use daylog_storage::{
    Read, StorageError,
    accounts::{Account, second_factor},
    district,
};

use super::roles::{Names, held};
use crate::types::DistrictMe;

/// Who is signed in, and what the district is. An example district says that it is one.
pub fn me(db: &Read<'_>, account: &Account, is_example: bool, now: Instant) -> Result<DistrictMe, StorageError> {
    let district = district::read(db)?;
    let names = Names::read(db)?;
    let zone = district.settings.zone;
    let (street, community) = names.place(account.viewer);
    Ok(DistrictMe {
        name: account.name.clone(),
        role: account.viewer.role().unwrap_or(RoleName::Monitor),
        street,
        community,
        roles: held(db, account.id, now)?.iter().map(|role| names.role(role, now)).collect(),
        may: may(account.viewer),
        has_second_factor: second_factor::of(db, account.id)?.is_some_and(|stored| stored.is_confirmed),
        recovery_codes: second_factor::recovery_codes(db, account.id)?,
        district: district.name,
        zone,
        now,
        today: zone.date_of(now),
        example: is_example,
    })
}

fn may(viewer: Viewer) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|action| scope_of(viewer, *action) != Scope::Nothing).collect()
}
