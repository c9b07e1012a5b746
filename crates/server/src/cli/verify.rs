//! `daylog-server verify` and `rebuild`: whether what is kept is whole, and making again what can be made again.

use super::{
    arguments::{Format, RebuildArguments, VerifyArguments},
    messages::Mend,
    open, print, print_json,
};
use crate::{rebuild, verify};

pub(super) fn run(arguments: &VerifyArguments) -> Result<(), Mend> {
    let (_, database) = open(&arguments.place)?;
    let report = verify::verify(&database)?;
    if arguments.format == Format::Json {
        print_json(&report)?;
    } else {
        print(&format!(
            "{} segments in {} logs, {} entries, {} forks, {} kept aside",
            report.segments, report.logs, report.entries, report.forks, report.refused
        ));
        for finding in &report.findings {
            print(&format!("{}  {}", code(finding.what), finding.place));
        }
    }
    if report.findings.is_empty() {
        if arguments.format == Format::Text {
            print("Everything is whole.");
        }
        return Ok(());
    }
    Err(Mend::not_whole(report.findings.len(), report.more, report.findings.iter().all(|finding| finding.what.is_derived())))
}

pub(super) fn rebuild(arguments: &RebuildArguments) -> Result<(), Mend> {
    let (_, database) = open(&arguments.place)?;
    let rebuilt = rebuild::rebuild(&database)?;
    print(&format!("Rebuilt from {} segments: {} entries, {} amendments", rebuilt.segments, rebuilt.entries, rebuilt.amendments));
    Ok(())
}

/// The finding's code as it stands in JSON.
fn code(what: verify::Wrong) -> String {
    serde_json::to_value(what).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
