//! An uploaded roster as its page shows it: complete counts, and the first of everything.

use std::collections::BTreeMap;

use daylog_domain::roster::{Applied, Change, Remark, Turn};

use super::{
    Parsed, Remarks,
    decide::Decision,
    look::{Look, basis},
    mended::Table,
    records::Record,
    workbook::column_name,
};
use crate::types::{
    RefusedRow, RosterChange, RosterChanges, RosterCheck, RosterColumn, RosterCommitted, RosterField, RosterKind, RosterNew, RosterReason,
    RosterRefused, RosterRemark, RosterRemarks, RosterSheet, RosterTurn, RosterTurning, RosterTurns, RosterUpload,
};

/// How many of each list are shown.
const SHOWN: usize = 100;
const FIRST_ROWS: usize = 3;
/// Characters of a cell.
const CELL: usize = 60;

pub(super) fn upload(id: &str, look: &Look) -> RosterUpload {
    let Look { table, parsed, decision } = look;
    let sheet =
        |(name, is_hidden, rows): &(String, bool, usize)| RosterSheet { name: name.clone(), is_hidden: *is_hidden, rows: count(*rows) };
    RosterUpload {
        id: id.to_owned(),
        encoding: table.encoding,
        sheets: table.sheets.iter().map(sheet).collect(),
        sheet: table.sheet.clone(),
        header_line: line(table.columns.line),
        columns: columns(table),
        missing: table.columns.missing().into_iter().filter_map(RosterField::named).collect(),
        check: parsed.as_ref().map(|parsed| check(table, parsed, decision)),
    }
}

fn columns(table: &Table) -> Vec<RosterColumn> {
    let column = |(place, name): (usize, &String)| {
        let field = table.columns.held(place).and_then(RosterField::named);
        let cells = table.records.iter().filter_map(|record| record.cells.as_ref().ok()?.get(place)).filter(|cell| !cell.trim().is_empty());
        let shown = |cell: &String| match field {
            Some(RosterField::Document) => end_of(cell),
            _ => short(cell),
        };
        RosterColumn { letters: column_name(place), name: short(name), first: cells.take(FIRST_ROWS).map(shown).collect(), field }
    };
    table.columns.names.iter().enumerate().map(column).collect()
}

fn check(table: &Table, parsed: &Parsed, decision: &Decision) -> RosterCheck {
    let rows: BTreeMap<u64, &Record> = table.records.iter().map(|record| (record.line, record)).collect();
    let Applied { added, changed, unchanged, new, changes, kept, assignments, .. } = &decision.applied;
    let named = |kind, names: &[String]| RosterNew { kind, count: count(names.len()), first: names.iter().take(SHOWN).cloned().collect() };
    let turn = |change: &daylog_domain::roster::AssignmentChange| RosterTurn {
        line: line(change.line),
        household: change.household.clone(),
        cadre: change.cadre.clone(),
        turn: match change.turn {
            Turn::Begins => RosterTurning::Begins,
            Turn::Ends => RosterTurning::Ends,
            Turn::Stays => RosterTurning::Stays,
        },
        has_device: change.has_device,
    };
    RosterCheck {
        good: added + changed + unchanged,
        refused: remarks(table, &rows, &parsed.refused),
        warnings: remarks(table, &rows, &parsed.warnings),
        skipped: count(parsed.skipped.len() + table.left_out),
        dates_around: parsed.elsewhere,
        added: *added,
        changed: *changed,
        unchanged: *unchanged,
        new: vec![
            named(RosterKind::Street, &new.streets),
            named(RosterKind::Community, &new.communities),
            named(RosterKind::Household, &new.households),
            named(RosterKind::Resident, &new.residents),
            named(RosterKind::Cadre, &new.cadres),
        ],
        changes: changed_fields(changes),
        kept: changed_fields(kept),
        assignments: RosterTurns { count: count(assignments.len()), first: assignments.iter().take(SHOWN).map(turn).collect() },
        basis: basis(decision),
    }
}

fn changed_fields(changes: &[Change]) -> RosterChanges {
    RosterChanges { count: count(changes.len()), first: changes.iter().take(SHOWN).map(change).collect() }
}

/// Of documents, what is stored is told to nobody here, only that there is something; of the file's own, the end.
fn change(change: &Change) -> RosterChange {
    let field = RosterField::named(change.field);
    let is_document = field == Some(RosterField::Document);
    let stored = |from: &String| if is_document { "…".to_owned() } else { from.clone() };
    let said = |to: &String| if is_document { end_of(to) } else { to.clone() };
    RosterChange {
        line: line(change.line),
        of: change.of.clone(),
        field,
        from: change.from.as_ref().map(stored),
        to: change.to.as_ref().map(said),
    }
}

fn remarks(table: &Table, rows: &BTreeMap<u64, &Record>, remarks: &Remarks) -> RosterRemarks {
    let first = remarks.listed.iter().take(SHOWN).map(|remark| told(table, rows, remark)).collect();
    RosterRemarks { count: u32::try_from(remarks.count).unwrap_or(u32::MAX), first }
}

fn told(table: &Table, rows: &BTreeMap<u64, &Record>, remark: &Remark) -> RosterRemark {
    let cells = rows.get(&remark.line).and_then(|record| record.cells.as_deref().ok()).unwrap_or_default();
    let cell = |column| short(table.columns.cell(cells, column));
    let (reason, value) = RosterReason::of(remark);
    RosterRemark {
        line: line(remark.line),
        household: cell("household"),
        resident: cell("resident"),
        field: remark.column.and_then(RosterField::named),
        cell: remark.column.map(cell).unwrap_or_default(),
        reason,
        value: short(&value),
    }
}

/// Every row that cannot go in, with its cells as they are read.
pub(super) fn refused(look: &Look) -> RosterRefused {
    let Look { table, parsed, .. } = look;
    let rows: BTreeMap<u64, &Record> = table.records.iter().map(|record| (record.line, record)).collect();
    let listed = parsed.as_ref().map(|parsed| parsed.refused.listed.as_slice()).unwrap_or_default();
    let row = |remark: &Remark| {
        let (reason, value) = RosterReason::of(remark);
        RefusedRow {
            line: line(remark.line),
            cells: rows.get(&remark.line).and_then(|record| record.cells.clone().ok()).unwrap_or_default(),
            field: remark.column.and_then(RosterField::named),
            reason,
            value,
        }
    };
    RosterRefused { names: table.columns.names.clone(), rows: listed.iter().map(row).collect() }
}

pub(super) fn committed(parsed: &Parsed, decision: &Decision, milliseconds: u32) -> RosterCommitted {
    let Applied { added, changed, unchanged, .. } = decision.applied;
    RosterCommitted { added, changed, unchanged, refused: u32::try_from(parsed.refused.count).unwrap_or(u32::MAX), milliseconds }
}

fn short(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= CELL { text.to_owned() } else { text.chars().take(CELL).chain(['…']).collect() }
}

/// The last four characters.
fn end_of(text: &str) -> String {
    let before = text.trim().chars().count().saturating_sub(4);
    if before == 0 { text.trim().to_owned() } else { ['…'].into_iter().chain(text.trim().chars().skip(before)).collect() }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn line(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
