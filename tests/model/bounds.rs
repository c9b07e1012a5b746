//! How much may happen in one history. Every history within the bounds is looked at.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    pub saves: u8,
    /// Requests that are sent, by both devices together.
    pub sends: u8,
    /// Requests and answers that get lost.
    pub losses: u8,
    /// Requests and answers that come twice.
    pub repeats: u8,
    /// Copies of the first device that go on beside it.
    pub clones: u8,
    /// Devices that are put back to an earlier state.
    pub put_backs: u8,
    /// Servers whose file is put back to an older one, without a word to anybody.
    pub restores: u8,
    /// Servers that are restored as the manual says: the command begins a new epoch.
    pub commands: u8,
    /// Assignments and their ends.
    pub changes: u8,
}

const NOTHING: Bounds = Bounds { saves: 0, sends: 0, losses: 0, repeats: 0, clones: 0, put_backs: 0, restores: 0, commands: 0, changes: 0 };

impl Bounds {
    pub const NETWORK: Bounds = Bounds { saves: 2, sends: 3, losses: 1, repeats: 1, ..NOTHING };
    pub const NETWORK_LONG: Bounds = Bounds { saves: 2, sends: 4, losses: 1, repeats: 1, ..NOTHING };
    pub const COPIES: Bounds = Bounds { saves: 2, sends: 3, clones: 1, put_backs: 1, ..NOTHING };
    pub const COPIES_LONG: Bounds = Bounds { saves: 2, sends: 4, clones: 1, put_backs: 1, ..NOTHING };
    pub const RESTORES: Bounds = Bounds { saves: 2, sends: 4, restores: 1, ..NOTHING };
    pub const RESTORES_LONG: Bounds = Bounds { saves: 2, sends: 3, restores: 2, ..NOTHING };
    pub const BOTH: Bounds = Bounds { saves: 1, sends: 3, clones: 1, put_backs: 1, restores: 1, ..NOTHING };
    pub const BOTH_LONG: Bounds = Bounds { saves: 2, sends: 3, clones: 1, put_backs: 1, restores: 1, ..NOTHING };
    pub const REASSIGNMENT: Bounds = Bounds { saves: 1, sends: 2, restores: 1, commands: 1, changes: 2, ..NOTHING };
    pub const REASSIGNMENT_LONG: Bounds = Bounds { saves: 1, sends: 3, restores: 1, commands: 1, changes: 2, ..NOTHING };
    pub const REASSIGNED_COPIES: Bounds = Bounds { saves: 1, sends: 2, clones: 1, put_backs: 1, changes: 2, ..NOTHING };
    pub const REASSIGNED_COPIES_LONG: Bounds = Bounds { saves: 1, sends: 3, clones: 1, put_backs: 1, changes: 2, ..NOTHING };
}
