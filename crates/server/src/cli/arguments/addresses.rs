//! What can be written behind `daylog-server address`.

use clap::Subcommand;

use super::{folder::DataFolder, values::Format};

#[derive(Subcommand)]
pub(in crate::cli) enum AddressCommand {
    /// The addresses that devices are told, in the order in which they try them, and how many devices have heard
    List {
        #[command(flatten)]
        folder: DataFolder,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Tell devices these addresses and no others
    Set {
        /// HOST:PORT, in the order in which devices are to try them
        #[arg(required = true, value_name = "HOST:PORT", value_parser = super::address::read)]
        addresses: Vec<String>,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Tell devices one more address, behind the others
    Add {
        #[arg(value_name = "HOST:PORT", value_parser = super::address::read)]
        address: String,
        /// Before the others instead
        #[arg(long)]
        first: bool,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Tell devices an address no more
    Remove {
        #[arg(value_name = "HOST:PORT")]
        address: String,
        /// Even if devices have not heard of the others: each of those needs the directory by hand
        #[arg(long)]
        even_so: bool,
        #[command(flatten)]
        folder: DataFolder,
    },
}
