//! What can be written behind `daylog-server retention` and `daylog-server purge`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use daylog_domain::fold;

use super::{
    folder::DataFolder,
    values::{Format, whole},
};

#[derive(Args)]
pub(in crate::cli) struct RetentionArguments {
    #[command(flatten)]
    pub(in crate::cli) folder: DataFolder,
    /// Keep content this many days after the last quarantine of a household ended, or `off`
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub(in crate::cli) days: Option<Days>,
    /// The same for phones; not more than --days
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub(in crate::cli) phone_days: Option<Days>,
    /// Print what is due to go, and change nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Let it go, for good
    #[arg(long, conflicts_with = "dry_run")]
    pub(in crate::cli) apply: bool,
    /// A folder with backups, in which the orders are kept too; may be given more than once
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) backups: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub(in crate::cli) format: Format,
}

#[derive(Args)]
pub(in crate::cli) struct PurgeArguments {
    #[command(flatten)]
    pub(in crate::cli) folder: DataFolder,
    /// The household's code
    #[arg(long)]
    pub(in crate::cli) household: String,
    #[arg(long, value_enum)]
    pub(in crate::cli) reason: Reason,
    /// Print what would go, and change nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// A folder with backups, in which the orders are kept too; may be given more than once
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) backups: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub(in crate::cli) format: Format,
}

/// A number of days, or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Days(pub(in crate::cli) Option<u16>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Reason {
    HouseholdRemoved,
    ByRequest,
}

fn days(text: &str) -> Result<Days, String> {
    if fold::name(text) == "off" {
        return Ok(Days(None));
    }
    whole(0..=i64::from(u16::MAX))(text).map(|days| Days(Some(days))).map_err(|says| format!("{says}, and not off"))
}
