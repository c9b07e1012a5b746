//! The days of a city, lived one after another: phones write, and push when they have a connection.

use std::sync::atomic::{AtomicI64, Ordering};

use daylog_district::District;

use super::{
    phone::Phone,
    plan::{Part, Plan},
    roster::Numbers,
    tasks::{OFFLINE_PER_MILLE, PUSHED_WITHIN, PUSHES, SILENT_DAYS, SILENT_PER_MILLE},
};

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct History {
    pub entries: u64,
    pub pushes: u64,
    /// Times at which a phone had no connection.
    pub missed_pushes: u64,
}

/// Lives all days of the plan. `clock` is what the district's clock shows; it ends at the evening of the last day. `told` hears
/// the number of each day that is over.
pub fn live(
    district: &District,
    clock: &AtomicI64,
    (plan, numbers): (&Plan, &Numbers),
    phones: &mut [Phone],
    mut told: impl FnMut(u32),
) -> History {
    let mut history = History::default();
    for day in 0..plan.size.days {
        phones.iter_mut().for_each(|phone| phone.expect(plan, numbers, day));
        for (part, minute) in (0..).zip(PUSHES) {
            let start = plan.at(day, minute);
            for (index, phone) in phones.iter_mut().enumerate() {
                let now = start.plus_millis(PUSHED_WITHIN * 60_000 * share(index, plan) / 1_000);
                if is_offline(plan, phone.cadre, day, part) {
                    history.missed_pushes += 1;
                    continue;
                }
                clock.store(now.0, Ordering::SeqCst);
                phone.write_until(now);
                history.entries += phone.push(district, now);
                history.pushes += 1;
            }
        }
        told(day);
    }
    clock.store(plan.end().0, Ordering::SeqCst);
    history
}

/// Where a phone's turn lies among all, in thousandths.
fn share(index: usize, plan: &Plan) -> i64 {
    i64::try_from(index * 1_000 / plan.cadres.len().max(1)).unwrap_or(0)
}

fn is_offline(plan: &Plan, cadre: usize, day: u32, part: usize) -> bool {
    let is_silent = plan.random(Part::Silent, cadre, 0).below(1_000) < SILENT_PER_MILLE;
    let until = plan.size.days.saturating_sub(SILENT_DAYS);
    (is_silent && day >= until) || plan.random(Part::Line, cadre * PUSHES.len() + part, day).below(1_000) < OFFLINE_PER_MILLE
}
