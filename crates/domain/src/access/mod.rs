//! Who may see and do what: one table, `table.rs`, of viewers and actions, and the two questions that are asked of it.
//! `may` answers about one resource; `scope_of` tells a query what it must be limited to. Nobody decides access elsewhere.
//! A person who holds several roles is several viewers, and may what any of them may.
//! How a viewer shows who it is (password, session, signature, token) is not decided here.

mod role;
mod scope;
mod table;
mod viewer;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use role::{RoleName, place_above, widest};
pub use scope::{Resource, Scope};
pub use table::Action;
pub use viewer::Viewer;

use table::Rule;

/// Whether the viewer may do this to the resource.
#[must_use]
pub fn may(viewer: Viewer, action: Action, resource: Resource<'_>) -> bool {
    scope_of(viewer, action).covers(resource)
}

/// What the viewer may do this to, for a query to be limited by.
#[must_use]
pub fn scope_of(viewer: Viewer, action: Action) -> Scope {
    let [anyone, district, street, secretary, lead, inspector, monitor, cadres_device, leads_device] = action.rules();
    let rule = match viewer {
        Viewer::Anyone => anyone,
        Viewer::District => district,
        Viewer::Street(_) => street,
        Viewer::Secretary(_) => secretary,
        Viewer::Lead(_) => lead,
        Viewer::Inspector(_) => inspector,
        Viewer::Monitor => monitor,
        Viewer::CadresDevice(_) => cadres_device,
        Viewer::LeadsDevice(..) => leads_device,
    };
    // A rule that means nothing to this viewer gives nothing: a team to a street, a place to a device.
    let scope = match rule {
        Rule::No => None,
        Rule::Yes => Some(Scope::NoPlace),
        Rule::Place => viewer.place().map(Scope::Place),
        Rule::Team => viewer.team().map(Scope::Team),
        Rule::Own => viewer.cadre().map(Scope::Cadre),
    };
    scope.unwrap_or(Scope::Nothing)
}
