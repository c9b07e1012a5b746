//! A record on a disk that takes no byte: full, used up, without room for one more file, or protected. It is copied into
//! memory without writing anything, and can be read, sent and rescued from there. What must last is refused until the file
//! can be opened again, which every such call tries. What the server said meanwhile is forgotten then, like a lost answer.

use rusqlite::Connection;

use crate::{Store, StoreError, connection::open_file, copy::copy, table::kept_field};

impl Store {
    /// Whether this is a copy in memory, because the disk takes nothing.
    #[must_use]
    pub fn is_copy(&self) -> bool {
        self.copied_for.is_some()
    }

    /// To be called before what must last. Goes back to the file where the disk takes something again.
    pub(crate) fn must_last(&mut self) -> Result<(), StoreError> {
        if !self.is_copy() {
            return Ok(());
        }
        let as_room = |error: StoreError| if error.is_of_room() { error.as_room() } else { error };
        let file = open_file(&self.path, &self.key, self.steps).map_err(as_room)?;
        bring_typed(&self.connection, &file).map_err(as_room)?;
        self.connection = file;
        self.copied_for = None;
        Ok(())
    }

    /// Goes on with a copy, after the disk took no more. Says whether it does.
    pub(crate) fn go_on_in_memory(&mut self, why: StoreError) -> Result<(), StoreError> {
        if self.is_copy() || !why.is_of_room() {
            return Err(why);
        }
        let Ok(copy) = copy(&self.path, &self.key, self.steps) else { return Err(why) };
        self.connection = copy;
        self.copied_for = Some(why);
        Ok(())
    }
}

/// What was typed meanwhile goes into the file, and what was thrown away is gone from it.
fn bring_typed(from: &Connection, to: &Connection) -> Result<(), StoreError> {
    let transaction = to.unchecked_transaction()?;
    kept_field::forget_all(&transaction)?;
    kept_field::all(from)?.iter().try_for_each(|(key, text)| kept_field::keep(&transaction, key, text))?;
    Ok(transaction.commit()?)
}
