//! Which column stands where, by its English, Chinese or Korean name, and what separates the cells.

use std::{collections::BTreeMap, sync::LazyLock};

use daylog_domain::fold;

use super::{
    FileProblem,
    header::{self, Header},
    records::{Record, records},
    workbook::{Epoch, Sheet},
};

/// The columns by their English names, and what else they may be called.
pub(super) const COLUMNS: [(&str, &[&str]); 13] = [
    ("street", &["街道", "乡镇", "镇街", "街道（乡镇）", "가두"]),
    ("community", &["社区", "村", "社区（村）", "사회구역"]),
    ("household", &["户号", "户编号", "户", "住户编号", "household code", "세대", "세대번호"]),
    ("address", &["地址", "住址", "居住地址", "详细地址", "隔离地址", "주소"]),
    ("resident", &["姓名", "隔离人员", "隔离人员姓名", "name", "이름", "성명", "격리인원"]),
    ("document", &["证件号", "证件号码", "身份证", "身份证号", "身份证号码", "护照号", "신분증", "신분증번호", "증명서번호"]),
    ("phone", &["电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "전화", "전화번호", "련락처"]),
    ("from", &["来源地", "来自", "来源", "返回地", "始发地", "origin", "출발지", "어디서"]),
    ("first_day", &["隔离开始", "开始日期", "隔离开始日期", "开始隔离日期", "first day", "시작", "시작일", "격리시작일"]),
    ("last_day", &["隔离结束", "结束日期", "隔离结束日期", "解除日期", "解除隔离日期", "last day", "끝", "마감일", "격리마감일"]),
    ("guarantor", &["担保人", "担保人姓名", "담보인"]),
    ("guarantor_workplace", &["担保人单位", "担保人工作单位", "guarantor workplace", "담보인단위", "담보인직장"]),
    ("cadres", &["包保干部", "包保人", "包保人员", "负责人", "담당간부", "담당"]),
];

/// What may stand between cells; a comma is usual, Excel writes the others in some languages and as "Unicode text".
const SEPARATORS: [(char, &str); 3] = [(',', "comma"), (';', "semicolon"), ('\t', "tab")];
/// A sheet's cells need none.
const NO_SEPARATOR: (char, &str) = ('\t', "sheet");
/// What people take for a separator, and what it is called.
const NO_SEPARATORS: [(char, &str); 4] =
    [('|', "a vertical bar (|)"), ('，', "a full-width comma (，)"), ('；', "a full-width semicolon (；)"), (' ', "a blank")];

/// Where the columns stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) separator: char,
    pub(super) separator_name: &'static str,
    /// The last line of those that name them.
    pub(super) line: u64,
    /// The names as they were written.
    pub(super) names: Vec<String>,
    /// How numbers of days are meant, where that is known.
    pub(super) epoch: Option<Epoch>,
    places: BTreeMap<&'static str, usize>,
}

impl Columns {
    /// Finds the columns in the first line that holds anything.
    pub(super) fn read(text: &str) -> Result<Self, FileProblem> {
        let found = SEPARATORS.map(|separator| Self::with(text, separator));
        if found.iter().all(|found| matches!(found, Err(FileProblem::Empty))) {
            return Err(FileProblem::Empty);
        }
        let known = |found: &Result<Self, FileProblem>| match found {
            Ok(_) => COLUMNS.len() * 2,
            Err(FileProblem::TwiceNamed { .. }) => COLUMNS.len() + 1,
            Err(FileProblem::Columns { missing, .. }) => COLUMNS.len() - missing.len(),
            Err(_) => 0,
        };
        let [comma, ..] = &found;
        let other = NO_SEPARATORS
            .into_iter()
            .find(|(separator, _)| Self::with(text, (*separator, "")).is_ok_and(|_| true) && known(comma) < COLUMNS.len());
        let best = found.into_iter().reduce(|best, next| if known(&next) > known(&best) { next } else { best });
        match (best, other) {
            (Some(Err(FileProblem::Columns { .. })), Some((_, name))) => Err(FileProblem::Separator { found: name }),
            (Some(best), _) => best,
            (None, _) => Err(FileProblem::Empty),
        }
    }

    fn with(text: &str, separator: (char, &'static str)) -> Result<Self, FileProblem> {
        let first: Vec<_> = records(text, separator.0, COLUMNS.len())
            .filter(|record| !record.cells.as_ref().is_ok_and(|cells| is_hint_for_excel(cells)))
            .take(header::LOOKED_AT)
            .collect();
        Self::of(header::find(&first).ok_or(FileProblem::Empty)?, separator, None)
    }

    /// Finds them in the first rows of a sheet.
    pub(super) fn of_sheet(sheet: &Sheet) -> Result<Self, FileProblem> {
        let first: &[Record] = sheet.rows.get(..header::LOOKED_AT).unwrap_or(&sheet.rows);
        Self::of(header::find(first).ok_or(FileProblem::Empty)?, NO_SEPARATOR, Some(sheet.epoch))
    }

    fn of(header: Header, (separator, separator_name): (char, &'static str), epoch: Option<Epoch>) -> Result<Self, FileProblem> {
        let Header { line, names } = header;
        let mut places = BTreeMap::new();
        for (place, name) in names.iter().enumerate() {
            if let Some(column) = column_of(name)
                && places.insert(column, place).is_some()
            {
                return Err(FileProblem::TwiceNamed { column });
            }
        }
        let missing: Vec<_> = COLUMNS.iter().map(|(column, _)| *column).filter(|column| !places.contains_key(column)).collect();
        if missing.is_empty() {
            Ok(Columns { separator, separator_name, line, names, epoch, places })
        } else {
            let first = names.join(" ").chars().take(60).collect();
            Err(FileProblem::Columns { missing, first, is_none: places.is_empty() })
        }
    }

    pub(super) fn cell<'a>(&self, cells: &'a [String], column: &'static str) -> &'a str {
        self.places.get(column).and_then(|place| cells.get(*place)).map(String::as_str).unwrap_or_default()
    }

    /// The names that are no column of a roster; what stands below them is not read.
    pub(super) fn unread(&self) -> Vec<String> {
        let is_unread = |name: &&String| !name.trim().is_empty() && column_of(name).is_none();
        self.names.iter().filter(is_unread).map(|name| daylog_domain::text::clean_line(name)).collect()
    }

    /// Cells that stand below no name: the row is longer than the header, or something moved it.
    pub(super) fn has_orphans(&self, cells: &[String]) -> bool {
        cells
            .iter()
            .enumerate()
            .any(|(place, cell)| !cell.trim().is_empty() && self.names.get(place).is_none_or(|name| name.trim().is_empty()))
    }

    /// How many cells a row has at least: up to the last name. One cell less, and all behind it may stand in wrong columns.
    pub(super) fn width(&self) -> usize {
        self.names.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |last| last + 1)
    }

    /// Whether nothing stands in any column that is read, as in rows that were only numbered.
    pub(super) fn is_blank(&self, cells: &[String]) -> bool {
        self.places.values().all(|place| cells.get(*place).is_none_or(|cell| cell.trim().is_empty()))
    }

    /// Whether a row is the header once more, as when files were put behind each other.
    pub(super) fn is_header(&self, cells: &[String]) -> bool {
        let same = |place: &&usize| cells.get(**place).map(|cell| cell.trim()) == self.names.get(**place).map(|name| name.trim());
        self.places.values().filter(same).count() > COLUMNS.len() / 2
    }
}

/// `sep=,` tells Excel what separates.
fn is_hint_for_excel(cells: &[String]) -> bool {
    cells.first().is_some_and(|first| first.trim().to_ascii_lowercase().starts_with("sep="))
}

pub(super) fn column_of(name: &str) -> Option<&'static str> {
    static BY_NAME: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
        let names = COLUMNS.iter().flat_map(|(column, others)| others.iter().chain([column]).map(move |name| (folded(name), *column)));
        names.collect()
    });
    BY_NAME.get(&folded(name)).copied()
}

