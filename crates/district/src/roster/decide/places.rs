//! The street and the community that a row names.

use daylog_domain::{
    fold,
    roster::{OfDistrict, RosterRow},
};

use super::{Decider, Id, Step, index::Community};

impl Decider {
    /// The row's community, as the district spells it.
    pub(super) fn community(&mut self, row: &RosterRow) -> Community {
        let street = self.street(row);
        let key = (street, fold::name(&row.community));
        if let Some(found) = self.known.communities.get(&key) {
            return found.clone();
        }
        let namesake = self.known.communities.iter().find(|((_, name), _)| *name == key.1).map(|(_, found)| found.full.clone());
        if let Some(known) = namesake {
            self.warn(row.line, "community", OfDistrict::CommunityNamesake { known });
        }
        let id = self.add(Step::AddCommunity { street, name: row.community.clone() });
        let new = Community { id, full: format!("{}/{}", row.street, row.community) };
        self.decision.applied.new.communities.push(new.full.clone());
        self.known.communities.insert(key, new.clone());
        new
    }

    fn street(&mut self, row: &RosterRow) -> Id {
        let folded = fold::name(&row.street);
        if let Some(id) = self.known.streets.get(&folded) {
            return *id;
        }
        let id = self.add(Step::AddStreet { name: row.street.clone() });
        self.known.streets.insert(folded, id);
        self.decision.applied.new.streets.push(row.street.clone());
        id
    }
}
