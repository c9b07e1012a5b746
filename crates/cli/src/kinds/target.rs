//! Whom an entry is about: a resident, or a household.

use clap::Args;
use daylog_domain::{
    household::Household,
    ids::{HouseholdId, ResidentId},
};

use crate::{failure::Failure, find};

#[derive(Debug, Clone, Args)]
#[group(skip)]
pub struct Target {
    /// Name, or the number that an ambiguous name lists
    #[arg(long)]
    pub resident: Option<String>,
    /// The roster's code, or the address
    #[arg(long)]
    pub household: Option<String>,
}

impl Target {
    /// The household, and the resident where one is meant; none when neither was typed.
    pub fn resolve(&self, households: &[Household]) -> Result<Option<(HouseholdId, Option<ResidentId>)>, Failure> {
        let household = self.household.as_deref().map(|typed| find::household(households, typed)).transpose()?;
        let among = household.map_or(households, std::slice::from_ref);
        match (self.resident.as_deref(), household) {
            (Some(typed), _) => {
                let (household, resident) = find::resident(among, typed)?;
                Ok(Some((household.id, Some(resident.id))))
            }
            (None, Some(household)) => Ok(Some((household.id, None))),
            (None, None) => Ok(None),
        }
    }
}
