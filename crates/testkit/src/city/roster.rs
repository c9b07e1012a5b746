//! The plan as a roster file, taken in as any other; and the numbers that the district gave to whom it names.

use std::collections::HashMap;

use daylog_district::{
    District,
    roster::{self, Options},
};
use daylog_domain::{
    change::Source,
    household::Household,
    ids::{HouseholdId, ResidentId},
};
use daylog_storage::{changes::Author, register};

use super::plan::{Home, Person, Plan};
use crate::district::HEADER;

/// The district's numbers, home by home: the household's, and its residents' in the plan's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers(pub Vec<(HouseholdId, Vec<ResidentId>)>);

/// The roster as a file.
#[must_use]
pub fn roster(plan: &Plan) -> String {
    let rows = plan.homes.iter().flat_map(|home| home.people.iter().map(|person| row(plan, home, person)));
    format!("{HEADER}\n{}", rows.collect::<String>())
}

fn row(plan: &Plan, home: &Home, person: &Person) -> String {
    let Home { street, community, code, address, .. } = home;
    let Person { name, phone, origin, first_day } = person;
    let guarantor = code.replace('-', "");
    let last_day = person.last_day();
    let assignees = [home.cadre, home.worker].map(|cadre| {
        let cadre = &plan.cadres[cadre];
        format!("{}/{}/{}", cadre.name, cadre.office, cadre.role.name())
    });
    format!(
        "{street},{community},{code},{address},{name},,{phone},{origin},{first_day},{last_day},担保人{guarantor},某单位,{}\n",
        assignees.join("; ")
    )
}

/// Takes the roster in, all of whose rows can be read.
pub fn import(district: &District, plan: &Plan) {
    let imported =
        roster::import(&district.database, roster(plan).as_bytes(), &Options::default(), &Author::of_command(Source::File), plan.start())
            .unwrap();
    let refused = imported.parsed.refused;
    assert_eq!(refused.count, 0, "such as {:?}", refused.listed.first());
}

impl Numbers {
    /// Of a city whose roster was taken in.
    #[must_use]
    pub fn read(district: &District, plan: &Plan) -> Self {
        let households = district.database.read(register::households).unwrap().into_iter().map(|stored| stored.household);
        let by_code: HashMap<String, Household> = households.map(|household| (household.code.clone(), household)).collect();
        let of_home = |home: &Home| {
            let household = &by_code[&home.code];
            let number = |person: &Person| household.residents.iter().find(|resident| resident.name == person.name).unwrap().id;
            (household.id, home.people.iter().map(number).collect())
        };
        Numbers(plan.homes.iter().map(of_home).collect())
    }
}
