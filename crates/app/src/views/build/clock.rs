//! Which clock is doubted, for every screen that shows a time.

use daylog_domain::trust::Basis;
use daylog_store::StoreError;

use crate::{
    app::Context,
    local_text,
    views::clock::{ClockDoubt, DoubtedClock},
};

/// The device's own clock first: its owner can do something about it.
pub(crate) fn doubt(context: &Context) -> Result<Option<ClockDoubt>, StoreError> {
    let (zone, time) = (context.enrolled()?.settings.zone, context.time);
    let device = time.doubted_wall.map(|shows| (DoubtedClock::Device, shows));
    let doubted = device.or(time.doubted_server.map(|shows| (DoubtedClock::Server, shows)));
    Ok(doubted.map(|(whose, shows)| ClockDoubt {
        whose,
        is_behind: shows < time.at,
        shows_text: local_text::full(shows, zone),
        taken_text: local_text::full(time.at, zone),
        is_uncertain: time.basis == Basis::Floor,
    }))
}
