//! The program `daylog-server`; everything is in the library.

fn main() -> std::process::ExitCode {
    daylog_server::cli::run()
}
