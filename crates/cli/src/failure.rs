//! Why a command ends early: something that can be fixed, or arguments that mean nothing.

use daylog_app::Problem;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Exit code 1.
    Problem(Problem),
    /// Exit code 2.
    Usage(String),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Problem(problem)
    }
}

impl Failure {
    pub fn usage(text: &str) -> Self {
        Failure::Usage(text.to_owned())
    }
}
