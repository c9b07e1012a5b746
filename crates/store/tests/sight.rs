//! Reading that begins anew in a new epoch: a household that is not named again by its last page is the cadre's no more. Nobody
//! says so any other way: the end of the assignment may be lost history.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use daylog_domain::{household::Household, ids::HouseholdId};
use daylog_store::{Answer, Store, SystemRandom, key_file::Key};
use daylog_wire::{
    checkpoint::Epoch,
    feed::{FeedItem, HouseholdRecord},
};

struct Device(Store, #[allow(dead_code, reason = "gone with the device")] tempfile::TempDir);

impl Device {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), &Key::new([7; 32]), Box::new(SystemRandom)).unwrap();
        store.device().unwrap();
        Device(store, folder)
    }

    /// A page that ends at `feed`, of this epoch, with these households; the last one if nothing more comes.
    fn page(&mut self, epoch: u8, feed: Option<u64>, households: &[u32], more: bool) {
        let log = self.0.log().unwrap();
        let items = households.iter().map(|id| household(*id)).collect();
        let colleagues = (!more).then(Vec::new);
        let answer = Answer { epoch: Epoch([epoch; 16]), items, feed, colleagues, ..daylog_testkit::answer(log.log, log.have) };
        self.0.apply(&answer).unwrap();
    }

    /// The word that a household is the cadre's no more.
    fn goes(&mut self, household: u32, feed: u64) {
        let log = self.0.log().unwrap();
        let items = vec![FeedItem::Removed(HouseholdId(household))];
        let answer = Answer {
            items,
            feed: Some(feed),
            epoch: Epoch([1; 16]),
            colleagues: Some(Vec::new()),
            ..daylog_testkit::answer(log.log, log.have)
        };
        self.0.apply(&answer).unwrap();
    }

    fn shown(&self) -> Vec<u32> {
        self.0.households().unwrap().into_iter().map(|known| known.household.id.0).collect()
    }
}

fn household(id: u32) -> FeedItem {
    let household = Household {
        id: HouseholdId(id),
        code: format!("YJ-{id:03}"),
        street: "公园街道".to_owned(),
        community: "园锦社区".to_owned(),
        address: "1号楼".to_owned(),
        guarantor: None,
        guarantor_workplace: None,
        residents: Vec::new(),
    };
    FeedItem::Household(serde_json::to_string(&HouseholdRecord { household, assignments: Vec::new() }).unwrap())
}

#[test]
fn a_household_that_a_new_epoch_does_not_name_again_is_gone_with_the_last_page() {
    let mut device = Device::new();
    device.page(1, Some(9), &[1, 2], false);
    // The word of the new epoch alone, and a first page, take nothing away.
    device.page(2, None, &[], true);
    device.page(2, Some(3), &[2], true);
    assert_eq!(device.shown(), [1, 2]);
    device.page(2, Some(5), &[], false);
    assert_eq!(device.shown(), [2]);
}

#[test]
fn reading_on_takes_nothing_away() {
    let mut device = Device::new();
    device.page(1, Some(9), &[1, 2], false);
    device.page(1, Some(9), &[], false);
    device.page(1, Some(12), &[3], false);
    // An earlier answer that comes once more.
    device.page(1, Some(9), &[], false);
    device.page(1, Some(12), &[3], false);
    assert_eq!(device.shown(), [1, 2, 3]);
}

/// Which came and which went, as nobody has seen it yet.
fn news(device: &Device) -> (Vec<u32>, Vec<u32>) {
    let news = device.0.roster_news().unwrap();
    let numbers = |households: Vec<HouseholdId>| households.into_iter().map(|household| household.0).collect();
    (numbers(news.came), numbers(news.went))
}

#[test]
fn what_comes_and_goes_after_the_first_reading_is_news_until_somebody_saw_it() {
    let mut device = Device::new();
    device.page(1, Some(3), &[1], true);
    device.page(1, Some(9), &[2], false);
    assert_eq!(news(&device), (vec![], vec![]), "the first reading brings the whole roster");
    device.page(1, Some(12), &[2, 3], false);
    device.goes(1, 13);
    assert_eq!(news(&device), (vec![3], vec![1]), "another record of one that is there is no news");
    // What went and comes back, or came and goes again, before anybody looked.
    device.page(1, Some(14), &[1], false);
    device.goes(3, 15);
    assert_eq!(news(&device), (vec![], vec![]));
    device.goes(2, 16);
    device.0.forget_roster_news().unwrap();
    assert_eq!(news(&device), (vec![], vec![]));
    device.page(1, Some(17), &[2], false);
    device.page(1, Some(17), &[2], false);
    assert_eq!(news(&device), (vec![2], vec![]));
}
