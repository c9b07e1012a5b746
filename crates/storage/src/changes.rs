//! The history of the district's records: a row for each field that was changed. Written in the transaction that changes it, and
//! never changed afterwards, but for the texts that go with the content about their household.

use std::collections::BTreeSet;

use daylog_domain::{
    change::{Field, Source, Subject},
    time::Instant,
};

use crate::{
    Read, Row, StorageError, Value, Write,
    audit::COMMAND,
    content::Column::*,
    params,
    session::{ToValue, parts},
};

/// Who changed something, as the history tells it for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// None where it was a command.
    pub account: Option<i64>,
    /// The account's name at that time, or the command's.
    pub name: String,
    pub source: Source,
}

impl Author {
    /// Whoever operates the server, by a command or a file that it was given.
    #[must_use]
    pub fn of_command(source: Source) -> Self {
        Author { account: None, name: COMMAND.to_owned(), source }
    }
}

/// One field of something, from what to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChange {
    pub subject: Subject,
    pub id: i64,
    /// In whose history it stands, where it is about a household.
    pub household: Option<i64>,
    pub field: Field,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A change as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredChange {
    pub id: i64,
    pub at: Instant,
    pub by: Author,
    /// The same for all that one request changed.
    pub act: i64,
    pub change: NewChange,
}

/// What was done by hand to who looks after a household, as one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignedByHand {
    pub household: i64,
    pub before: String,
    pub after: String,
}

/// Keeps what one act changed; gives the act's number, none where nothing changed.
pub fn insert(db: &Write<'_>, at: Instant, by: &Author, changes: &[NewChange]) -> Result<Option<i64>, StorageError> {
    if changes.is_empty() {
        return Ok(None);
    }
    let act: i64 = db.one("SELECT 1 + coalesce(max(id), 0) FROM change", &[], |row| row.get(0))?;
    let texts = (act..).zip(changes).map(|(id, change)| {
        let before = db.encrypt_text(ChangeBefore, &[id], change.before.as_deref())?;
        Ok((id, change, before, db.encrypt_text(ChangeAfter, &[id], change.after.as_deref())?))
    });
    let texts = texts.collect::<Result<Vec<_>, StorageError>>()?;
    let (source, account) = (by.source.code(), by.account);
    let rows: Vec<[Value<'_>; 12]> = texts
        .iter()
        .map(|(id, change, before, after)| {
            [
                id.to_value(),
                at.to_value(),
                account.to_value(),
                by.name.to_value(),
                Value::Text(source),
                act.to_value(),
                Value::Text(change.subject.code()),
                change.id.to_value(),
                change.household.to_value(),
                Value::Text(change.field.code()),
                before.to_value(),
                after.to_value(),
            ]
        })
        .collect();
    db.run_each(
        "INSERT INTO change (id, at, account, actor, source, act, subject, subject_id, household, field, before, after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        &rows,
    )?;
    Ok(Some(act))
}

const COLUMNS: &str = "SELECT id, at, account, actor, source, act, subject, subject_id, household, field, before, after FROM change";

/// What was changed of a household and its residents, the newest first, at most `limit`.
pub fn of_household(db: &Read<'_>, household: i64, limit: u32) -> Result<Vec<StoredChange>, StorageError> {
    known(db, &format!("{COLUMNS} WHERE household = ?1 ORDER BY id DESC LIMIT ?2"), params![household, limit])
}

/// What was changed of a household and its residents behind the change `after`, the oldest first.
pub fn since(db: &Read<'_>, household: i64, after: i64) -> Result<Vec<StoredChange>, StorageError> {
    known(db, &format!("{COLUMNS} WHERE household = ?1 AND id > ?2 ORDER BY id"), params![household, after])
}

/// The newest change of all, 0 where there was none.
pub fn newest(db: &Read<'_>) -> Result<i64, StorageError> {
    db.one("SELECT coalesce(max(id), 0) FROM change", &[], |row| row.get(0))
}

/// What one act changed, in its order.
pub fn of_act(db: &Read<'_>, act: i64) -> Result<Vec<StoredChange>, StorageError> {
    known(db, &format!("{COLUMNS} WHERE act = ?1 ORDER BY id"), params![act])
}

/// Fields whose newest change came from a screen; not who looks after a household, which may be so for a time only.
pub fn by_hand(db: &Read<'_>) -> Result<BTreeSet<(Subject, i64, Field)>, StorageError> {
    let sql = "SELECT subject, subject_id, field FROM change WHERE source = 'screen' AND field <> 'assignments' AND NOT EXISTS (
                 SELECT 1 FROM change AS newer WHERE newer.subject = change.subject AND newer.subject_id = change.subject_id
                   AND newer.field = change.field AND newer.id > change.id)";
    let found = db.many(sql, &[], |row| {
        let (subject, field) = (Subject::named(&row.get::<String>(0)?), Field::named(&row.get::<String>(2)?));
        Ok(subject.zip(field).map(|(subject, field)| (subject, row.get(1), field)))
    })?;
    found.into_iter().flatten().map(|(subject, id, field)| Ok((subject, id?, field))).collect()
}

