//! A QR code for a terminal: two modules in one character, in colours of its own, so that it is dark on light whatever the
//! terminal's are.

use qrcode::{Color, EcLevel, QrCode};

use super::{messages::CommandError, output::print_drawn};

/// Black on white of the fixed part of the 256 colours: themes change the first sixteen.
const DARK_ON_LIGHT: &str = "\u{1b}[38;5;16;48;5;231m";
const END: &str = "\u{1b}[0m";

/// What must stay light around a code, in modules.
const QUIET: usize = 4;

/// The most bytes that a code holds: version 40 at the lowest level of correction.
const LIMIT: usize = 2953;

/// Prints the code of a text below the text itself. `instead` is what to do with a text that is too long for one.
pub(super) fn show(text: &str, instead: &str) -> Result<(), CommandError> {
    // The lowest correction gives the fewest modules: a screen has no stains, but it has few columns.
    let code = QrCode::with_error_correction_level(text, EcLevel::L).map_err(|_| too_long(text, instead))?;
    let blocks = blocks(&code);
    let columns = code.width() + 2 * QUIET;
    print_drawn(&format!(
        "\n{blocks}\n\nThe code is {columns} columns wide. Where its lines break, make the window wider or its letters smaller."
    ));
    Ok(())
}

fn too_long(text: &str, instead: &str) -> CommandError {
    CommandError::new("No QR code was printed.", format!("the text has {} bytes, and a QR code holds {LIMIT} at most", text.len()), instead)
}

fn blocks(code: &QrCode) -> String {
    let (width, modules) = (code.width(), code.to_colors());
    // Beyond the edge everything is light.
    let is_dark = |row: usize, column: usize| {
        let (row, column) = (row.wrapping_sub(QUIET), column.wrapping_sub(QUIET));
        row < width && column < width && modules.get(row * width + column) == Some(&Color::Dark)
    };
    let line = |row: usize| -> String {
        let halves = |column| match (is_dark(row, column), is_dark(row + 1, column)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
        (0..width + 2 * QUIET).map(halves).collect()
    };
    let lines = (0..width + 2 * QUIET).step_by(2).map(|row| format!("{DARK_ON_LIGHT}{}{END}", line(row)));
    lines.collect::<Vec<_>>().join("\n")
}
