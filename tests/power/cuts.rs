//! Cutting the power at every change of a scenario, and looking at what is left. Knows nothing of what a scenario does.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use daylog_testkit::disk::{Disk, Folder, Survival};
use daylog_tests::harness::is_long;

/// What a disk holds before a scenario begins.
pub fn prepared(prepare: impl FnOnce(&Disk)) -> Folder {
    let disk = Disk::new();
    prepare(&disk);
    disk.copy()
}

pub fn disk_with(folder: &Folder) -> Disk {
    let disk = Disk::new();
    disk.put_back(folder);
    disk
}

/// What of the unsynced survives: everything, nothing, and some dealt by seeds.
fn survivals(cut: u64) -> impl Iterator<Item = Survival> {
    let seeds = if is_long() { 24 } else { 2 };
    [Survival::Everything, Survival::Nothing].into_iter().chain((0..seeds).map(move |seed| Survival::Seeded(cut * 100 + seed)))
}

/// Runs `operation` once whole, then with a power cut at each of its changes. It stops at its first error and has noted in `said`
/// what was acknowledged by then; it leaves nothing open. `check` looks at the disk after the power came back.
pub fn at_every_change<S: Default>(name: &str, before: &Folder, operation: impl Fn(&Disk, &mut S), check: impl Fn(&Disk, &S)) {
    cut_each(name, before, operation, check, |cut| survivals(cut).collect());
}

/// The same for operations that rewrite the whole file, which are long: of what may survive, each cut gets one, by turns. The long
/// form of the tests tries all.
pub fn at_every_change_in_turn<S: Default>(name: &str, before: &Folder, operation: impl Fn(&Disk, &mut S), check: impl Fn(&Disk, &S)) {
    let is_its_turn = |cut: u64, place: usize| is_long() || cut % 4 == place as u64;
    let turns = |cut| survivals(cut).enumerate().filter(|turn| is_its_turn(cut, turn.0)).map(|turn| turn.1).collect();
    cut_each(name, before, operation, check, turns);
}

fn cut_each<S: Default>(
    name: &str,
    before: &Folder,
    operation: impl Fn(&Disk, &mut S),
    check: impl Fn(&Disk, &S),
    survivals: impl Fn(u64) -> Vec<Survival>,
) {
    let run = |cut: Option<(u64, Survival)>| {
        let disk = disk_with(before);
        let (start, mut said) = (disk.changes(), S::default());
        if let Some((cut, _)) = cut {
            disk.cut_after(cut);
        }
        operation(&disk, &mut said);
        let changes = disk.changes() - start;
        if let Some((_, survival)) = cut {
            disk.cut();
            disk.reboot(survival);
        }
        check(&disk, &said);
        changes
    };
    let changes = run(None);
    assert!(changes > 2, "{name} writes nothing");
    for cut in 1..=changes {
        for survival in survivals(cut) {
            if let Err(cause) = catch_unwind(AssertUnwindSafe(|| run(Some((cut, survival))))) {
                eprintln!("{name}: the power went at change {cut} of {changes}, surviving: {survival:?}");
                resume_unwind(cause);
            }
        }
    }
    eprintln!("{name}: {changes} changes");
}