/// Households that were handed over on a screen and by nothing else since: what the history says of their assignments before the
/// first such act and behind the newest. What content went of is left out.
pub fn assigned_by_hand(db: &Read<'_>) -> Result<Vec<AssignedByHand>, StorageError> {
    let sql = "SELECT found.household, oldest.id, oldest.before, newest.id, newest.after
       FROM (SELECT subject_id AS household, min(id) AS from_id, max(id) AS to_id FROM change
             WHERE subject = 'household' AND field = 'assignments' AND source = 'screen' AND before IS NOT NULL AND after IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM change AS newer WHERE newer.subject = change.subject
                 AND newer.subject_id = change.subject_id AND newer.field = change.field AND newer.id > change.id
                 AND newer.source <> 'screen')
             GROUP BY subject_id) AS found
       JOIN change AS oldest ON oldest.id = found.from_id JOIN change AS newest ON newest.id = found.to_id ORDER BY found.household";
    db.many(sql, &[], |row| {
        let (before, after) = (row.text(ChangeBefore, &[row.get(1)?], 2)?, row.text(ChangeAfter, &[row.get(3)?], 4)?);
        Ok(AssignedByHand { household: row.get(0)?, before, after })
    })
}

/// Residents with the names that they had before, the oldest first.
pub fn former_names(db: &Read<'_>) -> Result<Vec<(i64, String)>, StorageError> {
    let sql = "SELECT subject_id, id, before FROM change WHERE subject = 'resident' AND field = 'name' AND before IS NOT NULL ORDER BY id";
    db.many(sql, &[], |row| Ok((row.get(0)?, row.text(ChangeBefore, &[row.get(1)?], 2)?)))
}

/// Takes the texts of households' histories away.
pub fn forget(db: &Write<'_>, households: &[i64]) -> Result<(), StorageError> {
    for (places, values) in parts(households) {
        db.run(&format!("UPDATE change SET before = NULL, after = NULL WHERE household IN ({places})"), &values)?;
    }
    Ok(())
}

/// A later version may keep the history of what this one does not know: it is passed over.
fn known(db: &Read<'_>, sql: &str, params: &[Value<'_>]) -> Result<Vec<StoredChange>, StorageError> {
    Ok(db.many(sql, params, change)?.into_iter().flatten().collect())
}

fn change(row: &Row<'_>) -> Result<Option<StoredChange>, StorageError> {
    let id: i64 = row.get(0)?;
    let code = |place| row.get::<String>(place);
    let (source, subject, field) = (Source::named(&code(4)?), Subject::named(&code(6)?), Field::named(&code(9)?));
    let (Some(source), Some(subject), Some(field)) = (source, subject, field) else { return Ok(None) };
    Ok(Some(StoredChange {
        id,
        at: row.get(1)?,
        by: Author { account: row.get(2)?, name: row.get(3)?, source },
        act: row.get(5)?,
        change: NewChange {
            subject,
            id: row.get(7)?,
            household: row.get(8)?,
            field,
            before: row.optional_text(ChangeBefore, &[id], 10)?,
            after: row.optional_text(ChangeAfter, &[id], 11)?,
        },
    }))
}
