//! Rows that were read and wait to be written, with their content plain: what they hold lies in one piece of memory of a bounded
//! size, which is wiped when it is dropped.

use std::ops::Range;

use zeroize::Zeroizing;

use super::tables::{Passes, Table};
use crate::{Row, StorageError, Value, Write};

/// As much as goes into one transaction.
const BYTES: usize = 4 * 1024 * 1024;
const ROWS: usize = 20_000;

#[derive(Clone)]
enum Cell {
    Null,
    Integer(i64),
    Text(Range<usize>),
    Bytes(Range<usize>),
}

/// Rows of one table, all of them with this many columns.
pub(super) struct Rows {
    passing: Vec<Passes>,
    cells: Vec<Cell>,
    held: Zeroizing<Vec<u8>>,
}

impl Rows {
    pub fn of(table: &Table) -> Self {
        Self::passing(table.passing())
    }

    /// Of columns that hold no content.
    pub fn plain(columns: usize) -> Self {
        Self::passing(vec![Passes::AsItIs; columns.max(1)])
    }

    fn passing(passing: Vec<Passes>) -> Self {
        Rows { passing, cells: Vec::new(), held: Zeroizing::default() }
    }

    /// Takes a row as its database gives it, and decrypts what is content.
    pub fn add(&mut self, row: &Row<'_>) -> Result<(), StorageError> {
        for column in 0..self.passing.len() {
            let cell = match (row.value(column)?, self.passing.get(column)) {
                (Value::Null, _) | (_, Some(Passes::Mark(..))) => Cell::Null,
                (_, Some(Passes::Content(content, of))) => {
                    let of: Vec<i64> = of.iter().map(|place| row.get(*place)).collect::<Result<_, _>>()?;
                    let plain = Zeroizing::new(row.content(*content, &of, column)?);
                    Cell::Bytes(self.hold(&plain))
                }
                (Value::Integer(number), _) => Cell::Integer(number),
                (Value::Text(text), _) => Cell::Text(self.hold(text.as_bytes())),
                (Value::Bytes(bytes), _) => Cell::Bytes(self.hold(bytes)),
            };
            self.cells.push(cell);
        }
        Ok(())
    }

    fn hold(&mut self, bytes: &[u8]) -> Range<usize> {
        let from = self.held.len();
        self.held.extend_from_slice(bytes);
        from..self.held.len()
    }

    pub fn is_full(&self) -> bool {
        self.held.len() >= BYTES || self.len() >= ROWS
    }

    pub fn len(&self) -> usize {
        self.cells.len() / self.passing.len().max(1)
    }

    pub fn clear(&mut self) {
        self.cells.clear();
        self.held.clear();
    }

    pub fn each(&self) -> impl Iterator<Item = Vec<Value<'_>>> {
        self.cells.chunks(self.passing.len().max(1)).map(|row| row.iter().map(|cell| self.value(cell)).collect())
    }

    /// What the row holds that was added last.
    pub fn last(&self) -> impl Iterator<Item = Value<'_>> {
        let row = self.cells.rchunks(self.passing.len().max(1)).next().unwrap_or_default();
        row.iter().map(|cell| self.value(cell))
    }

    fn value(&self, cell: &Cell) -> Value<'_> {
        let held = |place: &Range<usize>| self.held.get(place.clone()).unwrap_or_default();
        match cell {
            Cell::Null => Value::Null,
            Cell::Integer(number) => Value::Integer(*number),
            // It came as text, and nothing else was put there.
            Cell::Text(place) => std::str::from_utf8(held(place)).map_or(Value::Null, Value::Text),
            Cell::Bytes(place) => Value::Bytes(held(place)),
        }
    }

    /// Writes all of them, with content as this database keeps it.
    pub fn put(&self, db: &Write<'_>, table: &Table) -> Result<(), StorageError> {
        if self.passing.iter().all(|passes| *passes == Passes::AsItIs) {
            db.copy_in(&table.into_columns(), self.each())?;
            return Ok(());
        }
        let mut stored = Self::plain(self.passing.len());
        for row in self.each() {
            for (value, passes) in row.iter().zip(&self.passing) {
                let cell = stored.stored(db, &row, *value, passes)?;
                stored.cells.push(cell);
            }
        }
        db.copy_in(&table.into_columns(), stored.each())?;
        Ok(())
    }

    fn stored(&mut self, db: &Write<'_>, row: &[Value<'_>], value: Value<'_>, passes: &Passes) -> Result<Cell, StorageError> {
        let numbers = |places: &[usize]| {
            let number = |place: &usize| match row.get(*place) {
                Some(Value::Integer(number)) => Ok(*number),
                _ => Err(StorageError::Unreadable { what: "number" }),
            };
            places.iter().map(number).collect::<Result<Vec<i64>, _>>()
        };
        Ok(match (value, passes) {
            (Value::Bytes(plain), Passes::Content(column, of)) => Cell::Bytes(self.hold(&db.encrypt(*column, &numbers(of)?, plain)?)),
            (_, Passes::Mark(mark, of, within)) => match row.get(*of) {
                Some(Value::Bytes(plain)) => Cell::Bytes(self.hold(&db.mark(mark, &numbers(within)?, plain)?)),
                _ => return Err(StorageError::Unreadable { what: "content" }),
            },
            (Value::Null, _) => Cell::Null,
            (Value::Integer(number), _) => Cell::Integer(number),
            (Value::Text(text), _) => Cell::Text(self.hold(text.as_bytes())),
            (Value::Bytes(bytes), _) => Cell::Bytes(self.hold(bytes)),
        })
    }
}
