//! Which column stands where, by its English, Chinese or Korean name, and what separates the cells.

use std::collections::BTreeMap;

use super::{
    FileProblem,
    header::{self, Header},
    names::{COLUMNS, column_of},
    records::records,
    workbook::{Epoch, Sheet},
};

/// Those that no row can be without.
const NEEDED: [&str; 8] = ["street", "community", "household", "address", "resident", "first_day", "last_day", "cadres"];

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
    /// Finds the columns in the line, or the two lines, that name most of them.
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
        Self::of(header_of(text, separator.0)?, separator, None)
    }

    /// The columns of a text as somebody says what they hold, or as far as their names say it. None may be named at all.
    pub(super) fn of_text(text: &str, mapping: Option<&[Option<&'static str>]>) -> Result<Self, FileProblem> {
        let found = SEPARATORS.map(|separator| header_of(text, separator.0).map(|header| (separator, header)));
        let worth = |header: &Header| (header::known(header), header.names.len());
        let best = found.into_iter().flatten().reduce(|best, next| if worth(&next.1) > worth(&best.1) { next } else { best });
        let (separator, header) = best.ok_or(FileProblem::Empty)?;
        Ok(Self::of_mapped(header, separator, mapping, None))
    }

    /// The same of a sheet.
    pub(super) fn of_cells(sheet: &Sheet, mapping: Option<&[Option<&'static str>]>) -> Result<Self, FileProblem> {
        Ok(Self::of_mapped(header::of(&sheet.rows)?, NO_SEPARATOR, mapping, Some(sheet.epoch)))
    }

    fn of_mapped(
        Header { line, names }: Header,
        (separator, separator_name): (char, &'static str),
        mapping: Option<&[Option<&'static str>]>,
        epoch: Option<Epoch>,
    ) -> Self {
        let mut places = BTreeMap::new();
        for (place, name) in names.iter().enumerate() {
            let held = mapping.map_or_else(|| column_of(name), |mapping| mapping.get(place).copied().flatten());
            if let Some(column) = held {
                places.entry(column).or_insert(place);
            }
        }
        Columns { separator, separator_name, line, names, epoch, places }
    }

    /// Columns that a row cannot be without, and that stand nowhere.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        NEEDED.into_iter().filter(|column| !self.places.contains_key(column)).collect()
    }

    /// What a column holds.
    pub(super) fn held(&self, place: usize) -> Option<&'static str> {
        self.places.iter().find(|(_, held)| **held == place).map(|(column, _)| *column)
    }

    /// Writes into a column's cell of a row.
    pub(super) fn put(&self, cells: &mut Vec<String>, column: &str, value: &str) {
        let Some(place) = self.places.get(column) else { return };
        if cells.len() <= *place {
            cells.resize(place + 1, String::new());
        }
        if let Some(cell) = cells.get_mut(*place) {
            value.clone_into(cell);
        }
    }

    /// Finds them in the first rows of a sheet.
    pub(super) fn of_sheet(sheet: &Sheet) -> Result<Self, FileProblem> {
        Self::of(header::of(&sheet.rows)?, NO_SEPARATOR, Some(sheet.epoch))
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

fn header_of(text: &str, separator: char) -> Result<Header, FileProblem> {
    let first: Vec<_> = records(text, separator, COLUMNS.len())
        .filter(|record| !record.cells.as_ref().is_ok_and(|cells| is_hint_for_excel(cells)))
        .take(header::LOOKED_AT)
        .collect();
    header::find(&first).ok_or(FileProblem::Empty)
}

/// `sep=,` tells Excel what separates.
fn is_hint_for_excel(cells: &[String]) -> bool {
    cells.first().is_some_and(|first| first.trim().to_ascii_lowercase().starts_with("sep="))
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
