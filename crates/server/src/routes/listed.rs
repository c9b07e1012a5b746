//! A router that lists what it serves, so that a test can hold its table of expectations against every route there is.
//! Holds no route itself.

use axum::{
    Router,
    handler::Handler,
    routing::{MethodRouter, delete, get, post},
};

use crate::state::Server;

/// One method on one path, as the router matches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
}

/// Routes as they are added. Nothing is served that is not listed: the router inside is reached only at the end.
#[derive(Default)]
pub(super) struct Routes {
    router: Router<Server>,
    listed: Vec<Route>,
}

impl Routes {
    pub fn get<H: Handler<T, Server>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("GET", path, get(handler))
    }

    pub fn post<H: Handler<T, Server>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("POST", path, post(handler))
    }

    pub fn delete<H: Handler<T, Server>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("DELETE", path, delete(handler))
    }

    fn add(mut self, method: &'static str, path: &'static str, served: MethodRouter<Server>) -> Self {
        self.listed.push(Route { method, path });
        Routes { router: self.router.route(path, served), listed: self.listed }
    }

    pub fn into_router(self) -> Router<Server> {
        self.router
    }

    pub fn into_list(self) -> Vec<Route> {
        self.listed
    }
}
