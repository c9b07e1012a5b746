//! Who looks after a household from now on: those whom its rows name. Others end where the file is the whole of the household.

use daylog_domain::{
    assignment::Role,
    change::{Field, Subject},
    fold,
    roster::{AssignmentChange, Change, OfDistrict, RosterRow, Turn},
};
use daylog_storage::roster::KnownAssignment;

use super::{Decider, Id, RowChange, Step, index::Cadre};

/// A running assignment with its cadre.
struct Running {
    id: i64,
    household: i64,
    cadre: Cadre,
    role: Role,
}

struct Wanted {
    line: u64,
    cadre: Cadre,
    role: Role,
}

/// What is to become of one household's assignments.
struct Assigning {
    id: Id,
    /// For what is told about it.
    line: u64,
    code: String,
    wanted: Vec<Wanted>,
    running: Vec<Running>,
    /// Somebody looked after it before.
    is_known: bool,
    is_whole: bool,
}

impl Decider {
    /// Makes the household's running assignments those of its rows; says whether that changes any, or a cadre's number.
    pub(super) fn assign(&mut self, household: Id, held: &[KnownAssignment], rows: &[&RosterRow], is_whole: bool) -> RowChange {
        let (wanted, of_numbers) = self.wanted(rows);
        let home = Assigning {
            id: household,
            line: rows.first().map_or(0, |row| row.line),
            code: rows.first().map(|row| row.household.clone()).unwrap_or_default(),
            wanted,
            running: self.running(held),
            is_known: !held.is_empty(),
            is_whole,
        };
        if self.keeps(&home) {
            return of_numbers;
        }
        let before = self.decision.steps.len();
        home.running.iter().for_each(|held| self.end_or_stay(&home, held));
        home.wanted.iter().for_each(|wanted| self.begin(&home, wanted));
        if self.decision.steps.len() > before { RowChange::Changed } else { of_numbers }
    }

    /// Whether those stay who were chosen by hand, whomever the rows name; that they do is told.
    fn keeps(&mut self, home: &Assigning) -> bool {
        let Id::Stored(household) = home.id else { return false };
        let is_by_hand = self.known.by_hand.contains(&(Subject::Household, household, Field::Assignments));
        if self.taking.over_edits || !is_by_hand {
            return false;
        }
        let is_the_same = home.wanted.iter().all(|wanted| home.running.iter().any(|held| is_same(wanted, held)));
        if !is_the_same {
            let names = |names: Vec<String>| Some(names.join("; "));
            self.decision.applied.kept.push(Change {
                line: home.line,
                of: home.code.clone(),
                field: "cadres",
                from: names(home.running.iter().map(|held| held.cadre.full()).collect()),
                to: names(home.wanted.iter().map(|wanted| wanted.cadre.full()).collect()),
            });
        }
        true
    }

    fn end_or_stay(&mut self, home: &Assigning, held: &Running) {
        if home.wanted.iter().any(|wanted| is_same(wanted, held)) {
            return;
        }
        let is_other_role = home.wanted.iter().any(|wanted| wanted.cadre.id == held.cadre.id);
        let namesake = home.wanted.iter().find(|wanted| is_namesake(&wanted.cadre, &held.cadre)).map(|wanted| wanted.cadre.full());
        let stays = !is_other_role && (!home.is_whole || (namesake.is_some() && !self.taking.is_complete));
        if let Some(without) = namesake.filter(|_| stays && home.is_whole) {
            let (household, with_device) = (home.code.clone(), held.cadre.full());
            self.warn(home.line, "cadres", OfDistrict::CadreWithDeviceStays { household, with_device, without });
        }
        if !stays {
            self.decision.steps.push(Step::EndAssignment { household: held.household, assignment: held.id });
        }
        let turn = if stays { Turn::Stays } else { Turn::Ends };
        self.tell(home, home.line, &held.cadre, held.role, turn);
    }

    fn begin(&mut self, home: &Assigning, wanted: &Wanted) {
        if home.running.iter().any(|held| is_same(wanted, held)) {
            return;
        }
        self.decision.steps.push(Step::BeginAssignment { household: home.id, cadre: wanted.cadre.id, role: wanted.role });
        if home.is_known {
            self.tell(home, wanted.line, &wanted.cadre, wanted.role, Turn::Begins);
        }
    }

    fn tell(&mut self, home: &Assigning, line: u64, cadre: &Cadre, role: Role, turn: Turn) {
        let change = AssignmentChange {
            line,
            household: home.code.clone(),
            cadre: cadre.full(),
            role: role.name(),
            turn,
            has_device: cadre.has_device,
        };
        self.decision.applied.assignments.push(change);
    }

    fn wanted(&mut self, rows: &[&RosterRow]) -> (Vec<Wanted>, RowChange) {
        let (mut wanted, mut change): (Vec<Wanted>, _) = (Vec::new(), RowChange::Same);
        for row in rows {
            for assignee in &row.assignees {
                let (cadre, of_number) = self.cadre(row.line, assignee);
                change = change.max(of_number);
                let role = assignee.role;
                if !wanted.iter().any(|known| known.cadre.id == cadre.id && known.role == role) {
                    wanted.push(Wanted { line: row.line, cadre, role });
                }
            }
        }
        (wanted, change)
    }

    fn running(&self, held: &[KnownAssignment]) -> Vec<Running> {
        let running = held.iter().filter(|held| held.is_running);
        let with_cadre = |held: &KnownAssignment| {
            let cadre = self.known.stored_cadres.get(&held.cadre)?.clone();
            Some(Running { id: held.id, household: held.household, cadre, role: held.role })
        };
        running.filter_map(with_cadre).collect()
    }
}

fn is_same(wanted: &Wanted, held: &Running) -> bool {
    wanted.cadre.id == held.cadre.id && wanted.role == held.role
}

/// Most likely the same person, whose office was written in another way: somebody new without a device, beside whoever has one.
fn is_namesake(wanted: &Cadre, held: &Cadre) -> bool {
    held.has_device && !wanted.has_device && wanted.id != held.id && fold::name(&wanted.name) == fold::name(&held.name)
}
