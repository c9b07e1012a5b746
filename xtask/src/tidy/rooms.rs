//! What may be touched only in one room: SQL in the two storage folders, Tauri's JavaScript in the host.

use super::finding::{Finding, Source};

const SQL_ROOMS: &[&str] = &["crates/store/", "crates/storage/"];
const TAURI_ROOM: &str = "ui/kit/host";

/// How an SQL text starts, and what must follow on the same line where the first word is also an English one.
const SQL_STARTS: &[(&str, &str)] = &[
    ("select ", ""),
    ("insert into ", ""),
    ("insert or ", ""),
    ("update ", " set "),
    ("delete from ", ""),
    ("replace into ", ""),
    ("create table ", ""),
    ("create index ", ""),
    ("alter table ", ""),
    ("drop table ", ""),
    ("pragma ", ""),
];

pub fn findings(source: &Source) -> Vec<Finding> {
    let numbered = || source.text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let at = |number: usize| format!("{}:{number}", source.path);
    let outside = |rooms: &[&str]| !rooms.iter().any(|room| source.path.starts_with(room));
    if is_shipped_rust(&source.path) {
        return numbered()
            .filter(|(_, line)| outside(SQL_ROOMS) && (holds_sql(line) || names_driver(line)))
            .map(|(number, _)| Finding::new(at(number), "SQL lives only in crates/store and crates/storage"))
            .collect();
    }
    if is_ui_source(&source.path) && !source.path.starts_with(TAURI_ROOM) {
        return numbered()
            .filter(|(_, line)| line.contains("@tauri-apps/") || line.contains("__TAURI"))
            .map(|(number, _)| Finding::new(at(number), "only ui/kit/host knows Tauri"))
            .collect();
    }
    Vec::new()
}

/// Tests and their tools may look into a database; what ships may not.
fn is_shipped_rust(path: &str) -> bool {
    let is_of_tests = path.starts_with("crates/testkit/");
    path.ends_with(".rs") && !is_of_tests && (path.starts_with("crates/") && path.contains("/src/") || path.starts_with("src-tauri/src/"))
}

/// A tool's settings may name what the tool forbids.
fn is_ui_source(path: &str) -> bool {
    path.starts_with("ui/") && !path.contains(".config.") && [".ts", ".vue", ".html", ".js"].iter().any(|ending| path.ends_with(ending))
}

fn holds_sql(line: &str) -> bool {
    let code = line.trim_start().to_lowercase();
    let starts_literal =
        |(start, then): &(&str, &str)| code.split_once(&format!("\"{start}")).is_some_and(|(_, rest)| format!(" {rest}").contains(then));
    !code.starts_with("//") && SQL_STARTS.iter().any(starts_literal)
}

fn names_driver(line: &str) -> bool {
    !line.trim_start().starts_with("//") && line.contains("rusqlite::")
}

#[cfg(test)]
mod tests {
    use super::{super::finding::source, *};

    #[test]
    fn sql_and_tauri_are_found_outside_their_rooms() {
        for (path, line, findings_expected) in [
            ("crates/app/src/lib.rs", r#"db.execute("DELETE FROM entry")"#, 1),
            ("crates/app/src/lib.rs", "use rusqlite::Connection;", 1),
            ("crates/app/src/lib.rs", r#"// never "SELECT " here"#, 0),
            ("crates/app/src/lib.rs", r#"println!("Please select one")"#, 0),
            ("crates/app/src/lib.rs", r#"db.execute("update entry set kind = 1")"#, 1),
            ("crates/app/src/lib.rs", r#"say("update needed")"#, 0),
            ("crates/server/src/views/day.rs", "use rusqlite::Transaction;", 1),
            ("crates/server/src/views/day.rs", r#""select 1""#, 1),
            ("crates/store/src/log.rs", r#"db.execute("DELETE FROM entry")"#, 0),
            ("crates/storage/src/sqlite.rs", r#""SELECT 1""#, 0),
            ("crates/server/src/routes/sync.rs", r#""SELECT 1""#, 1),
            ("tests/flows/main.rs", r#""SELECT 1""#, 0),
            ("crates/testkit/src/disk/mod.rs", "use rusqlite::ffi;", 0),
            ("ui/phone/Due.vue", "import { invoke } from '@tauri-apps/api/core'", 1),
            ("ui/kit/host/tauri.ts", "import { invoke } from '@tauri-apps/api/core'", 0),
            ("ui/eslint.config.js", "{ name: '@tauri-apps/api' }", 0),
            ("ui/package.json", r#""@tauri-apps/api": "2""#, 0),
        ] {
            assert_eq!(findings(&source(path, line)).len(), findings_expected, "{path} {line}");
        }
    }
}
