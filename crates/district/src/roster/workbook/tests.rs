//! Workbooks as people have them, and as nobody should.

use daylog_testkit::workbook::{Cell, Sheet as Made, packed, workbook, workbook_with};

use super::*;
use crate::roster::{FileKind, Opened, Parsed, Reading, file::FILE_LIMIT, open};

const HEADER: &str = "序号,街道,社区,户号,地址,姓名,证件号,联系电话,来源地,开始日期,结束日期,担保人,担保人单位,包保干部";
const ROW: &str = "1,公园街道,园锦社区,YJ-001,3号楼2单元501,安某,,13800000001,境外,2020-02-26,2020-03-10,,,张某/市委办";

fn parsed(bytes: &[u8]) -> Result<Parsed, FileProblem> {
    let reading = Reading { shift_days: 0, today: Some("2020-03-01".parse().unwrap()) };
    open(bytes, None)?.read(None, &reading).map(|found| found.parsed)
}

fn cells(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
    let Ok(Opened::Sheets(sheets)) = open(bytes, None) else { panic!("no workbook") };
    sheets[0].rows.iter().map(|row| (row.line, row.cells.clone().unwrap())).collect()
}

#[test]
fn a_workbook_gives_the_rows_that_the_same_csv_gives() {
    let csv = format!("{HEADER}\n{ROW}\n2{}", &ROW[1..].replace("安某", "返延乙"));
    let of_csv = parsed(csv.as_bytes()).unwrap();
    let of_sheet = parsed(&workbook(&[Made::of_csv("3.2", &csv)])).unwrap();
    assert_eq!((of_csv.rows.len(), of_sheet.rows), (2, of_csv.rows));
}

#[test]
fn a_title_two_header_rows_merged_cells_sums_and_numbered_rows_are_understood() {
    let sheet = |rows: &str, merged| Made { merged, ..Made::of_csv("名单", rows) };
    let header = HEADER.replace("开始日期,结束日期", "隔离时间,").replace("担保人,担保人单位", "担保人,");
    let lower = ",,,,,,,,,开始日期,结束日期,姓名,单位,";
    let second = "2,,,,,返延乙,,,,2020-02-26,2020-03-10,,,";
    let text = format!("0302返延人员名单（最终版）\n\n{header}\n{lower}\n{ROW}\n{second}\n3\n合计,2人\n");
    let parsed = parsed(&workbook(&[sheet(&text, vec!["A1:N1", "J3:K3", "B5:B6", "C5:C6", "D5:D6", "E5:E6", "N5:N7"])])).unwrap();
    let read: Vec<_> = parsed.rows.iter().map(|row| (row.line, row.resident.as_str(), row.address.as_str())).collect();
    assert_eq!(read, [(5, "安某", "3号楼2单元501"), (6, "返延乙", "3号楼2单元501")]);
    assert_eq!((parsed.refused.count, parsed.skipped), (1, vec![8]), "a region over a row that is only numbered makes it no person");
}

#[test]
fn a_cell_is_the_text_that_it_shows() {
    let row = |cells: Vec<Cell>| Made { name: "a".to_owned(), rows: vec![cells], ..Made::default() };
    for (cell, shown) in [
        (Cell::Number(13_843_312_345.0), "13843312345"),
        (Cell::Number(222_401_198_001_010_014.0), "222401198001010020"),
        (Cell::Number(0.5), "0.5"),
        (Cell::from("001"), "001"),
        (Cell::from(" 3-2 & <501"), " 3-2 & <501"),
        (Cell::Day(43887), "2020-02-26"),
        (Cell::Formula("A2+1", Some(7.0)), "7"),
        (Cell::Formula("A2+1", None), "="),
    ] {
        assert_eq!(cells(&workbook(&[row(vec![cell.clone()])])), [(1, vec![shown.to_owned()])], "{cell:?}");
    }
    let of_1904 = workbook_with(&[row(vec![Cell::Day(42425)])], true, &[]);
    assert_eq!(cells(&of_1904), [(1, vec!["2020-02-26".to_owned()])]);
}

#[test]
fn days_that_lost_their_format_are_counted_as_the_workbook_counts() {
    let numbered = ROW.replace("2020-02-26", "43887");
    assert_eq!(parsed(format!("{HEADER}\n{numbered}").as_bytes()).unwrap().refused.count, 1);
    let rows = parsed(&workbook(&[Made::of_csv("a", &format!("{HEADER}\n{numbered}"))])).unwrap().rows;
    assert_eq!(rows[0].first_day.to_string(), "2020-02-26");
}

#[test]
fn the_sheet_that_is_meant_is_the_only_one_that_names_the_columns() {
    let roster = |name: &str| Made::of_csv(name, &format!("{HEADER}\n{ROW}"));
    let hidden = Made { is_hidden: true, ..roster("旧") };
    let notes = Made::of_csv("说明", "填表说明\n一、");
    assert_eq!(parsed(&workbook(&[notes.clone(), roster("3.2"), hidden.clone()])).unwrap().rows.len(), 1);
    let several = workbook(&[roster("3.1"), roster("3.2"), notes]);
    assert_eq!(parsed(&several), Err(FileProblem::Sheets { names: vec!["3.1".to_owned(), "3.2".to_owned()] }));
    let named = |name: &str| open(&several, None).unwrap().read(Some(name), &Reading::default());
    assert_eq!(named("3.2").ok().and_then(|found| found.sheet), Some("3.2".to_owned()));
    assert!(matches!(named("3.3"), Err(FileProblem::NoSheet { names, .. }) if names.len() == 3));
    assert_eq!(parsed(&workbook(&[hidden])), Err(FileProblem::Empty));
}

