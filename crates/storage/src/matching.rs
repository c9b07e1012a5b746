//! Which household a code means. Codes are compared by what they mean (`domain::fold`), which no database knows, and are encrypted
//! where content is: all are read, and looked at here.

use daylog_domain::fold;

use crate::{Read, StorageError, content::Column::HouseholdCode, params};

/// The household of this code, or the only one whose code means the same.
pub(crate) fn by_code(db: &Read<'_>, code: &str) -> Result<Option<u32>, StorageError> {
    let sought = fold::code(code);
    let codes =
        db.many("SELECT id, code FROM household", params![], |row| Ok((row.get::<u32>(0)?, row.text(HouseholdCode, &[row.get(0)?], 1)?)))?;
    if let Some((plain, _)) = codes.iter().find(|(_, stored)| stored == code) {
        return Ok(Some(*plain));
    }
    let mut same = codes.into_iter().filter(|(_, code)| fold::code(code) == sought).map(|(id, _)| id);
    Ok(same.next().filter(|_| same.next().is_none()))
}
