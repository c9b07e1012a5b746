//! CA rotation: the next one is announced by the present one, both hold for a
//! while, then the old one goes. Which device has heard of it is the database's business.

use daylog_wire::directory::{Authority, announcement};
use rustls::pki_types::{CertificateDer, pem::PemObject};

use crate::{
    certificates,
    folder::{AUTHORITY, AUTHORITY_KEY, Folder, FolderProblem, HOSTS},
};

/// The announced authority, its key, and what the present one signed over it.
const NEXT: &str = "next-ca.pem";
const NEXT_KEY: &str = "next-ca.key";
const NEXT_ANNOUNCED: &str = "next-ca.announced";
/// What announced the present authority, if it is not the first.
const ANNOUNCED: &str = "ca.announced";
/// The authority before the present one, while devices that know only that one may come.
const OLD: &str = "old-ca.pem";
/// What the present authority signed over the one before it: a device that was enrolled after the switch knows only the present.
const OLD_ANNOUNCED: &str = "old-ca.announced";

/// How far a CA rotation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// One authority, and no other announced.
    Alone,
    /// The next one is announced; the server still shows the present one.
    Announced,
    /// The server shows the new one; the old one is still named.
    Switched,
}

impl Folder {
    #[must_use]
    pub fn stage(&self) -> Stage {
        match (self.has(NEXT_ANNOUNCED), self.has(OLD)) {
            (true, _) => Stage::Announced,
            (false, true) => Stage::Switched,
            (false, false) => Stage::Alone,
        }
    }

    /// The authorities as the directory names them: the one that the server shows first.
    pub fn authorities(&self) -> Result<Vec<Authority>, FolderProblem> {
        let announced = |file| self.read(file).ok().map(Into::into);
        let mut authorities = vec![Authority { certificate: self.certificate(AUTHORITY)?, announced: announced(ANNOUNCED) }];
        if self.has(NEXT_ANNOUNCED) {
            authorities.push(Authority { certificate: self.certificate(NEXT)?, announced: announced(NEXT_ANNOUNCED) });
        }
        if self.has(OLD) {
            authorities.push(Authority { certificate: self.certificate(OLD)?, announced: announced(OLD_ANNOUNCED) });
        }
        Ok(authorities)
    }

    /// Makes the next authority and has the present one announce it. The announcement is written last: until then nothing is.
    pub fn announce_next(&self) -> Result<(), FolderProblem> {
        let present = self.text(AUTHORITY_KEY)?;
        let next = certificates::new_authority()?;
        let signature = certificates::sign(&present, &announcement(&next.der))?;
        self.write(NEXT, next.certificate.as_bytes())?;
        self.write(NEXT_KEY, next.key.as_bytes())?;
        self.write(NEXT_ANNOUNCED, &signature)
    }

    /// Puts the announced authority in the present one's place. The server shows it from its next start on.
    pub fn switch_authority(&self) -> Result<(), FolderProblem> {
        let (next, key, announced) = (self.read(NEXT)?, self.read(NEXT_KEY)?, self.read(NEXT_ANNOUNCED)?);
        // Cut off in the middle, it is done again: the old one is kept as it was at first.
        if !self.has(OLD) {
            self.write(OLD, &self.read(AUTHORITY)?)?;
        }
        let signature = certificates::sign(&self.text(NEXT_KEY)?, &announcement(&self.certificate(OLD)?))?;
        self.write(OLD_ANNOUNCED, &signature)?;
        self.write(ANNOUNCED, &announced)?;
        self.write(AUTHORITY, &next)?;
        self.write(AUTHORITY_KEY, &key)?;
        // The next start signs a certificate for every host again.
        self.write(HOSTS, b"")?;
        self.remove(NEXT_ANNOUNCED)?;
        self.remove(NEXT_KEY)?;
        self.remove(NEXT)
    }

    /// Names the old authority no more.
    pub fn retire_old_authority(&self) -> Result<(), FolderProblem> {
        self.remove(OLD)?;
        self.remove(OLD_ANNOUNCED)
    }

    fn certificate(&self, file: &'static str) -> Result<Vec<u8>, FolderProblem> {
        Ok(CertificateDer::from_pem_slice(&self.read(file)?).map_err(|_| FolderProblem::Damaged { file })?.to_vec())
    }

    fn text(&self, file: &'static str) -> Result<String, FolderProblem> {
        String::from_utf8(self.read(file)?).map_err(|_| FolderProblem::Damaged { file })
    }
}
