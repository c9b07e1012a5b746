//! What can be written behind `daylog-server certificate` and `directory`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::folder::DataFolder;

#[derive(Args)]
pub(in crate::cli) struct DirectoryArguments {
    #[command(flatten)]
    pub(in crate::cli) folder: DataFolder,
    /// Print a QR code below the text, for a terminal that is wide enough
    #[arg(long)]
    pub(in crate::cli) qr: bool,
    /// Write the text to this new file instead of the terminal
    #[arg(long, value_name = "FILE", conflicts_with = "qr")]
    pub(in crate::cli) to: Option<PathBuf>,
}

/// Which district.
#[derive(Args)]
pub(in crate::cli) struct CertificateArguments {
    #[command(flatten)]
    pub(in crate::cli) folder: DataFolder,
}

#[derive(Subcommand)]
pub(in crate::cli) enum CertificateCommand {
    /// How far the CA rotation has come, and how many devices have heard of it
    Status(CertificateArguments),
    /// Make the next authority; devices hear of it when they sync after the server's next start
    Announce(CertificateArguments),
    /// Show the new authority from the server's next start on
    Switch {
        #[command(flatten)]
        folder: DataFolder,
        /// Even if devices have not heard of it: each of those needs the directory by hand
        #[arg(long)]
        even_so: bool,
    },
    /// Name the old authority no more
    Retire(CertificateArguments),
}
