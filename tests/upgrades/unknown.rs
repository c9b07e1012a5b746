//! What a later version writes and this one does not know: stored, forwarded, and read after an update.

use daylog_domain::{
    entries::{About, Content, Entry, LateReason, UnknownContent, UnknownTarget},
    ids::{EntryId, HouseholdId},
};
use daylog_tests::versions::{self, Device, District, all, draft, morning, raw};
use daylog_wire::entry_to_bytes;

use crate::copy_of;

/// A contact over a channel that nobody knows yet, an entry of an unknown kind, one with more fields, one that is late for
/// a reason that nobody knows yet.
fn of_a_later_version() -> Vec<Vec<u8>> {
    let unknown = |code, bytes| Content::Unknown(UnknownContent { code, bytes });
    let entry = |content| draft(morning(), 1, Some(1), content);
    let contents = [unknown(1, vec![0x82, 0x18, 77, 0x00]), unknown(251, vec![0x81, 0x63, b'n', b'e', b'w'])];
    let mut entries: Vec<_> = contents.into_iter().map(|content| entry_to_bytes(&entry(content))).collect();
    entries.push(versions::with_more_fields(&entry_to_bytes(&entry(versions::note("with more fields")))));
    let mut late = entry_to_bytes(&Entry { late: Some(LateReason::Busy), ..entry(versions::note("late for another reason")) });
    assert_eq!(late.pop(), Some(0), "the reason is the last field");
    late.extend([0x18, 99]);
    entries.push(versions::with_more_fields(&late));
    entries
}

#[test]
fn an_entry_of_a_later_version_is_stored_forwarded_and_read_after_an_update() {
    for version in all() {
        let (profile, server) = (copy_of(&version, "profile"), copy_of(&version, "server"));
        let (mut device, district) = (Device::open(profile.path()), District::open(server.path()));
        device.sync(&district);
        let other = tempfile::tempdir().unwrap();
        let _invited = district.invite("园锦网格员", "0000000001");
        let (mut colleague, _) = Device::enrolled(other.path(), &district, "0000000001");
        let sent = of_a_later_version();
        colleague.save_bytes(&sent);
        colleague.sync(&district);
        device.sync(&district);
        let log = colleague.store.log().unwrap().log;
        let stored: Vec<Vec<u8>> = (1..=sent.len() as u64).map(|sequence| bytes_of(&device, EntryId { log, sequence })).collect();
        assert_eq!(stored, sent, "as they were written");
        let refused = |device: &Device| device.store.refused().unwrap().len();
        assert_eq!((refused(&device), refused(&colleague)), (0, 0));
        for text in ["with more fields", "late for another reason", "Unknown(UnknownContent { code: 1,", "code: 251"] {
            assert!(device.lines().iter().any(|line| line.contains(text)), "{text} is shown");
        }
    }
}

/// `[99, 7]` where a household would stand: what it is about, only a later version knows.
fn about_something_later(text: &str) -> Vec<u8> {
    let about = About::Unknown(UnknownTarget { bytes: vec![0x82, 0x18, 99, 0x07] });
    entry_to_bytes(&Entry { about, ..draft(morning(), 1, None, versions::note(text)) })
}

#[test]
fn an_entry_about_what_a_later_version_knows_is_kept_forwarded_and_nobodys_until_the_update() {
    for version in all() {
        let (profile, server) = (copy_of(&version, "profile"), copy_of(&version, "server"));
        let (mut device, district) = (Device::open(profile.path()), District::open(server.path()));
        device.sync(&district);
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let _invited = ["0000000001", "0000000002"].map(|secret| district.invite("园锦网格员", secret));
        let (mut writer, _) = Device::enrolled(folders[0].path(), &district, "0000000001");
        let (mut second, _) = Device::enrolled(folders[1].path(), &district, "0000000002");
        let sent = about_something_later("of a later version");
        writer.save_bytes(std::slice::from_ref(&sent));
        [&mut writer, &mut second, &mut device].into_iter().for_each(|each| each.sync(&district));
        let id = EntryId { log: writer.store.log().unwrap().log, sequence: 1 };
        assert_eq!((writer.store.pending().unwrap(), writer.store.refused().unwrap().len()), (0, 0));
        assert_eq!(bytes_of(&second, id), sent, "as it was written");
        let shows = |device: &Device| device.lines().iter().any(|line| line.contains("of a later version"));
        assert_eq!([&second, &device].map(shows), [true, false], "its cadre's, and no colleague's");
        let of_household = second.store.lines_of(HouseholdId(1), 1_000).unwrap();
        assert!(of_household.iter().all(|line| line.stored.id != id), "on no household's page");
    }
}

fn bytes_of(device: &Device, id: EntryId) -> Vec<u8> {
    raw(&device.folder)
        .query_row(
            "select entry.bytes from entry join log on log.key = entry.log where log.log = ?1 and entry.sequence = ?2",
            (id.log.0, id.sequence.cast_signed()),
            |row| row.get(0),
        )
        .unwrap()
}

#[test]
fn what_an_older_program_could_not_read_is_shown_after_the_update() {
    for version in all() {
        let folder = copy_of(&version, "profile");
        let device = Device::open(folder.path());
        let (before, acts) = (device.lines(), device.store.observations_of(HouseholdId(1), 30).unwrap());
        drop(device);
        // As a program left it that knew neither seals nor errands nor corrections of others.
        let connection = raw(folder.path());
        let unread = "select entry.key from entry join log on log.key = entry.log where log.state = 'other'";
        connection
            .execute_batch(&format!(
                "update entry set refused = 'unreadable_here' where key in ({unread});
                 delete from line where entry in ({unread});
                 delete from errand where entry in ({unread});
                 update projected set rules = 0;"
            ))
            .unwrap();
        drop(connection);
        let device = Device::open(folder.path());
        assert_eq!(device.lines(), before);
        assert_eq!(device.store.observations_of(HouseholdId(1), 30).unwrap(), acts);
        let refused: i64 =
            raw(folder.path()).query_row("select count(*) from entry where refused is not null", [], |row| row.get(0)).unwrap();
        assert_eq!(refused, 0);
    }
}
