//! Who manages accounts: somebody who stands above all that an account is or will be. And why something is not done to one.

use daylog_domain::{
    access::{Resource, Scope, Viewer, place_above},
    places::Place,
    time::Instant,
};
use daylog_storage::{StorageError, accounts::StoredAccount, audit};

use super::own::actor;
use crate::random::NoRandomness;

/// Who manages accounts, and where the table of access lets them.
#[derive(Debug, Clone, Copy)]
pub struct Manager {
    pub scope: Scope,
    /// None for a command on the server itself.
    pub account: Option<i64>,
}

impl Manager {
    pub const COMMAND: Self = Manager { scope: Scope::Place(Place::District), account: None };

    pub(super) fn stands_above(self, viewer: Viewer) -> bool {
        self.scope.covers(Resource::place(&place_above(viewer)))
    }

    /// Above all that the account is or will be; one that is nothing is the district's.
    pub(super) fn manages(self, account: &StoredAccount, now: Instant) -> bool {
        let mut roles = account.not_ended(now).peekable();
        if roles.peek().is_none() {
            return self.stands_above(Viewer::District);
        }
        roles.all(|role| self.stands_above(role.viewer))
    }

    pub(super) fn name(self) -> String {
        self.account.map_or_else(|| audit::COMMAND.to_owned(), actor)
    }
}

/// Why something is not done to an account.
#[derive(Debug, thiserror::Error)]
pub enum ManageRefusal {
    #[error("there is no such account in scope")]
    NotFound,
    #[error("this role is given by somebody else")]
    Forbidden,
    #[error("the name is empty or too long")]
    BadName,
    #[error("an account is called so already")]
    NameTaken,
    #[error("the role needs a place or team that there is")]
    BadPlace,
    #[error("the account holds this role already")]
    HeldAlready,
    #[error("the time is over already")]
    TimeOver,
    #[error("somebody else does this to the own account")]
    NotOneself,
    #[error("nobody else could do what the district does")]
    LastOfDistrict,
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Random(#[from] NoRandomness),
}
