//! How the terminal says what went wrong: what happened, why, what it means for the record, what to do.

pub const KEPT: &str = "everything that was saved is still on this device";
pub const UNCHANGED: &str = "nothing was changed";

/// Four sentences, in which `{name}` stands for a value.
pub struct Said {
    pub what: &'static str,
    pub why: &'static str,
    pub record: &'static str,
    pub next: &'static str,
}

impl Said {
    pub fn text(&self) -> String {
        let Said { what, why, record, next } = self;
        format!("{what}\n  why: {why}\n  record: {record}\n  what to do: {next}")
    }
}
