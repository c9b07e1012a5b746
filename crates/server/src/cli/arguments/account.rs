//! What can be written behind `daylog-server account`.

use clap::{Args, Subcommand, ValueEnum};

use super::{
    folder::DataFolder,
    values::{Format, account},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AccountKind {
    /// The whole district
    District,
    /// A street's office
    Street,
    /// A community's secretary
    Secretary,
    /// Looks at what lies in a place, or at the whole district, and changes nothing
    Inspector,
}

/// Whether those whose role needs one show a code beside the password.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SecondFactor {
    #[default]
    Required,
    Optional,
}

/// A role with its place.
#[derive(Args)]
pub(in crate::cli) struct RoleArguments {
    #[arg(long, value_enum)]
    pub(in crate::cli) role: AccountKind,
    /// A secretary's or inspector's community, as NAME or STREET/NAME
    #[arg(long, required_if_eq("role", "secretary"))]
    pub(in crate::cli) community: Option<String>,
    /// A street office's or inspector's street
    #[arg(long, required_if_eq("role", "street"), conflicts_with = "community")]
    pub(in crate::cli) street: Option<String>,
}

#[derive(Subcommand)]
pub(in crate::cli) enum AccountCommand {
    /// Make an account and print its password once
    Add {
        #[arg(value_parser = account)]
        name: String,
        #[command(flatten)]
        role: RoleArguments,
        /// The password is to be changed at the first sign-in
        #[arg(long)]
        once: bool,
        #[command(flatten)]
        folder: DataFolder,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Every account, with its roles; nobody's password
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
        /// The password is to be changed at the next sign-in
        #[arg(long)]
        once: bool,
        #[command(flatten)]
        folder: DataFolder,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Lock an account: nobody signs in with it, and its sessions end
    Lock {
        #[arg(value_parser = account)]
        name: String,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Let a locked account in again
    Unlock {
        #[arg(value_parser = account)]
        name: String,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Give an account one more role
    Grant {
        #[arg(value_parser = account)]
        name: String,
        #[command(flatten)]
        role: RoleArguments,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// End a role of an account, with the sessions that stand on it
    Withdraw {
        #[arg(value_parser = account)]
        name: String,
        #[command(flatten)]
        role: RoleArguments,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Take the second factor off an account, such as when its phone is gone; it is set up anew at the next sign-in
    RemoveSecondFactor {
        #[arg(value_parser = account)]
        name: String,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Say whether the district and inspectors must show a second factor
    SecondFactor {
        #[arg(value_enum)]
        state: SecondFactor,
        #[command(flatten)]
        folder: DataFolder,
    },
    /// End an account and its sessions
    Remove {
        #[arg(value_parser = account)]
        name: String,
        #[command(flatten)]
        folder: DataFolder,
    },
}
