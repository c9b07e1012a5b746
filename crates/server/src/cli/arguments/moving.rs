//! What can be written behind `daylog-server move`.

use std::path::PathBuf;

use clap::Args;

use super::{values::Format, verify::StatementFiles};

#[derive(Args)]
pub(in crate::cli) struct MoveArguments {
    /// Where the district is: its folder with the database in it, or the address of its database, postgres://…
    #[arg(long, value_name = "DIR|URL")]
    pub(in crate::cli) from: Side,
    /// Where it goes: a database that holds nothing, at postgres://…, or in the district's folder
    #[arg(long, value_name = "DIR|URL")]
    pub(in crate::cli) to: Side,
    /// The district's folder, where it moves from one address to another
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) data: Option<PathBuf>,
    /// The key of the folder's database, where it is kept outside the folder
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) key_file: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) statements: StatementFiles,
    #[arg(long, value_enum, default_value_t)]
    pub(in crate::cli) format: Format,
}

/// One end of a move. An address is read when the move begins: what is refused here is shown, and it may hold a password.
#[derive(Clone)]
pub(in crate::cli) enum Side {
    Folder(PathBuf),
    Elsewhere(String),
}

impl From<String> for Side {
    fn from(text: String) -> Self {
        if text.contains("://") { Side::Elsewhere(text) } else { Side::Folder(PathBuf::from(text)) }
    }
}
