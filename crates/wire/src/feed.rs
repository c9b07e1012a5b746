//! Pages of the district's feed: what a device may see, in the order in which the server took it in.

use daylog_domain::{
    assignment::Assignment,
    household::Household,
    ids::{CadreId, HouseholdId, LogId},
    settings::Settings,
    time::Instant,
};
use minicbor::{Decode, Decoder, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    MESSAGE_LIMIT, Unreadable,
    chain::Salt,
    checkpoint::Epoch,
    purge::SignedPurgeOrder,
    segment::{pack, unpack},
    shape,
};

/// How far a device has read the district's feed. Holds no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Cursor {
    #[n(0)]
    pub epoch: Epoch,
    #[n(1)]
    pub feed: u64,
}

/// The most items of one page.
const ITEMS: u64 = 16 * 1024;

/// A page of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Page {
    /// A packed CBOR array of `FeedItem`.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub items: Vec<u8>,
    /// Where the next page begins; committed together with the items.
    #[n(1)]
    pub cursor: Cursor,
    #[n(2)]
    pub more: bool,
}

/// One thing that a device may see.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum FeedItem {
    /// An entry of another log.
    #[n(0)]
    Entry(#[n(0)] FeedEntry),
    /// A household as it is now: JSON of `HouseholdRecord`, replacing what was known.
    #[n(1)]
    Household(#[n(0)] String),
    /// The household is no longer this cadre's.
    #[n(2)]
    Removed(#[n(0)] HouseholdId),
    /// JSON of the district's `Settings`.
    #[n(3)]
    Settings(#[n(0)] String),
    /// Content that is to go, on every device that holds it.
    #[n(4)]
    Purge(#[n(0)] SignedPurgeOrder),
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct FeedEntry {
    #[n(0)]
    pub log: LogId,
    #[n(1)]
    pub sequence: u64,
    #[n(2)]
    pub cadre: CadreId,
    #[n(3)]
    pub cadre_name: String,
    #[n(4)]
    pub received: Instant,
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// With an entry of the asking device's own log: it evicted the content when the household left, and may hold it again. With
    /// others where purge orders are about the log: an order says by commitments what it covers.
    #[n(6)]
    pub salt: Option<Salt>,
}

/// A household with those who look after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdRecord {
    pub household: Household,
    /// `complete_to` is empty here: it travels as `Colleague`.
    pub assignments: Vec<Assignment>,
}

/// The district's rules and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistrictRecord {
    pub name: String,
    pub settings: Settings,
}

impl Page {
    #[must_use]
    pub fn new(items: &Vec<FeedItem>, cursor: Cursor, more: bool) -> Self {
        Page { items: pack(&crate::to_bytes(items)), cursor, more }
    }

    /// Items of a kind that this version does not know are passed over: a server sends none whose loss would matter to it.
    pub fn read(&self) -> Result<Vec<FeedItem>, Unreadable> {
        let bytes = unpack(&self.items, MESSAGE_LIMIT)?;
        shape::look_over(&bytes, shape::PAGE_ITEMS)?;
        let mut decoder = Decoder::new(&bytes);
        let mut left = decoder.array()?.ok_or(Unreadable::Form)?;
        if left > ITEMS {
            return Err(Unreadable::Form);
        }
        let mut items = Vec::new();
        while left > 0 {
            left -= 1;
            let start = decoder.position();
            match FeedItem::decode(&mut decoder, &mut ()) {
                Ok(item) => items.push(item),
                Err(error) if error.is_unknown_variant() => {
                    decoder.set_position(start);
                    decoder.skip()?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_of_an_unknown_kind_costs_only_itself() {
        let known = FeedItem::Removed(HouseholdId(7));
        let mut bytes = vec![0x83];
        bytes.extend(crate::to_bytes(&known));
        // Kind 99 with a map inside.
        bytes.extend([0x82, 0x18, 99, 0x81, 0xa1, 0x01, 0x43, 1, 2, 3]);
        bytes.extend(crate::to_bytes(&known));
        let page = Page { items: pack(&bytes), cursor: Cursor { epoch: Epoch([0; 16]), feed: 1 }, more: false };
        assert_eq!(page.read(), Ok(vec![known.clone(), known]));
        let cut = Page { items: pack(bytes.get(..9).unwrap_or_default()), ..page };
        assert_eq!(cut.read(), Err(Unreadable::Form));
    }
}
