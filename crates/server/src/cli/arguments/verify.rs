//! What can be written behind `daylog-server verify`, `checkpoint` and `rebuild`.

use std::path::PathBuf;

use clap::Args;

use super::{folder::DataFolder, values::Format};

/// What this district once signed, in files.
#[derive(Args)]
pub(in crate::cli) struct StatementFiles {
    /// A checkpoint of this district, such as an inspector kept or lies beside the backups: what is held must begin with it;
    /// may be given more than once
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) checkpoint: Vec<PathBuf>,
    /// A receipt as a device got it: its log must be held up to there; may be given more than once
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) receipt: Vec<PathBuf>,
}

#[derive(Args)]
pub(in crate::cli) struct VerifyArguments {
    #[command(flatten)]
    pub(in crate::cli) folder: DataFolder,
    #[command(flatten)]
    pub(in crate::cli) statements: StatementFiles,
    #[arg(long, value_enum, default_value_t)]
    pub(in crate::cli) format: Format,
}

#[derive(Args)]
pub(in crate::cli) struct CheckpointArguments {
    #[command(flatten)]
    pub(in crate::cli) folder: DataFolder,
}

#[derive(Args)]
pub(in crate::cli) struct RebuildArguments {
    #[command(flatten)]
    pub(in crate::cli) folder: DataFolder,
}