#[test]
fn a_file_that_would_fill_the_memory_is_refused_before_it_does() {
    let too_large = Err(FileProblem::TooLarge { limit: FILE_LIMIT });
    let sheet = Made::of_csv("a", &format!("{HEADER}\n{ROW}"));
    let text = |part: &[u8]| workbook_with(std::slice::from_ref(&sheet), false, &[("xl/sharedStrings.xml", part)]);
    let bomb = vec![b' '; 200 * 1024 * 1024];
    let other = workbook_with(std::slice::from_ref(&sheet), false, &[("xl/theme/theme1.xml", &bomb)]);
    assert_eq!(parsed(&other), too_large, "a part that unpacks to more than all");
    let announced = format!("<!-- {} --><sst uniqueCount = \"99999999999\"></sst>", "x".repeat(65_536 - 30));
    assert_eq!(parsed(&text(announced.as_bytes())), too_large, "room for texts that are not there");
    // One text of 32 kB in the cells of a thousand columns and rows is 32 GB of rows.
    let shared = format!("<sst uniqueCount=\"1\"><si><t>{}</t></si></sst>", "长".repeat(10_000));
    let row = |at: usize| format!("<row r=\"{at}\">{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(200));
    let rows: String = (1..400).map(row).collect();
    let xml = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let parts: [(&str, &[u8]); 2] = [("xl/sharedStrings.xml", shared.as_bytes()), ("xl/worksheets/sheet1.xml", xml.as_bytes())];
    assert_eq!(parsed(&workbook_with(std::slice::from_ref(&sheet), false, &parts)), too_large, "one text in many cells");
}

#[test]
fn cells_that_hold_nothing_take_room_too() {
    let too_large = Err(FileProblem::TooLarge { limit: FILE_LIMIT });
    let of_rows = |header: &str, row: &dyn Fn(usize) -> String| {
        let names = header.split(',').map(|name| format!("<c t=\"str\"><v>{name}</v></c>")).collect::<String>();
        let rows: String = (2..20_000).map(row).collect();
        let xml = format!("<worksheet><sheetData><row r=\"1\">{names}</row>{rows}</sheetData></worksheet>");
        parsed(&workbook_with(&[Made::of_csv("a", "x")], false, &[("xl/worksheets/sheet1.xml", xml.as_bytes())]))
    };
    let at = |column: &'static str| move |row: usize| format!("<row r=\"{row}\"><c r=\"{column}{row}\" t=\"str\"><v>1</v></c></row>");
    assert_eq!(of_rows(HEADER, &at("A")), Err(FileProblem::NoRows), "as many rows that are only numbered");
    assert_eq!(of_rows(HEADER, &at("IV")), too_large, "a text at the end of each row");
    let far = format!("{HEADER}{}备注", ",".repeat(256 - HEADER.split(',').count()));
    assert_eq!(of_rows(&far, &at("A")), too_large, "a name at the end of the header");
}

#[test]
fn a_cell_far_away_is_named_and_no_room_is_made_for_what_lies_between() {
    let sheet = |xml: &str| {
        let made = Made::of_csv("a", "x");
        workbook_with(
            &[made],
            false,
            &[("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{xml}</sheetData></worksheet>").as_bytes())],
        )
    };
    let far = sheet("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
    assert_eq!(parsed(&far), Err(FileProblem::FarCell { cell: "XFD1048576".to_owned() }));
    let below = sheet("<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>");
    assert_eq!(cells(&below), [(1_048_576, vec!["1".to_owned()])]);
    let empty = sheet("<row r=\"1048576\"><c r=\"XFD1048576\"/></row>");
    assert_eq!(parsed(&empty), Err(FileProblem::Empty), "a cell that only has a colour");
}

#[test]
fn what_is_no_workbook_or_is_damaged_is_told() {
    let made = workbook(&[Made::of_csv("a", &format!("{HEADER}\n{ROW}"))]);
    for (bytes, problem) in [
        (made[..made.len() / 2].to_vec(), FileProblem::Damaged),
        (b"PK\x03\x04rest".to_vec(), FileProblem::Damaged),
        (packed([("word/document.xml", &b"<document/>"[..])]), FileProblem::kind(FileKind::Packed)),
        (packed([("mimetype", &b"a"[..]), ("content.xml", b"b")]), FileProblem::kind(FileKind::OtherWorkbook)),
        (packed([("xl/workbook.bin", &b"a"[..])]), FileProblem::kind(FileKind::OtherWorkbook)),
        (workbook_with(&[Made::of_csv("a", "x")], false, &[("xl/workbook.xml", b"<workbook><sheets>")]), FileProblem::Damaged),
        (
            workbook_with(&[Made::of_csv("a", "x")], false, &[("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c")]),
            FileProblem::Damaged,
        ),
    ] {
        assert_eq!(parsed(&bytes), Err(problem.clone()), "{problem:?}");
    }
    // Every way in which one byte of it is another ends in rows or in a problem.
    for at in (0..made.len()).step_by(29) {
        let mut bytes = made.clone();
        bytes[at] ^= 0x55;
        let _ended = parsed(&bytes);
    }
}

#[test]
fn columns_have_their_letters() {
    for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
        assert_eq!(column_name(column), name);
    }
}
