//! The program `daylog`; everything is in the library.

fn main() -> std::process::ExitCode {
    daylog_cli::run()
}
