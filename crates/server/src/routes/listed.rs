//! A router that lists what it serves, each route with the action that the table of access is asked about. A route without one
//! does not compile. A test can hold its expectations against every route there is. Holds no route itself.

use axum::{
    Extension, Router,
    handler::Handler,
    http::request::Parts,
    routing::{MethodRouter, delete, get, post},
};
use daylog_domain::access::{Action, Scope, Viewer, scope_of};

use super::problem::Refusal;
use crate::state::Server;

/// One method on one path, as the router matches it, and what who asks there must be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    /// A page that shows several things names the one that the fewest may see.
    pub action: Action,
}

/// Routes as they are added. Nothing is served that is not listed: the router inside is reached only at the end.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<Server>,
    listed: Vec<Route>,
}

impl Routes {
    pub fn get<H: Handler<T, Server>, T: 'static>(self, path: &'static str, action: Action, handler: H) -> Self {
        self.add(Route { method: "GET", path, action }, get(handler))
    }

    pub fn post<H: Handler<T, Server>, T: 'static>(self, path: &'static str, action: Action, handler: H) -> Self {
        self.add(Route { method: "POST", path, action }, post(handler))
    }

    pub fn delete<H: Handler<T, Server>, T: 'static>(self, path: &'static str, action: Action, handler: H) -> Self {
        self.add(Route { method: "DELETE", path, action }, delete(handler))
    }

    fn add(mut self, route: Route, served: MethodRouter<Server>) -> Self {
        self.listed.push(route);
        let served = served.route_layer(Extension(route.action));
        Routes { router: self.router.route(route.path, served), listed: self.listed }
    }

    pub fn into_router(self) -> Router<Server> {
        self.router
    }

    pub fn into_list(self) -> Vec<Route> {
        self.listed
    }
}

/// What the viewer may do the asked route's action to. Refused where that is nothing at all.
pub(super) fn allowed(parts: &Parts, viewer: Viewer) -> Result<Scope, Refusal> {
    let action = parts.extensions.get::<Action>().ok_or(Refusal::Forbidden)?;
    match scope_of(viewer, *action) {
        Scope::Nothing => Err(Refusal::Forbidden),
        scope => Ok(scope),
    }
}
