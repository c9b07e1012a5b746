//! Which households came to this cadre and which went, in one line.

use std::collections::{BTreeMap, HashMap};

use daylog_domain::{
    assignment::stands_in,
    ids::{CadreId, HouseholdId},
    time::Instant,
};
use daylog_store::{KnownHousehold, RosterNews as Untold};

use crate::{
    App, Problem,
    app::Context,
    events::Changed,
    local_text,
    views::due::{CameToCover, RosterNews},
};

impl App {
    /// Somebody has seen which households came and went.
    pub fn seen_news(&self) -> Result<(), Problem> {
        self.with_store(|store, _| Ok(store.forget_roster_news()?))?;
        self.listeners.tell(Changed::Roster);
        Ok(())
    }
}

pub(super) fn of(untold: &Untold, context: &Context, known: &HashMap<HouseholdId, &KnownHousehold>) -> Result<Option<RosterNews>, Problem> {
    let enrolled = context.enrolled()?;
    let (mut covers, mut came) = (BTreeMap::<(Instant, CadreId), (String, u32)>::new(), 0_u32);
    for household in untold.came.iter().filter_map(|household| known.get(household)) {
        match stands_in(&household.assignments, enrolled.cadre, context.now) {
            Some((of, until)) => {
                let (_, households) = covers.entry((until, of.cadre)).or_insert_with(|| (of.name.clone(), 0));
                *households = households.saturating_add(1);
            }
            None => came = came.saturating_add(1),
        }
    }
    let until_text = |until| local_text::short(until, context.now, enrolled.settings.zone);
    let covers: Vec<CameToCover> =
        covers.into_iter().map(|((until, _), (of, households))| CameToCover { households, of, until_text: until_text(until) }).collect();
    let went = u32::try_from(untold.went.len()).unwrap_or(u32::MAX);
    let is_nothing = covers.is_empty() && came == 0 && went == 0;
    Ok((!is_nothing).then_some(RosterNews { covers, came, went }))
}
