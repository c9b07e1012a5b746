//! A statement as the table functions write it: SQL that both databases understand, with `?1`, `?2`, … for its parameters.

/// One statement. Where the databases want other words, two texts stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sql<'s> {
    pub sqlite: &'s str,
    pub postgres: &'s str,
}

impl<'s> From<&'s str> for Sql<'s> {
    fn from(both: &'s str) -> Self {
        Sql { sqlite: both, postgres: both }
    }
}

impl<'s> From<&'s String> for Sql<'s> {
    fn from(both: &'s String) -> Self {
        both.as_str().into()
    }
}
