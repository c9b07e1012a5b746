//! `audit-policy.txt`: a word, its values and a reason on each line. Holds the lines and answers what they say.

use super::licence;
use crate::failure::Failure;

#[derive(Debug, Default)]
pub struct Policy {
    licences: Vec<String>,
    /// Package and licence.
    accepted: Vec<(String, String)>,
    pub banned: Vec<String>,
    /// What is needed, and the only package that may need it.
    pub only: Vec<(String, String)>,
    pub once: Vec<String>,
}

impl Policy {
    pub fn read(text: &str) -> Result<Self, Failure> {
        let mut policy = Policy::default();
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default().trim();
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            let pair = || rest.split_once(' ').map(|(one, other)| (one.to_owned(), other.trim().to_owned()));
            match (word, pair()) {
                ("", _) => {}
                ("licence", _) => policy.licences.push(rest.to_owned()),
                ("ban", None) => policy.banned.push(rest.to_owned()),
                ("once", None) => policy.once.push(rest.to_owned()),
                ("accept", Some(pair)) => policy.accepted.push(pair),
                ("only", Some(pair)) => policy.only.push(pair),
                _ => return Err(Failure::found(format!("audit-policy.txt: not understood: {line}"))),
            }
        }
        Ok(policy)
    }

    /// Whether this package may be built in under its licence. What was granted to it alone is noted in `used`.
    pub fn allows(&self, package: &str, expression: &str, used: &mut Vec<String>) -> bool {
        licence::allows(expression, &mut |licence| {
            if self.licences.iter().any(|allowed| allowed == licence) {
                return true;
            }
            let granted = self.accepted.iter().any(|(name, accepted)| name == package && accepted == licence);
            if granted {
                used.push(format!("accept {package} {licence}"));
            }
            granted
        })
    }

    /// Grants that no package needed, so that the list shrinks with what it excuses.
    pub fn unused<'a>(&'a self, used: &'a [String]) -> impl Iterator<Item = String> + 'a {
        self.accepted.iter().map(|(package, licence)| format!("accept {package} {licence}")).filter(|line| !used.contains(line))
    }

    pub fn len(&self) -> usize {
        self.licences.len() + self.accepted.len() + self.banned.len() + self.only.len() + self.once.len()
    }
}
