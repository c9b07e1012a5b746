//! What the district knows before a roster is taken in: every table once, the oldest first.

use std::collections::BTreeSet;

use daylog_domain::{
    assignment::Role,
    change::{Field, Subject},
    household::Quarantine,
};

use super::role_of;
use crate::{
    Read, Row, StorageError,
    changes::{self, AssignedByHand},
    content::Column::*,
    params,
    values::quarantine,
};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    pub streets: Vec<KnownStreet>,
    pub communities: Vec<KnownCommunity>,
    pub cadres: Vec<KnownCadre>,
    pub households: Vec<KnownHousehold>,
    pub residents: Vec<KnownResident>,
    pub assignments: Vec<KnownAssignment>,
    /// Fields whose newest change was made by hand.
    pub by_hand: BTreeSet<(Subject, i64, Field)>,
    /// Households that were handed over by hand, and not by a file since.
    pub assigned_by_hand: Vec<AssignedByHand>,
    /// Residents with names that they had before they were corrected, the oldest first.
    pub former_names: Vec<(i64, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownStreet {
    pub id: i64,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCommunity {
    pub id: i64,
    pub street: i64,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCadre {
    pub id: i64,
    pub name: String,
    pub office: String,
    pub phone: Option<String>,
    /// One that shows households: not revoked, and not lost unless it reported since.
    pub has_device: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownHousehold {
    pub id: i64,
    pub community: i64,
    pub code: String,
    pub address: String,
    pub guarantor: Option<String>,
    pub guarantor_workplace: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownResident {
    pub id: i64,
    pub household: i64,
    pub name: String,
    pub document: Option<String>,
    pub phone: Option<String>,
    pub origin: Option<String>,
    pub quarantine: Quarantine,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAssignment {
    pub id: i64,
    pub household: i64,
    pub cadre: i64,
    pub role: Role,
    /// No end was set.
    pub is_running: bool,
    /// Devices of the cadre were not told of an end yet.
    pub is_in_feed: bool,
}

/// Reads all of it: nine queries, however long the roster is.
pub fn known(db: &Read<'_>) -> Result<Known, StorageError> {
    Ok(Known {
        streets: db
            .many("SELECT id, name FROM street ORDER BY id", params![], |row| Ok(KnownStreet { id: row.get(0)?, name: row.get(1)? }))?,
        communities: db.many("SELECT id, street, name FROM community ORDER BY id", params![], |row| {
            Ok(KnownCommunity { id: row.get(0)?, street: row.get(1)?, name: row.get(2)? })
        })?,
        cadres: cadres(db)?,
        households: db.many(
            "SELECT id, community, code, address, guarantor, guarantor_workplace FROM household ORDER BY id",
            params![],
            household,
        )?,
        residents: db.many(
            "SELECT id, household, name, document, phone, origin, first_day, last_day, ended_at, ended_on, end_reason FROM resident ORDER BY id",
            params![],
            resident,
        )?,
        assignments: db.many(
            "SELECT id, household, cadre, role, until_at IS NULL, end_feed IS NULL FROM assignment ORDER BY id",
            params![],
            assignment,
        )?,
        by_hand: changes::by_hand(db)?,
        assigned_by_hand: changes::assigned_by_hand(db)?,
        former_names: changes::former_names(db)?,
    })
}

/// Every cadre, the oldest first.
pub fn cadres(db: &Read<'_>) -> Result<Vec<KnownCadre>, StorageError> {
    db.many(CADRES, params![], cadre)
}

const CADRES: &str = "SELECT id, name, office, phone, EXISTS (SELECT 1 FROM device
   WHERE device.cadre = cadre.id AND revoked_at IS NULL AND (lost_at IS NULL OR last_seen > lost_at)) FROM cadre ORDER BY id";

fn cadre(row: &Row<'_>) -> Result<KnownCadre, StorageError> {
    Ok(KnownCadre { id: row.get(0)?, name: row.get(1)?, office: row.get(2)?, phone: row.get(3)?, has_device: row.get(4)? })
}

fn household(row: &Row<'_>) -> Result<KnownHousehold, StorageError> {
    let of = [row.get(0)?];
    Ok(KnownHousehold {
        id: row.get(0)?,
        community: row.get(1)?,
        code: row.text(HouseholdCode, &of, 2)?,
        address: row.text(HouseholdAddress, &of, 3)?,
        guarantor: row.optional_text(HouseholdGuarantor, &of, 4)?,
        guarantor_workplace: row.optional_text(HouseholdGuarantorWorkplace, &of, 5)?,
    })
}

fn resident(row: &Row<'_>) -> Result<KnownResident, StorageError> {
    let of = [row.get(0)?];
    Ok(KnownResident {
        id: row.get(0)?,
        household: row.get(1)?,
        name: row.text(ResidentName, &of, 2)?,
        document: row.optional_text(ResidentDocument, &of, 3)?,
        phone: row.optional_text(ResidentPhone, &of, 4)?,
        origin: row.optional_text(ResidentOrigin, &of, 5)?,
        quarantine: quarantine(row, 6, 8)?,
    })
}

fn assignment(row: &Row<'_>) -> Result<KnownAssignment, StorageError> {
    Ok(KnownAssignment {
        id: row.get(0)?,
        household: row.get(1)?,
        cadre: row.get(2)?,
        role: role_of(&row.get::<String>(3)?)?,
        is_running: row.get(4)?,
        is_in_feed: row.get(5)?,
    })
}
