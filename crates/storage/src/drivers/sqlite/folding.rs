//! Comparing text in SQL by what it means: `fold_name`, `fold_code`, `fold_phone` are the domain's;
//! `dialled` gives the digits of what is typed as a telephone number, and nothing of any other text.

use daylog_domain::fold;
use rusqlite::{Connection, functions::FunctionFlags, types::ValueRef};

pub(super) fn add_functions(connection: &Connection) -> rusqlite::Result<()> {
    for (name, folded) in
        [("fold_name", fold::name as fn(&str) -> String), ("fold_code", fold::code), ("fold_phone", fold::phone), ("dialled", dialled)]
    {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        connection.create_scalar_function(name, 1, flags, move |context| {
            let text = match context.get_raw(0) {
                ValueRef::Null => None,
                // Texts about people are stored as their bytes.
                ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
                other => Some(other.as_str()?.to_owned()),
            };
            Ok(text.map(|text| folded(&text)))
        })?;
    }
    Ok(())
}

fn dialled(text: &str) -> String {
    let is_number = fold::code(text).chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
    if is_number { fold::phone(text) } else { String::new() }
}
