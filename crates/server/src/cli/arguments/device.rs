//! What can be written behind `daylog-server device`.

use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use daylog_district::devices::Reason;

use super::{
    folder::DataFolder,
    values::{Format, whole},
};

#[derive(Subcommand)]
pub(in crate::cli) enum DeviceCommand {
    /// Every device that was ever enrolled
    List {
        #[command(flatten)]
        folder: DataFolder,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// End a device's syncing for good; its records stay
    Revoke {
        #[arg(value_parser = whole::<u32>(0..=i64::from(u32::MAX)))]
        device: u32,
        #[arg(long, value_parser = reason(), default_value = "other")]
        reason: Reason,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// A lost device holds no coverage back until it reports again
    ConfirmLost {
        #[arg(value_parser = whole::<u32>(0..=i64::from(u32::MAX)))]
        device: u32,
        #[command(flatten)]
        folder: DataFolder,
    },
}

/// The reasons by their names, which help lists.
fn reason() -> impl TypedValueParser<Value = Reason> {
    let named = |name: String| Reason::ALL.into_iter().find(|reason| reason.code() == name).ok_or("no such reason");
    PossibleValuesParser::new(Reason::ALL.map(Reason::code)).try_map(named)
}
