//! What can be written behind `daylog-server take` and `daylog-server recover`.

use std::path::PathBuf;

use clap::Args;

use super::{folder::DataFolder, values::Format};

#[derive(Args)]
pub(in crate::cli) struct TakeArguments {
    #[command(flatten)]
    pub(in crate::cli) folder: DataFolder,
    pub(in crate::cli) file: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    pub(in crate::cli) format: Format,
}

#[derive(Args)]
pub(in crate::cli) struct RecoverArguments {
    /// The file that holds the recovery kit
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) kit: PathBuf,
    /// The text that the device shows, or a file that holds it
    pub(in crate::cli) request: String,
    #[arg(long, value_enum, default_value_t)]
    pub(in crate::cli) format: Format,
}
