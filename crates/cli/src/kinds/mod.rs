//! The kinds of entry on the command line: commands, flags and words, put together from the registry of the domain.
//! A further kind is one file beside this one and its line below.

mod briefing;
mod contact;
mod errand;
mod flags;
mod note;
mod seal;
mod target;
mod temperature;
pub mod typed;

use clap::{Args, Subcommand};
use daylog_domain::{entries::Content, for_each_kind, ids::EntryId};
use flags::{KindFlags, KindWords};
pub use target::Target;
use typed::typed_time;

use crate::failure::Failure;

macro_rules! kinds {
    (diary { $($code:literal $name:ident $kind:ident,)* } amendments { $($amendments:tt)* }) => {
        #[derive(Debug, Subcommand)]
        pub enum KindToLog {
            $(#[command(about = $name::ABOUT)] $kind(Log<$name::Flags>),)*
        }

        impl KindToLog {
            pub fn parts(&self) -> ToLog<'_> {
                match self { $(KindToLog::$kind(log) => log.parts(),)* }
            }
        }

        const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// The flags of all kinds.
        #[derive(Debug, Args)]
        #[group(skip)]
        struct AllFlags {
            $(#[command(flatten)] $name: $name::Flags,)*
        }

        impl AllFlags {
            fn by_kind(&self) -> Vec<(&'static str, &dyn KindFlags)> {
                vec![$((stringify!($name), &self.$name as &dyn KindFlags)),*]
            }
        }

        /// The words of a summary of this kind: `value` gives its values, safe to print. None for what is no kind of these.
        pub fn words(kind: &str, key: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<Words> {
            match kind {
                $(stringify!($name) => Words::of::<$name::Flags>(key, value),)*
                _ => None,
            }
        }
    };
}

for_each_kind!(kinds);

/// How a summary is said: a text with the names of its values, those values, and what stands behind.
pub struct Words {
    pub text: &'static str,
    pub value: fn(&str, String) -> String,
    pub behind: String,
}

impl Words {
    fn of<K: KindWords>(key: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let (_, text) = K::SUMMARIES.iter().find(|(known, _)| *known == key)?;
        Some(Words { text, value: K::value, behind: K::behind(value) })
    }
}

#[derive(Debug, Args)]
#[group(skip)]
pub struct Log<F: Args + KindFlags> {
    #[command(flatten)]
    pub target: Target,
    #[command(flatten)]
    pub flags: F,
    #[command(flatten)]
    pub rest: Rest,
}

impl<F: Args + KindFlags> Log<F> {
    fn parts(&self) -> ToLog<'_> {
        ToLog { target: &self.target, flags: &self.flags, rest: &self.rest }
    }
}

/// What every kind may say beside its content.
#[derive(Debug, Args)]
#[group(skip)]
pub struct Rest {
    /// When it happened, as local time 2020-02-27T10:50, or 10:50 for the last time that it was so late; now when left out
    #[arg(long, value_parser = typed_time)]
    pub at: Option<String>,
    /// A few words beside it
    #[arg(long)]
    pub note: Option<String>,
}

/// One entry to log, whatever its kind.
#[derive(Clone, Copy)]
pub struct ToLog<'a> {
    pub target: &'a Target,
    pub flags: &'a dyn KindFlags,
    pub rest: &'a Rest,
}

/// The flags of all kinds: which of them may be given is known when the entry has been read.
#[derive(Debug, Args)]
pub struct Correction {
    /// The entry, as `diary --format json` gives it
    pub entry: EntryId,
    /// Its kind; may be left out unless another kind is to take its place
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(NAMES))]
    kind: Option<String>,
    #[command(flatten)]
    flags: AllFlags,
    #[command(flatten)]
    pub rest: Rest,
    /// Why it is corrected
    #[arg(long)]
    pub reason: String,
}

impl Correction {
    /// What takes the place of `previous`.
    pub fn content(&self, previous: &Content) -> Result<Content, Failure> {
        let all = self.flags.by_kind();
        let kind = self.kind.as_deref().unwrap_or_else(|| previous.name());
        if let Some((orphan, _)) = all.iter().find(|(name, flags)| *name != kind && !flags.is_empty()) {
            return Err(Failure::Usage(format!("flags of {orphan} cannot be used on an entry of kind {kind}")));
        }
        match all.iter().find(|(name, _)| *name == kind) {
            Some((_, flags)) => flags.content(Some(previous)),
            None => Err(Failure::Usage(format!("an entry of kind {kind} cannot be corrected with this version"))),
        }
    }
}

#[cfg(test)]
mod tests;
