//! The registry: every kind of entry, in the order in which they are listed to people. What is asked of each is in its folder.

/// Hands every kind to the macro that is named: its code, its folder, its type. `amendments` act on other entries and are
/// made by commands of their own; `diary` holds all others.
///
/// A code is stored for ever and never reused.
#[macro_export]
macro_rules! for_each_kind {
    ($macro:ident) => {
        $macro! {
            diary {
                1 contact Contact,
                2 temperature Temperature,
                3 seal Seal,
                4 errand Errand,
                5 note Note,
                6 briefing Briefing,
            }
            amendments {
                100 correct Correct<Content>,
                101 withdraw Withdraw,
            }
        }
    };
}
