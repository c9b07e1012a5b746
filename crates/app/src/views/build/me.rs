//! Whose device this is, and how many households and people are on it.

use daylog_domain::coverage::Reach;

use crate::{App, Problem, views::account::MeView};

impl App {
    pub fn me(&self) -> Result<MeView, Problem> {
        self.with_store(|store, context| {
            let enrolled = context.enrolled()?;
            let households = store.households()?;
            let today = enrolled.settings.zone.date_of(context.now);
            let reach = Reach::in_quarantine(households.iter().map(|known| &known.household), today);
            Ok(MeView {
                cadre: enrolled.cadre,
                name: enrolled.cadre_name.clone(),
                office: enrolled.office.clone(),
                district: enrolled.district.clone(),
                households: reach.households,
                people: reach.people,
            })
        })
    }
}
