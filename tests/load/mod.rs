//! Many phones at one server: what each asks and hears is what a device does, over its own transport. Measures, and judges
//! only that everything that was pushed is receipted.

mod arrivals;
mod connected;
mod handshake;
mod pushing;

pub use arrivals::{Arrived, arrive};
pub use connected::{Connected, FIRST_PAGE_BYTES};
pub use handshake::{Handshakes, handshake};
pub use pushing::Pushing;
