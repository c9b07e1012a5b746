//! What can be written behind `daylog-server user`.

use clap::{Subcommand, ValueEnum};

use super::{
    folder::DataFolder,
    values::{Format, account},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AccountKind {
    District,
    Secretary,
}

#[derive(Subcommand)]
pub(in crate::cli) enum UserCommand {
    /// Make an account and print its password once
    Add {
        #[arg(value_parser = account)]
        name: String,
        #[arg(long, value_enum)]
        role: AccountKind,
        /// A secretary's community, as NAME or STREET/NAME
        #[arg(long, required_if_eq("role", "secretary"))]
        community: Option<String>,
        #[command(flatten)]
        folder: DataFolder,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Every account, with its role; nobody's password
    List {
        #[command(flatten)]
        folder: DataFolder,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Give an account a new password, print it once, and end its sessions
    Reset {
        #[arg(value_parser = account)]
        name: String,
        #[command(flatten)]
        folder: DataFolder,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Remove an account and end its sessions
    Remove {
        #[arg(value_parser = account)]
        name: String,
        #[command(flatten)]
        folder: DataFolder,
    },
}
