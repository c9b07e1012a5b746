//! What can be written behind `daylog-server`. Holds no behaviour but reading it.

mod account;
mod address;
mod addresses;
mod certificate;
mod clock;
mod device;
mod folder;
mod moving;
mod purge;
mod rescue;
mod serve;
mod values;
mod verify;

use std::path::PathBuf;

pub(super) use account::{AccountCommand, AccountKind, RoleArguments, SecondFactor};
pub(super) use addresses::AddressCommand;
pub(super) use certificate::{CertificateCommand, DirectoryArguments};
use clap::{Args, Parser, Subcommand};
pub(super) use clock::ClockArguments;
use daylog_domain::time::{Date, Zone};
pub(super) use device::DeviceCommand;
pub(super) use folder::{DataFolder, quoted};
pub(super) use moving::{MoveArguments, Side};
pub(super) use purge::{PurgeArguments, Reason, RetentionArguments};
pub(super) use rescue::{RecoverArguments, TakeArguments};
pub(super) use serve::{ServeArguments, TraceFormat};
pub(super) use values::Format;
use values::{date, encoding, name, whole};
pub(super) use verify::{CheckpointArguments, RebuildArguments, StatementFiles, VerifyArguments};

#[derive(Parser)]
#[command(name = "daylog-server", version, about = "The district server of Daylog")]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a new district: folder, keys, certificates, first account
    Init(InitArguments),
    /// Check a recovery kit that was kept or typed in again
    CheckKit { kit: PathBuf },
    /// Take a roster file in; works while the server runs
    Import(ImportArguments),
    /// Invite a cadre's device; works while the server runs
    Invite(InviteArguments),
    /// Serve devices and the dashboard
    Serve(ServeArguments),
    /// Make a backup and read it back; works while the server runs
    Backup(BackupArguments),
    /// Take in a rescue file that somebody brought; works while the server runs
    Take(TakeArguments),
    /// Answer a device whose PIN is forgotten, with the recovery kit
    Recover(RecoverArguments),
    /// Rebuild a district from a backup and the recovery kit, in a new folder
    Restore(RestoreArguments),
    /// Move a district to another database, or go on with a move that was cut short; nobody serves it meanwhile
    Move(MoveArguments),
    /// Check that everything kept is whole: chains, signatures, Merkle log, projections; and that it holds what checkpoints and
    /// receipts say; works while the server runs
    Verify(VerifyArguments),
    /// Print the signed checkpoint of this moment, to hold the district to it later; works while the server runs
    Checkpoint(CheckpointArguments),
    /// Make the projections again from the logs; works while the server runs
    Rebuild(RebuildArguments),
    /// Set how long content is kept, look at what is due to go, let it go; works while the server runs
    Retention(RetentionArguments),
    /// Let the content about one household go; works while the server runs
    Purge(PurgeArguments),
    /// Compare this machine's clock with what is kept and what devices say, or confirm that it is right
    Clock(ClockArguments),
    /// Look through devices, revoke one, or confirm that one is lost; works while the server runs
    Device {
        #[command(subcommand)]
        command: DeviceCommand,
    },
    /// Where devices reach the server: say it, and change it; a running server and its devices follow
    Address {
        #[command(subcommand)]
        command: AddressCommand,
    },
    /// Print the signed directory of addresses and certificates, for devices that cannot fetch it themselves
    Directory(DirectoryArguments),
    /// The district's certificate authority and the one after it
    Certificate {
        #[command(subcommand)]
        command: CertificateCommand,
    },
    /// Print the diary of a day
    Diary(DiaryArguments),
    /// Print what stands on the other branches of forked logs: kept as evidence, in no diary
    Forks(ForksArguments),
    /// Accounts of the dashboard: make, lock and end them, give roles and passwords; works while the server runs
    #[command(alias = "user")]
    Account {
        #[command(subcommand)]
        command: AccountCommand,
    },
}

