//! The common manner of what somebody does to the district's records: one transaction that can be tried first and taken back,
//! that is carried out once however often the request comes, that refuses what was changed since the form was drawn, and that
//! keeps the history. What a single act does is its own use case, which is given an [`Acting`].

mod acting;
mod refused;
mod request;

use daylog_storage::{
    Database, StorageError, Write,
    answered_requests::{self, AnsweredRequest},
};

pub use acting::Acting;
pub use refused::{ActRefused, FieldRefusal};
pub use request::{Actor, Key, Request};

use crate::types::Acted;

/// Carries an act out in one transaction; its answer as JSON, an [`Acted`]. A key that was answered already gives that answer
/// again. `work` may be run again from its beginning, and changes nothing but the database.
pub fn act(
    database: &Database,
    request: Request<'_>,
    mut work: impl FnMut(&mut Acting<'_>) -> Result<(), ActRefused>,
) -> Result<Vec<u8>, ActRefused> {
    let done = database.write(|db| {
        if let Some(answer) = answered(db, request)? {
            return Ok(answer);
        }
        let mut acting = Acting::begin(db, request)?;
        work(&mut acting)?;
        let answer = json(&acting.finish()?)?;
        if request.is_preview {
            return Err(Stopped::Preview(answer));
        }
        if let (Some(key), Some(account)) = (request.key, request.by.author.account) {
            let answered = AnsweredRequest { digest: key.digest, answer: answer.clone() };
            answered_requests::insert(db, account, &key.text, &answered, request.now)?;
        }
        Ok(answer)
    });
    match done {
        Ok(answer) | Err(Stopped::Preview(answer)) => Ok(answer),
        Err(Stopped::Refused(refused)) => Err(refused),
    }
}

/// Ends a transaction without its changes.
enum Stopped {
    Preview(Vec<u8>),
    Refused(ActRefused),
}

impl From<StorageError> for Stopped {
    fn from(error: StorageError) -> Self {
        Stopped::Refused(error.into())
    }
}

impl From<ActRefused> for Stopped {
    fn from(refused: ActRefused) -> Self {
        Stopped::Refused(refused)
    }
}

fn answered(db: &Write<'_>, request: Request<'_>) -> Result<Option<Vec<u8>>, ActRefused> {
    let (Some(key), Some(account), false) = (request.key, request.by.author.account, request.is_preview) else { return Ok(None) };
    match answered_requests::find(db, account, &key.text, request.now)? {
        Some(answered) if answered.digest != key.digest => Err(ActRefused::KeyReused),
        found => Ok(found.map(|answered| answered.answer)),
    }
}

fn json(acted: &Acted) -> Result<Vec<u8>, StorageError> {
    serde_json::to_vec(acted).map_err(|_| StorageError::Unreadable { what: "answer" })
}
