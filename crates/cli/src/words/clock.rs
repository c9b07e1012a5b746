//! A clock that is in doubt, in words.

use daylog_app::views::clock::{ClockDoubt, DoubtedClock};

/// Which clock, what that means for the record, and what to do: one sentence a line.
fn lines(doubt: &ClockDoubt) -> [String; 3] {
    let way = if doubt.is_behind { "behind" } else { "ahead" };
    let (clock, action) = match doubt.whose {
        DoubtedClock::Device => ("this device's clock", "Set the date and the time of this device, or sync once."),
        DoubtedClock::Server => ("the server's clock", "Tell the district; until it is set right, this device counts the time by itself."),
    };
    let taken = if doubt.is_uncertain {
        format!("It is {} at the earliest; the date is not certain. What is saved now keeps what is known of its time.", doubt.taken_text)
    } else {
        format!("The time is taken to be {}. The record is safe and rightly dated.", doubt.taken_text)
    };
    [format!("{clock} cannot be right: it shows {}, which is {way}", doubt.shows_text), taken, action.to_owned()]
}

/// For the error stream, beside an answer.
#[must_use]
pub fn note(doubt: &ClockDoubt) -> String {
    let [what, taken, action] = lines(doubt);
    format!("note: {what}\n  time: {taken}\n  what to do: {action}")
}

/// Under the clock's own line of a status.
#[must_use]
pub fn indented(doubt: &ClockDoubt) -> String {
    lines(doubt).map(|line| format!("           {line}")).join("\n")
}
