//! Why a command of this tool stopped, in a sentence for the developer who started it.

use std::fmt;

#[derive(Debug)]
pub enum Failure {
    /// The command line was not understood; the text is how it is written.
    Usage(String),
    /// A program could not be started or ended with an error.
    Program { line: String, why: String },
    /// A file or folder could not be read or written.
    File { path: String, why: String },
    /// Something was checked and found wrong; the details were printed already.
    Found(String),
    /// The machine is not in the state that the command needs.
    Machine(String),
}

impl Failure {
    pub fn usage(text: &str) -> Self {
        Failure::Usage(text.to_owned())
    }

    pub fn found(text: impl Into<String>) -> Self {
        Failure::Found(text.into())
    }

    pub fn machine(text: impl Into<String>) -> Self {
        Failure::Machine(text.into())
    }

    pub fn file(path: &std::path::Path, why: impl fmt::Display) -> Self {
        Failure::File { path: path.display().to_string(), why: why.to_string() }
    }

    /// 2 for a wrong command line, 1 for all else.
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Failure::Usage(_)) { 2 } else { 1 }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage(text) => write!(f, "not understood. It is written so:\n{text}"),
            Failure::Program { line, why } => write!(f, "`{line}` {why}"),
            Failure::File { path, why } => write!(f, "{path}: {why}"),
            Failure::Found(text) | Failure::Machine(text) => f.write_str(text),
        }
    }
}
