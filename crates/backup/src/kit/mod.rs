//! The offline recovery kit: the keys with which a district can be restored without its old machine, as text to print.
//!
//! Every line checks itself, so that what was typed wrong is found and named. Holds no file.

mod lines;
#[cfg(test)]
mod tests;

use std::fmt::Write;

use lines::Part;
use rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject};
use zeroize::Zeroizing;

pub use lines::{BadLine, LineFault};

const TITLE: &str = "Daylog recovery kit, version ";
const VERSION: u16 = 1;

/// What the kit holds. It has no `Debug`: it is all secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryKit {
    /// The district's certificate authority, as DER.
    pub authority: Vec<u8>,
    /// Its key, PKCS 8 as DER.
    pub authority_key: Zeroizing<Vec<u8>>,
    /// The seed of the server's signing key.
    pub signing_key: Zeroizing<[u8; 32]>,
    /// What the recovery key pair grows from; opens backups and devices' wrapped keys.
    pub recovery_key: Zeroizing<[u8; 32]>,
}

/// Why a text is no usable kit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KitProblem {
    #[error("this is no recovery kit")]
    NotAKit,
    #[error("this kit has version {found}; this program knows version {VERSION}")]
    Version { found: String },
    #[error("{} cannot be read", named(.0))]
    Lines(Vec<BadLine>),
    #[error("a key in the kit has the wrong length")]
    Key,
}

fn named(lines: &[BadLine]) -> String {
    let texts: Vec<String> = lines.iter().map(|line| format!("line {} ({})", line.name, line.fault)).collect();
    texts.join(", ")
}

impl RecoveryKit {
    /// A kit of a certificate and its key as they were issued.
    pub(crate) fn new(authority: Vec<u8>, key_pem: &str, signing_key: [u8; 32], recovery_key: [u8; 32]) -> Result<Self, KitProblem> {
        let key = PrivatePkcs8KeyDer::from_pem_slice(key_pem.as_bytes()).map_err(|_| KitProblem::Key)?;
        Ok(RecoveryKit {
            authority,
            authority_key: Zeroizing::new(key.secret_pkcs8_der().to_vec()),
            signing_key: Zeroizing::new(signing_key),
            recovery_key: Zeroizing::new(recovery_key),
        })
    }

    #[must_use]
    pub fn authority_fingerprint(&self) -> String {
        daylog_wire::enrol::Fingerprint::whole(&self.authority)
    }

    /// The page to print. `made` is a date that people read.
    #[must_use]
    pub fn to_text(&self, district: &str, made: &str) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!(
            "{TITLE}{VERSION}\n\
             District        {district}\n\
             Made            {made}\n\
             CA fingerprint  {}\n\n\
             Print this, lock it away, and keep no copy on the server: whoever has it can act as the district.\n\
             It restores the district from a backup on a new machine: daylog-server restore --kit FILE\n\
             Each line has a name, its characters in fours, and four more that check it.\n\
             O is read as 0, I and L as 1; capitals and spaces do not matter.\n",
            self.authority_fingerprint()
        ));
        for (part, bytes) in [
            (Part::Certificate, self.authority.as_slice()),
            (Part::AuthorityKey, self.authority_key.as_slice()),
            (Part::SigningKey, self.signing_key.as_slice()),
            (Part::RecoveryKey, self.recovery_key.as_slice()),
        ] {
            // Writing to memory cannot fail.
            let _written = writeln!(text, "\n{}\n{}", part.title(), lines::write(part, bytes).as_str());
        }
        text
    }

    /// Reads a kit that was kept or typed in again. Every line that is wrong is named, not only the first.
    pub fn parse(text: &str) -> Result<Self, KitProblem> {
        check_version(text)?;
        let mut bad = Vec::new();
        let mut part = |part| lines::read(text, part).map_err(|lines| bad.extend(lines)).unwrap_or_default();
        let (authority, authority_key) = (part(Part::Certificate), part(Part::AuthorityKey));
        let (signing_key, recovery_key) = (part(Part::SigningKey), part(Part::RecoveryKey));
        if !bad.is_empty() {
            return Err(KitProblem::Lines(bad));
        }
        Ok(RecoveryKit {
            authority: authority.to_vec(),
            authority_key,
            signing_key: thirty_two(&signing_key)?,
            recovery_key: thirty_two(&recovery_key)?,
        })
    }

    /// Reads the recovery key alone, which opens backups: a stain elsewhere on the page must not stand in its way. Somebody in
    /// a hurry types only its lines, and each of them proves itself; no title is asked for.
    pub fn recovery_key_in(text: &str) -> Result<Zeroizing<[u8; 32]>, KitProblem> {
        check_version(text)?;
        thirty_two(&lines::read(text, Part::RecoveryKey).map_err(KitProblem::Lines)?)
    }
}

fn thirty_two(bytes: &[u8]) -> Result<Zeroizing<[u8; 32]>, KitProblem> {
    Ok(Zeroizing::new(bytes.try_into().map_err(|_| KitProblem::Key)?))
}

fn version_in(text: &str) -> Option<String> {
    let bare = |line: &str| -> String { line.chars().filter(|c| !lines::is_gap(*c)).map(lines::narrow).collect::<String>().to_lowercase() };
    let title = bare(TITLE);
    text.lines().find_map(|line| bare(line).strip_prefix(&title).map(str::to_owned))
}

fn check_version(text: &str) -> Result<(), KitProblem> {
    let Some(found) = version_in(text) else {
        return if lines::has_any(text, Part::RecoveryKey) { Ok(()) } else { Err(KitProblem::NotAKit) };
    };
    if found == VERSION.to_string() { Ok(()) } else { Err(KitProblem::Version { found: found.chars().take(12).collect() }) }
}
