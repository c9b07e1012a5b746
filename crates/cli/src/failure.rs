//! Why a command ends early: something that can be fixed, or arguments that mean nothing.

use std::path::Path;

use daylog_app::{Problem, ProblemCode};

use crate::problem::TerminalProblem;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Exit code 1.
    Problem(Problem),
    /// Exit code 1.
    Terminal(TerminalProblem),
    /// Exit code 2.
    Usage(String),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Problem(problem)
    }
}

impl From<TerminalProblem> for Failure {
    fn from(problem: TerminalProblem) -> Self {
        Failure::Terminal(problem)
    }
}

impl Failure {
    pub fn usage(text: &str) -> Self {
        Failure::Usage(text.to_owned())
    }

    /// A file that was named and cannot be read.
    pub fn unreadable(file: &Path) -> Self {
        Problem::new(ProblemCode::FileUnreadable).with(|values| values.file = Some(file.display().to_string())).into()
    }
}
