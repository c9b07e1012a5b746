//! `daylog-server device`: looking through devices, revoking one, and confirming that one is lost.

use daylog_district::{
    devices::{self, Actor},
    types::DistrictDevice,
};
use daylog_domain::{
    text::shown,
    time::{Instant, Zone},
};
use daylog_storage::{
    device_list::{self, ListedDevice},
    district,
};

use super::{
    about,
    arguments::{DeviceCommand, Format},
    messages::CommandError,
    open::open,
    output::{print, print_json},
};

pub(super) fn run(command: &DeviceCommand) -> Result<(), CommandError> {
    let now = crate::clock::system().now();
    match command {
        DeviceCommand::List { folder, format } => {
            let (_, database) = open(folder)?;
            let (devices, zone) = database.read(|db| Ok::<_, CommandError>((device_list::all(db)?, district::read(db)?.settings.zone)))?;
            if *format == Format::Json {
                return print_json(&devices.into_iter().map(DistrictDevice::from).collect::<Vec<_>>());
            }
            if devices.is_empty() {
                print(&format!("No device was enrolled yet. Invite one with {}.", about::command("invite --cadre NAME")));
            }
            devices.iter().for_each(|device| print(&line(device, zone)));
            Ok(())
        }
        DeviceCommand::Revoke { device, reason, folder } => {
            let (_, database) = open(folder)?;
            let revoked = devices::revoke(&database, i64::from(*device), *reason, Actor::COMMAND, now)?
                .ok_or_else(|| CommandError::no_device(*device))?;
            print(&format!(
                "Revoked  {}/{}, device {device}: it syncs no more. Its records stay.",
                shown(&revoked.cadre),
                shown(&revoked.office)
            ));
            Ok(())
        }
        DeviceCommand::ConfirmLost { device, folder } => {
            let (_, database) = open(folder)?;
            let lost = devices::confirm_lost(&database, i64::from(*device), Actor::COMMAND, now)?
                .ok_or_else(|| CommandError::no_device(*device))?;
            print(&format!(
                "Lost  {}/{}, device {device}: it holds no coverage back until it reports again.\n\
                 To keep a finder out for good: {}",
                shown(&lost.cadre),
                shown(&lost.office),
                about::command(&format!("device revoke {device} --reason lost")).trim_matches('`'),
            ));
            Ok(())
        }
    }
}

fn line(device: &ListedDevice, zone: Zone) -> String {
    let at = |at: Instant| zone.local(at).format("%Y-%m-%d %H:%M").to_string();
    let seen = device.last_seen.map_or_else(|| "never seen".to_owned(), |seen| format!("seen {}", at(seen)));
    let state = match (&device.revoked_at, &device.lost_at) {
        (Some(revoked), _) => format!("  revoked {} ({})", at(*revoked), device.revoked_for.as_deref().unwrap_or("other")),
        (None, Some(lost)) => format!("  lost {}", at(*lost)),
        (None, None) => String::new(),
    };
    let clock = device.clock_offset_ms.and_then(clock_off).unwrap_or_default();
    format!("{:>5}  {}/{}  {seen}, {} waiting{clock}{state}", device.id, shown(&device.cadre), shown(&device.office), device.pending)
}

/// A device's clock that is off by minutes is named: its owner should set it right, though its records are dated all the same.
fn clock_off(offset_ms: i64) -> Option<String> {
    const NAMED_MS: u64 = 5 * 60_000;
    let (off_ms, way) = (offset_ms.unsigned_abs(), if offset_ms > 0 { "behind" } else { "ahead" });
    (off_ms > NAMED_MS).then(|| match off_ms / 60_000 {
        minutes @ 0..=119 => format!(", its clock {minutes} minutes {way}"),
        minutes @ 120..=2879 => format!(", its clock {} hours {way}", minutes / 60),
        minutes => format!(", its clock {} days {way}", minutes / 1440),
    })
}
