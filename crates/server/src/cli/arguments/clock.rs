//! What can be written behind `daylog-server clock`.

use clap::Args;

use super::{folder::DataFolder, values::Format};

#[derive(Args)]
pub(in crate::cli) struct ClockArguments {
    #[command(flatten)]
    pub(in crate::cli) folder: DataFolder,
    /// Say that this machine's date and time are right, after looking at them: earlier records no longer speak against them
    #[arg(long)]
    pub(in crate::cli) confirm: bool,
    #[arg(long, value_enum, default_value_t)]
    pub(in crate::cli) format: Format,
}
