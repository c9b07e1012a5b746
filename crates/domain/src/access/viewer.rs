//! Who asks: a role together with the part of the district that it is held for.

use crate::{
    ids::{CadreId, StreetId, TeamId},
    places::{Community, Place},
};

/// An account, a device, or a program that asks. A role that makes no sense for a scope cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Viewer {
    /// Who has not shown who it is.
    Anyone,
    District,
    Street(StreetId),
    Secretary(Community),
    Lead(TeamId),
    /// An inspector looks where the district says: anywhere from one building to the whole district.
    Inspector(Place),
    /// A program that watches the server.
    Monitor,
    /// The enrolled device of a cadre or community worker. A revoked one is no viewer.
    CadresDevice(CadreId),
    /// The device of a lead, who may look after households too.
    LeadsDevice(CadreId, TeamId),
}

impl Viewer {
    pub(super) fn place(self) -> Option<Place> {
        match self {
            Viewer::District => Some(Place::District),
            Viewer::Street(street) => Some(Place::Street(street)),
            Viewer::Secretary(community) => Some(Place::Community(community)),
            Viewer::Inspector(place) => Some(place),
            Viewer::Anyone | Viewer::Lead(_) | Viewer::Monitor | Viewer::CadresDevice(_) | Viewer::LeadsDevice(..) => None,
        }
    }

    pub(super) fn team(self) -> Option<TeamId> {
        match self {
            Viewer::Lead(team) | Viewer::LeadsDevice(_, team) => Some(team),
            _ => None,
        }
    }

    pub(super) fn cadre(self) -> Option<CadreId> {
        match self {
            Viewer::CadresDevice(cadre) | Viewer::LeadsDevice(cadre, _) => Some(cadre),
            _ => None,
        }
    }
}
