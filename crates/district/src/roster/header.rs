//! Which rows name the columns: the first is often a title, and the names may take two rows, a general one above a closer one.

use std::collections::BTreeSet;

use super::{FileProblem, names::column_of, records::Record};

/// Rows that are looked at; titles and remarks above a table take a few.
pub(super) const LOOKED_AT: usize = 20;

/// The names of the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// The last line of it.
    pub(super) line: u64,
    pub(super) names: Vec<String>,
}

/// The rows that name the most columns; the first one where none names any.
pub(super) fn find(first: &[Record]) -> Option<Header> {
    let one = |record: &Record| Header { line: record.last_line, names: cells(record).to_vec() };
    let single = first.iter().map(one);
    let double = first.windows(2).filter_map(|rows| match rows {
        [upper, lower] => Some(Header { line: lower.last_line, names: joined(cells(upper), cells(lower)) }),
        _ => None,
    });
    // One row is preferred to two, and an earlier one to a later.
    single.chain(double).reduce(|best, next| if known(&next) > known(&best) { next } else { best })
}

/// The names of a sheet's columns.
pub(super) fn of(rows: &[Record]) -> Result<Header, FileProblem> {
    find(rows.get(..LOOKED_AT).unwrap_or(rows)).ok_or(FileProblem::Empty)
}

/// How many columns the best of the first rows name.
pub(super) fn columns_named(rows: &[Record]) -> usize {
    of(rows).as_ref().map_or(0, known)
}

fn cells(record: &Record) -> &[String] {
    record.cells.as_deref().unwrap_or_default()
}

pub(super) fn known(header: &Header) -> usize {
    header.names.iter().filter_map(|name| column_of(name)).collect::<BTreeSet<_>>().len()
}

/// The names of two rows. One above several stands in its first cell only.
fn joined(upper: &[String], lower: &[String]) -> Vec<String> {
    let cell = |row: &[String], place: usize| row.get(place).map(|cell| cell.trim().to_owned()).unwrap_or_default();
    let mut over = String::new();
    let mut names = Vec::new();
    for place in 0..upper.len().max(lower.len()) {
        let (above, below) = (cell(upper, place), cell(lower, place));
        if !above.is_empty() || below.is_empty() {
            over.clone_from(&above);
        }
        names.push(name(&over, &below));
    }
    names
}

/// What a closer name means below a general one: `担保人` over `单位` is the guarantor's workplace. Where both name a column by
/// themselves and not together, neither is taken: `包保干部` over `姓名` is no resident.
fn name(above: &str, below: &str) -> String {
    let both = format!("{above}{below}");
    match (column_of(&both), column_of(above), column_of(below)) {
        (Some(_), ..) => both,
        (None, Some(_), Some(_)) => format!("{above} {below}"),
        (None, None, Some(_)) => below.to_owned(),
        (None, Some(_), None) if below.is_empty() => above.to_owned(),
        _ => format!("{above} {below}").trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(texts: &[&str]) -> Vec<Record> {
        let record = |(at, text): (usize, &&str)| {
            let line = at as u64 + 1;
            Record { line, last_line: line, cells: Ok(text.split(',').map(str::to_owned).collect()) }
        };
        texts.iter().enumerate().map(record).collect()
    }

    #[test]
    fn the_names_are_found_below_a_title_and_in_two_rows() {
        for (rule, texts, line, names) in [
            ("alone", &["街道,社区", "公园街道,园锦社区"][..], 1, &["街道", "社区"][..]),
            ("below a title", &["返延人员名单", "填表日期：3月2日", "街道,社区"], 3, &["街道", "社区"]),
            (
                "two rows",
                &["序号,担保人,,隔离时间,,姓名", ",姓名,单位,开始日期,结束日期,", "1,甲,乙,2020-02-26,2020-03-10,安某"],
                2,
                &["序号", "担保人姓名", "担保人单位", "开始日期", "结束日期", "姓名"],
            ),
            (
                "somebody else's name and number",
                &["街道,社区,姓名,包保干部,,隔离时间,", ",,,姓名,电话,开始日期,结束日期"],
                2,
                &["街道", "社区", "姓名", "包保干部 姓名", "包保干部 电话", "开始日期", "结束日期"],
            ),
            ("none", &["公园街道,园锦社区", "河南街道,白山社区"], 1, &["公园街道", "园锦社区"]),
        ] {
            let found = find(&rows(texts)).unwrap();
            assert_eq!((found.line, found.names.iter().map(String::as_str).collect::<Vec<_>>()), (line, names.to_vec()), "{rule}");
        }
        assert_eq!(find(&[]), None);
    }
}
