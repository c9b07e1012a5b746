//! The attention page: checks that ask for somebody, narrowed as asked, by whom to call.

use daylog_domain::{coverage::CheckState, places::Place, time::Date};
use daylog_storage::StorageError;

use super::{
    day::{Day, count},
    overdue::{self, Asking, Group},
    overnight, pages,
};
use crate::{
    District,
    register::Register,
    types::{AskingCounts, AskingState, Attention, AttentionGroup},
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct AttentionQuery {
    /// Whose households are looked at.
    pub place: Place,
    pub date: Option<Date>,
    pub state: Option<AskingState>,
    /// In which local hour of the day a check is due; one of the evening before is due in none.
    pub hour: Option<u8>,
    /// The key of those who owe it.
    pub cadres: Option<String>,
    /// How many rows at most.
    pub rows: u32,
}

/// One day's checks that ask for somebody.
pub fn attention(district: &District, query: &AttentionQuery) -> Result<Attention, StorageError> {
    pages::with_day(district, query.place, query.date, |_, register, day, yesterday| Ok(page(register, query, day, yesterday)))
}

fn page(register: &Register, query: &AttentionQuery, day: &Day, yesterday: Option<&Day>) -> Attention {
    let mut asking = overdue::asking(day);
    if let Some(yesterday) = yesterday {
        asking.splice(0..0, overnight::overdue(yesterday));
    }
    let within: Vec<&Asking<'_>> = asking.iter().filter(|asking| query.hour.is_none_or(|hour| is_due_in(asking, day, hour))).collect();
    let of_state = within.iter().copied().filter(|asking| query.state.is_none_or(|state| is(asking.covered.state, state)));
    let mut groups = overdue::groups(of_state);
    groups.retain(|group| query.cadres.as_ref().is_none_or(|key| *key == group.key));
    let (households, people) = overdue::reach(groups.iter().flat_map(|group| group.asking.iter().copied()));
    let checks = count(groups.iter().map(|group| group.asking.len()).sum());
    let mut room = usize::try_from(query.rows).unwrap_or(usize::MAX);
    let groups: Vec<AttentionGroup> = groups.iter().map_while(|group| cut(group, &mut room)).collect();
    Attention {
        head: day.page_head(day.cadres()),
        community: match query.place {
            Place::Community(community) => register.community_named(community),
            _ => None,
        },
        states: counts(&within),
        checks,
        households,
        people,
        rows: count(groups.iter().map(|group| group.rows.len()).sum()),
        groups,
    }
}

fn is_due_in(asking: &Asking<'_>, day: &Day, hour: u8) -> bool {
    let check = asking.covered.check;
    check.id.date == day.date && day.settings.zone.minute_of(check.due_at).0 / 60 == u16::from(hour)
}

fn is(state: CheckState, asked: AskingState) -> bool {
    match asked {
        AskingState::Overdue => state == CheckState::Overdue,
        AskingState::Missed => state == CheckState::Missed,
        AskingState::Unknown => state == CheckState::Unknown,
        AskingState::Tried => state == CheckState::Tried,
    }
}

fn counts(asking: &[&Asking<'_>]) -> AskingCounts {
    let of = |asked| count(asking.iter().filter(|asking| is(asking.covered.state, asked)).count());
    AskingCounts {
        all: count(asking.len()),
        overdue: of(AskingState::Overdue),
        missed: of(AskingState::Missed),
        unknown: of(AskingState::Unknown),
        tried: of(AskingState::Tried),
    }
}

/// The group with as many rows as there is room for; none where there is no room at all.
fn cut(group: &Group<'_>, room: &mut usize) -> Option<AttentionGroup> {
    if *room == 0 {
        return None;
    }
    let rows: Vec<_> = group.asking.iter().take(*room).map(|asking| asking.row()).collect();
    *room -= rows.len();
    let counted = group.counted();
    Some(AttentionGroup {
        key: counted.key,
        owed_by: counted.owed_by,
        checks: counted.checks,
        households: counted.households,
        people: counted.people,
        rows,
    })
}
