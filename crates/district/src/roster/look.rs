//! One look at an uploaded file: its table as somebody says it is to be read, its rows, and what they would change now.

use daylog_domain::{access::Scope, roster::Taking, text::hex::hex, time::Instant};
use daylog_storage::{Database, district, roster as tables};
use ring::digest::{SHA256, digest};

use super::{
    ImportProblem, Parsed, Reading,
    decide::{Decision, decide},
    mended::{Saying, Table},
    open,
};
use crate::types::{RosterChoices, RosterField};

/// One file as it is read now.
pub(super) struct Look {
    pub table: Table,
    pub parsed: Option<Parsed>,
    pub decision: Decision,
}

pub(super) fn look(database: &Database, bytes: &[u8], choices: &RosterChoices, scope: Scope, now: Instant) -> Result<Look, ImportProblem> {
    let table = Table::of(open(bytes, None)?, &saying(choices))?;
    if !table.columns.missing().is_empty() {
        return Ok(Look { table, parsed: None, decision: Decision::default() });
    }
    let zone = database.read(district::read)?.settings.zone;
    let today = zone.date_of(now);
    let mut parsed = table.parse(&Reading { shift_days: 0, today: Some(today) })?;
    let taking = Taking { is_complete: choices.complete, blank_clears: choices.blank_clears, over_edits: choices.over_edits };
    let known = database.read(tables::known)?;
    let mut decision = decide(known, &parsed.rows, taking, scope, (zone, now));
    parsed.refused.extend(std::mem::take(&mut decision.applied.refused));
    parsed.warnings.extend(std::mem::take(&mut decision.applied.warnings));
    Ok(Look { table, parsed: Some(parsed), decision })
}

fn saying(choices: &RosterChoices) -> Saying {
    let columns = choices.columns.as_ref().map(|columns| columns.iter().map(|field| field.map(RosterField::name)).collect());
    Saying {
        sheet: choices.sheet.clone(),
        columns,
        mended: choices.mended.iter().map(|cell| ((cell.line.into(), cell.field.name()), cell.value.clone())).collect(),
        left_out: choices.left_out.iter().map(|line| (*line).into()).collect(),
    }
}

/// Stands for what would be written: the same steps from the same roster give the same.
pub(super) fn basis(decision: &Decision) -> String {
    let steps = format!("{:?}", decision.steps);
    hex(digest(&SHA256, steps.as_bytes()).as_ref().get(..16).unwrap_or_default())
}
