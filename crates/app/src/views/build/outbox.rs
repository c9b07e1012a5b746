//! The outbox: what waits, what was refused, what was received today.

use daylog_domain::entries::Content;
use daylog_store::{Store, StoredEntry};
use daylog_wire::refusal::Told;

use super::line::Lines;
use crate::{
    App, Problem,
    views::{
        diary::ChangeKind,
        diary::LineState,
        outbox::{OutboxRow, OutboxView, RefusalView},
    },
};

impl App {
    pub fn outbox(&self) -> Result<OutboxView, Problem> {
        let sync = self.sync_state()?;
        self.with_store(|store, context| {
            let lines = Lines::new(store, context)?;
            let rows = |entries: Vec<StoredEntry>| entries.iter().map(|entry| row(store, &lines, entry)).collect::<Result<Vec<_>, _>>();
            let zone = context.enrolled()?.settings.zone;
            let (from, to) = zone.day(zone.date_of(context.now));
            let today = store.lines_between(from, to)?;
            let received_today = today
                .iter()
                .map(|line| (line, lines.show(line)))
                .filter(|(stored, line)| stored.stored.own && line.state == LineState::Received)
                .map(|(_, line)| OutboxRow { line, change: ChangeKind::Saved, refusal: None })
                .collect();
            Ok(OutboxView { sync, waiting: rows(store.waiting()?)?, refused: rows(store.refused()?)?, received_today })
        })
    }
}

fn refusal(text: &str) -> RefusalView {
    RefusalView { reason: Told::read(text).known(), text: text.to_owned() }
}

fn row(store: &Store, lines: &Lines<'_>, entry: &StoredEntry) -> Result<OutboxRow, Problem> {
    let change = match entry.entry.content {
        Content::Correct(_) => ChangeKind::Corrected,
        Content::Withdraw(_) => ChangeKind::Withdrawn,
        _ => ChangeKind::Saved,
    };
    Ok(OutboxRow { line: lines.show(&store.line(entry.id)?), change, refusal: entry.refused.as_deref().map(refusal) })
}
