//! Cadres of a roster: known by name and office, and by their telephone number, which colleagues call.

use daylog_domain::{
    change::{Field, Subject},
    fold,
    places::Place,
    roster::{Assignee, OfDistrict},
};

use super::{About, Decider, Id, Kept, RowChange, Step, index::Cadre};

impl Decider {
    /// The cadre whom a row names, and whether the number changed.
    pub(super) fn cadre(&mut self, line: u64, assignee: &Assignee) -> (Cadre, RowChange) {
        let key = fold::cadre(&assignee.name, &assignee.office);
        let Some(known) = self.known.cadres.get(&key).cloned() else {
            return (self.new_cadre(line, assignee, key), RowChange::Same);
        };
        // No number behind a name is no empty cell: it takes nothing away.
        let said = assignee.phone.as_deref().filter(|_| self.may_dial(known.id)).or(known.phone.as_deref());
        let kept = match known.id {
            Id::Stored(id) => Some(Kept { subject: Subject::Cadre, id, household: None, field: Field::Phone }),
            Id::New(_) => None,
        };
        let phone = self.field(About { line, of: &known.full(), field: "phone", kept }, known.phone.as_deref(), said, fold::phone);
        let cadre = Cadre { phone: phone.value, ..known };
        if phone.change > RowChange::Same {
            self.decision.steps.push(Step::SetPhone { cadre: cadre.id, phone: cadre.phone.clone() });
            if let Id::Stored(id) = cadre.id {
                self.dialled.insert(id);
            }
            self.known.cadres.insert(key, cadre.clone());
        }
        (cadre, phone.change)
    }

    /// Whether the number is a matter of who imports: a cadre who works elsewhere only keeps theirs.
    fn may_dial(&self, cadre: Id) -> bool {
        match cadre {
            Id::Stored(id) => self.covers(Place::District) || self.cadres_within.contains(&id),
            Id::New(_) => true,
        }
    }

    fn new_cadre(&mut self, line: u64, assignee: &Assignee, key: (String, String)) -> Cadre {
        let Assignee { name, office, phone, .. } = assignee.clone();
        if let Some(known) = self.known.namesake(&name, &office).map(Cadre::full) {
            self.warn(line, "cadres", OfDistrict::CadreNamesake { known, new: format!("{name}/{office}") });
        }
        let id = self.add(Step::AddCadre { name: name.clone(), office: office.clone(), phone: phone.clone() });
        let new = Cadre { id, name, office, phone, has_device: false };
        self.decision.applied.new.cadres.push(new.full());
        self.known.cadres.insert(key, new.clone());
        new
    }
}