#[derive(Args)]
pub(super) struct InitArguments {
    #[command(flatten)]
    pub(super) folder: DataFolder,
    #[arg(long, value_parser = name)]
    pub(super) district: String,
    #[arg(long, default_value = "Asia/Shanghai")]
    pub(super) zone: Zone,
    /// Where devices reach the server, as HOST:PORT; may be given more than once
    #[arg(long, value_parser = address::read)]
    pub(super) address: Vec<String>,
    /// Make the database in a schema of this PostgreSQL server, postgres://…, instead of in the folder; the folder keeps the
    /// address. It may stand in the environment instead, as DAYLOG_DATABASE, where nobody reads a password in it
    #[arg(long, value_name = "URL")]
    pub(super) database: Option<String>,
    /// Whether the accounts of the district and of inspectors show a code of their phone beside the password
    #[arg(long, value_enum, default_value_t)]
    pub(super) second_factor: SecondFactor,
    /// Write the recovery kit to this new file instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub(super) kit: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Args)]
pub(super) struct ImportArguments {
    #[command(flatten)]
    pub(super) folder: DataFolder,
    /// A CSV file or a workbook (.xlsx); its columns are described in docs/roster.md
    pub(super) roster: PathBuf,
    /// Show how the file is read and what would change, and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Read the file in this encoding, such as utf-8, gb18030, cp949, big5, instead of recognising it
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub(super) encoding: Option<&'static encoding_rs::Encoding>,
    /// Read this sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,
    /// The file holds all people of each household that it names: cadres whom their rows do not name end
    #[arg(long)]
    pub(super) complete: bool,
    /// An empty cell takes away what is known, instead of saying nothing
    #[arg(long)]
    pub(super) blank_clears: bool,
    /// The file's word counts where something was corrected by hand, too
    #[arg(long)]
    pub(super) over_edits: bool,
    /// Believe dates far from today
    #[arg(long)]
    pub(super) any_dates: bool,
    /// Write everything that the import tells to this new file, as JSON
    #[arg(long, value_name = "FILE")]
    pub(super) report: Option<PathBuf>,
    /// List everything, however long
    #[arg(long)]
    pub(super) all: bool,
    /// Move every date by this many days
    #[arg(long, value_name = "DAYS", default_value_t = 0, allow_hyphen_values = true, value_parser = whole::<i64>(-100_000..=100_000))]
    pub(super) shift_days: i64,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Args)]
pub(super) struct InviteArguments {
    #[command(flatten)]
    pub(super) folder: DataFolder,
    /// NAME, or NAME/OFFICE where several have the name
    #[arg(long)]
    pub(super) cadre: String,
    /// How long the invite holds
    #[arg(long, default_value_t = 72, value_parser = whole::<u16>(1..=720))]
    pub(super) hours: u16,
    /// Print the link as a QR code too, for a terminal that is wide enough
    #[arg(long, conflicts_with = "format")]
    pub(super) qr: bool,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Args)]
pub(super) struct BackupArguments {
    #[command(flatten)]
    pub(super) folder: DataFolder,
    /// The folder that the backup goes into, such as one on another disk
    #[arg(long, value_name = "DIR")]
    pub(super) to: PathBuf,
    /// Delete backups older than this, except the last verified one
    #[arg(long, value_name = "DAYS", value_parser = whole::<u16>(1..=65_535))]
    pub(super) keep_days: Option<u16>,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Args)]
pub(super) struct RestoreArguments {
    #[command(flatten)]
    pub(super) folder: DataFolder,
    /// The backup
    #[arg(long, value_name = "FILE")]
    pub(super) from: PathBuf,
    /// The file that the recovery kit was kept in or typed into
    #[arg(long, value_name = "FILE")]
    pub(super) kit: PathBuf,
    /// Make the database there, postgres://…, instead of in the folder: a schema that is not there yet. It may stand in the
    /// environment instead, as DAYLOG_DATABASE
    #[arg(long, value_name = "URL")]
    pub(super) database: Option<String>,
    /// A `purge-orders` file that does not lie beside the backup, such as the lost folder's own; may be given more than once
    #[arg(long, value_name = "FILE")]
    pub(super) purge_orders: Vec<PathBuf>,
}

#[derive(Args)]
pub(super) struct DiaryArguments {
    #[command(flatten)]
    pub(super) folder: DataFolder,
    #[arg(long, value_parser = date)]
    pub(super) date: Date,
    /// Only this cadre's entries, as NAME or NAME/OFFICE
    #[arg(long)]
    pub(super) cadre: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Args)]
pub(super) struct ForksArguments {
    #[command(flatten)]
    pub(super) folder: DataFolder,
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}
