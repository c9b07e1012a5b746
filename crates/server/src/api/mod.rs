//! What the server's interface tells beside pages: changes and problems. The pages' types are the district's; the routes that
//! tell them are in `routes`.

pub mod events;
pub mod problem;
