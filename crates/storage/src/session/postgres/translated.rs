//! Statements in PostgreSQL's words: `$1` for `?1`, tables by their district's schema. Texts in quotes and comments stay as they are.

/// Words behind which a table is named.
const BEFORE_A_TABLE: [&str; 5] = ["FROM", "JOIN", "INTO", "UPDATE", "USING"];

/// The statement as PostgreSQL takes it.
pub(super) fn translated(sql: &str, schema: &str, tables: &[&str]) -> String {
    let mut translated = String::with_capacity(sql.len() + 64);
    let (mut rest, mut before, mut last) = (sql, "", "");
    while let Some(piece) = next_piece(rest) {
        let (text, behind) = rest.split_at(piece.length());
        match piece {
            Piece::Parameter(_) => translated.extend(["$", text.get(1..).unwrap_or_default()]),
            Piece::Word(_) if is_table(before, last, behind) && tables.contains(&text) => translated.extend([schema, ".", text]),
            _ => translated.push_str(text),
        }
        if !matches!(piece, Piece::Space(_)) {
            (before, last) = (last, text);
        }
        rest = behind;
    }
    translated
}

fn is_table(before: &str, last: &str, behind: &str) -> bool {
    let names_one = BEFORE_A_TABLE.iter().any(|known| known.eq_ignore_ascii_case(last));
    // IS DISTINCT FROM a column, and a column by its table.
    names_one && !before.eq_ignore_ascii_case("DISTINCT") && !behind.starts_with('.')
}

/// A piece of a statement and its length in bytes.
#[derive(Clone, Copy)]
enum Piece {
    Space(usize),
    Word(usize),
    Parameter(usize),
    Other(usize),
}

impl Piece {
    fn length(self) -> usize {
        match self {
            Piece::Space(length) | Piece::Word(length) | Piece::Parameter(length) | Piece::Other(length) => length,
        }
    }
}

fn next_piece(text: &str) -> Option<Piece> {
    let first = text.chars().next()?;
    let until = |wanted: &str, skipped: usize| {
        text.get(skipped..).and_then(|rest| rest.find(wanted)).map_or(text.len(), |at| skipped + at + wanted.len())
    };
    let span = |is_in: fn(char) -> bool| text.find(|c| !is_in(c)).unwrap_or(text.len());
    Some(match first {
        _ if text.starts_with("--") => Piece::Space(until("\n", 2)),
        _ if text.starts_with("/*") => Piece::Space(until("*/", 2)),
        ' ' | '\n' | '\t' | '\r' => Piece::Space(span(|c| c.is_ascii_whitespace())),
        '\'' => Piece::Other(until("'", 1)),
        '"' => Piece::Other(until("\"", 1)),
        '?' => Piece::Parameter(1 + text.get(1..).map_or(0, |rest| rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()))),
        c if c.is_alphabetic() || c == '_' => Piece::Word(span(|c| c.is_alphanumeric() || c == '_')),
        c => Piece::Other(c.len_utf8()),
    })
}

#[cfg(test)]
mod tests {
    use super::translated;

    fn of(sql: &str) -> String {
        translated(sql, "d17", &["entry", "log", "watermark", "feed", "session"])
    }

    #[test]
    fn tables_get_their_schema_where_a_statement_names_them() {
        for (sql, expected) in [
            ("SELECT 1", "SELECT 1"),
            ("SELECT feed FROM entry WHERE log = ?1", "SELECT feed FROM d17.entry WHERE log = $1"),
            (
                "SELECT entry.feed FROM entry JOIN log ON log.id = entry.log\n WHERE log.log = ?12",
                "SELECT entry.feed FROM d17.entry JOIN d17.log ON log.id = entry.log\n WHERE log.log = $12",
            ),
            ("INSERT INTO log (log) VALUES (?1)", "INSERT INTO d17.log (log) VALUES ($1)"),
            (
                "INSERT INTO watermark (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET segment = excluded.segment",
                "INSERT INTO d17.watermark (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET segment = excluded.segment",
            ),
            ("UPDATE feed SET last = ?1", "UPDATE d17.feed SET last = $1"),
            ("delete from session where account = ?1", "delete from d17.session where account = $1"),
            ("SELECT last FROM feed WHERE id = 1 FOR UPDATE", "SELECT last FROM d17.feed WHERE id = 1 FOR UPDATE"),
            ("SELECT x FROM entry AS original", "SELECT x FROM d17.entry AS original"),
        ] {
            assert_eq!(of(sql), expected);
        }
    }

    #[test]
    fn what_is_no_table_there_stays_as_it_is() {
        for sql in [
            "WITH sight AS (SELECT 1) SELECT * FROM sight",
            "SELECT 'FROM entry ?1', \"FROM entry\" -- FROM entry ?1",
            "SELECT 'it''s FROM entry' /* FROM entry */",
            "SELECT a IS DISTINCT FROM entry",
            "SELECT extract(year FROM entry.at)",
            "SELECT log, entry",
            "SELECT 'FROM entry",
        ] {
            assert_eq!(of(sql), sql);
        }
    }
}
