//! Taking a colleague's rescue file along.

use std::sync::Arc;

use daylog_store::delivery_key::DeliveryKey;
use daylog_wire::rescue::Rescue;

use crate::{
    App, Problem, ProblemCode,
    carried::{Carried, hold_taking, pieces, take_along},
    views::rescue::CarriedView,
};

impl App {
    /// Takes a colleague's rescue file along. It is handed in with the next sync, also while the record is closed.
    pub fn carry(self: &Arc<Self>, bytes: &[u8]) -> Result<CarriedView, Problem> {
        let rescue = Rescue::from_bytes(bytes)?;
        let _one_at_a_time = hold_taking();
        // Asked within: whoever signed out meanwhile carries nothing any more.
        if DeliveryKey::of_profile(self.folder()).is_none() {
            return Err(Problem::new(ProblemCode::NotEnrolled));
        }
        let carried = take_along(self.folder(), rescue, bytes)?;
        self.wake.notify_one();
        Ok(CarriedView { pieces: pieces(&[carried]), waiting: pieces(&Carried::of_profile(self.folder())?) })
    }
}
