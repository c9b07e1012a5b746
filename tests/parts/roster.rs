//! Rosters made up for tests: households by number, each with the cadres who look after it.

use daylog_domain::{
    assignment::Role,
    roster::{Assignee, RosterRow},
    time::Date,
};

/// A household's number and its cadres, by their numbers.
pub type Household = (u32, Vec<u32>);

/// One resident in each household; the first cadre named is responsible, the others stand beside.
#[must_use]
pub fn roster(households: &[Household]) -> Vec<RosterRow> {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let row = |(number, cadres): &Household| RosterRow {
        line: u64::from(*number),
        street: "公园街道".to_owned(),
        community: format!("社区{}", number % 3),
        household: format!("H{number}"),
        address: format!("{number}号楼501"),
        resident: format!("住户{number}"),
        document: None,
        phone: None,
        origin: None,
        first_day: day("2020-02-20"),
        last_day: day("2020-03-04"),
        guarantor: None,
        guarantor_workplace: None,
        assignees: cadres.iter().enumerate().map(|(place, cadre)| assignee(*cadre, place)).collect(),
    };
    households.iter().map(row).collect()
}

fn assignee(number: u32, place: usize) -> Assignee {
    let role = if place == 0 { Role::Cadre } else { Role::Community };
    Assignee { name: super::district::cadre_name(number), office: "某单位".to_owned(), role, phone: None }
}