fn folded(name: &str) -> String {
    fold::name(name).replace('_', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn english() -> String {
        COLUMNS.map(|(column, _)| column).join(",")
    }

    #[test]
    fn columns_are_found_by_their_names_in_three_languages_and_in_any_order() {
        let chinese = "街道,社区,户号,地址,姓名,证件号,联系电话,来源地,开始日期,结束日期,担保人,担保人单位,包保干部";
        let korean = "가두,사회구역,세대번호,주소,이름,신분증번호,전화번호,출발지,시작일,마감일,담보인,담보인단위,담당간부";
        let backwards: Vec<_> = COLUMNS.iter().rev().map(|(column, _)| *column).collect();
        for header in [
            english(),
            chinese.to_owned(),
            korean.to_owned(),
            backwards.join(","),
            english().to_uppercase().replace('_', " "),
            format!("\u{feff} {}, 备注 ,,", english().replace(',', " , ")),
            format!("sep=,\n{}", english()),
            format!("\n,,,\n{}", english()),
        ] {
            assert!(Columns::read(&header).is_ok(), "{header}: {:?}", Columns::read(&header));
        }
        let columns = Columns::read(&format!("{},备注,", english())).unwrap();
        assert_eq!((columns.unread(), columns.separator_name, columns.width()), (vec!["备注".to_owned()], "comma", 14));
    }

    #[test]
    fn what_separates_is_found_or_named() {
        for (separator, name) in SEPARATORS {
            let columns = Columns::read(&english().replace(',', &separator.to_string())).unwrap();
            assert_eq!((columns.separator, columns.separator_name), (separator, name));
        }
        for (separator, name) in NO_SEPARATORS {
            let refused = Columns::read(&english().replace(',', &separator.to_string()));
            assert_eq!(refused, Err(FileProblem::Separator { found: name }));
        }
    }

    #[test]
    fn a_column_that_is_missing_or_named_twice_is_named() {
        let refused = Columns::read(&english().replace("phone", "fax"));
        assert!(matches!(&refused, Err(FileProblem::Columns { missing, is_none: false, .. }) if missing == &["phone"]), "{refused:?}");
        assert!(matches!(Columns::read("公园街道,园锦社区\n"), Err(FileProblem::Columns { is_none: true, .. })));
        for again in ["phone", "Phone", "手机号", " ＰＨＯＮＥ"] {
            let refused = Columns::read(&format!("{},{again}", english()));
            assert_eq!(refused, Err(FileProblem::TwiceNamed { column: "phone" }), "{again}");
        }
        for empty in ["", "\n\n", ",,,\n"] {
            assert_eq!(Columns::read(empty), Err(FileProblem::Empty), "{empty:?}");
        }
    }
}
