//! What can be written behind `daylog-server certificate` and `directory`.

use clap::{Args, Subcommand};

use super::Place;

#[derive(Args)]
pub(in crate::cli) struct DirectoryArguments {
    #[command(flatten)]
    pub(in crate::cli) place: Place,
}

#[derive(Subcommand)]
pub(in crate::cli) enum CertificateCommand {
    /// How far the succession has come, and how many devices have heard of it
    Status(DirectoryArguments),
    /// Make the next authority; devices hear of it when they sync after the server's next start
    Announce(DirectoryArguments),
    /// Show the new authority from the server's next start on
    Switch {
        #[command(flatten)]
        place: Place,
        /// Even if devices have not heard of it: each of those needs the directory by hand
        #[arg(long)]
        even_so: bool,
    },
    /// Name the old authority no more
    Retire(DirectoryArguments),
}
