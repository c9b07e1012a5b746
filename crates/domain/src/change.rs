//! What the history of the district's records is told in: what was changed, which field of it, and from where. Each has a code,
//! which is stored and never changed. What a field holds is not known here.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! codes {
    ($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $doc:literal])* $variant:ident = $code:literal,)+ }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        pub enum $name {
            $($(#[doc = $doc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $($name::$variant => $code,)+
                }
            }

            #[must_use]
            pub fn named(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|each| each.code() == code)
            }
        }
    };
}

codes! {
    /// From where something was changed.
    Source {
        /// By hand, on a page of the dashboard or by a program that an account uses.
        Screen = "screen",
        /// By a roster file.
        File = "file",
        /// By a command on the server.
        Command = "command",
    }
}

codes! {
    /// What was changed. Whoever keeps the history of something else adds it here.
    Subject {
        Household = "household",
        Resident = "resident",
        Cadre = "cadre",
    }
}

codes! {
    /// Which field of it. Dates are told as `2020-03-10`.
    Field {
        Name = "name",
        Document = "document",
        Phone = "phone",
        /// Where a resident came from.
        Origin = "origin",
        Address = "address",
        Guarantor = "guarantor",
        GuarantorWorkplace = "guarantor_workplace",
        /// As street/community.
        Community = "community",
        FirstDay = "first_day",
        LastDay = "last_day",
        /// How a quarantine ended: a reason's code and the local minute, as `released 2020-03-10 12:00`.
        Ended = "ended",
        /// Who looks after a household when.
        Assignments = "assignments",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_as_what_it_stands_for_and_is_the_one_that_pages_get() {
        for field in Field::ALL {
            assert_eq!(Field::named(field.code()), Some(*field));
            assert_eq!(serde_json::to_value(field).unwrap(), field.code());
        }
        for subject in Subject::ALL {
            assert_eq!(Subject::named(subject.code()), Some(*subject));
        }
        for source in Source::ALL {
            assert_eq!(Source::named(source.code()), Some(*source));
        }
        assert_eq!(Field::named("of_tomorrow"), None);
    }
}
