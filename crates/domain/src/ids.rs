//! Identities. Each is a type of its own, so that a household's number cannot stand where a resident's is meant.

use std::{fmt, str::FromStr};

use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::TS;

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode, TS)]
        #[serde(transparent)]
        #[cbor(transparent)]
        #[ts(as = "u32")]
        pub struct $name(#[n(0)] pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )*};
}

numbers! {
    /// Given by the district server.
    HouseholdId;
    /// Given by the district server.
    ResidentId;
    /// Given by the district server.
    CadreId;
    /// One enrolled device, given by the district server.
    DeviceId;
    /// One line of a plan, given by the district server and never reused.
    PlanItemId;
    /// A sub-district, given by the district server; as the four below it, one number is given once in the district.
    StreetId;
    /// A neighbourhood community inside a street.
    CommunityId;
    /// A central isolation site.
    SiteId;
    BuildingId;
    /// Where a guarantor works.
    WorkplaceId;
    /// An office's cadres with their lead, across communities; given by the district server.
    TeamId;
}

/// The identity of one device's append-only log: the first 16 bytes of a hash over the device's public key
/// and the log generation's nonce (see `wire::chain`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct LogId(
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub [u8; 16],
);

/// An entry's identity: the log that holds it and its place there, from 1. On screen and in JSON `<32 hex>-<number>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, TS)]
#[ts(as = "String")]
pub struct EntryId {
    #[n(0)]
    pub log: LogId,
    #[n(1)]
    pub sequence: u64,
}

/// Text that is no identity of the expected form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identity of the form <32 hex digits>-<number>")]
pub struct BadId;

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for LogId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let mut bytes = [0; 16];
        if text.len() != 32 || !text.is_ascii() {
            return Err(BadId);
        }
        for (place, byte) in bytes.iter_mut().enumerate() {
            let pair = text.get(place * 2..place * 2 + 2).ok_or(BadId)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| BadId)?;
        }
        Ok(LogId(bytes))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.log, self.sequence)
    }
}

impl FromStr for EntryId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let (log, sequence) = text.split_once('-').ok_or(BadId)?;
        Ok(EntryId { log: log.parse()?, sequence: sequence.parse().map_err(|_| BadId)? })
    }
}

impl Serialize for EntryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EntryId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_id_survives_its_text_form_and_nonsense_is_refused() {
        let id = EntryId { log: LogId([0xab; 16]), sequence: 7 };
        assert_eq!(id.to_string().parse(), Ok(id));
        for nonsense in ["", "-", "ab-1", &"a".repeat(32), &format!("{}-x", "a".repeat(32)), &format!("{}-1", "安".repeat(32))] {
            assert_eq!(nonsense.parse::<EntryId>(), Err(BadId), "{nonsense}");
        }
    }

    #[test]
    fn numbers_are_written_plainly_and_nothing_else_is_read_as_one() {
        assert_eq!("7".parse(), Ok(HouseholdId(7)));
        assert_eq!(HouseholdId(7).to_string(), "7");
        for nonsense in ["", "-1", "7.0", "4294967296", "安"] {
            assert!(nonsense.parse::<HouseholdId>().is_err(), "{nonsense}");
        }
    }

    #[test]
    fn entries_of_one_log_are_in_the_order_of_their_numbers() {
        let id = |log, sequence| EntryId { log: LogId([log; 16]), sequence };
        assert!([id(1, 1), id(1, 2), id(1, 10), id(2, 1)].is_sorted());
    }
}
