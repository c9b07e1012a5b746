//! One file per command: open the record, ask the app, print.

pub mod correct;
pub mod diary;
pub mod directory;
pub mod enrol;
pub mod log;
pub mod recover;
pub mod rescue;
pub mod sign_out;
pub mod status;
pub mod sync;
pub mod today;
pub mod withdraw;
