//! A QR code as the path of an SVG: what a phone's authenticator program scans. A page draws it without running anything.

use daylog_district::{accounts::totp, types::SecondFactorSetUp};
use qrcode::{Color, EcLevel, QrCode};

/// What must stay light around a code, in modules.
const QUIET: usize = 4;

/// None where the names are too long for a code.
#[must_use]
pub fn set_up(district: &str, account: &str, secret: &[u8]) -> Option<SecondFactorSetUp> {
    let address = totp::address(district, account, secret);
    let code = QrCode::with_error_correction_level(&address, EcLevel::M).ok()?;
    let size = u32::try_from(code.width() + 2 * QUIET).ok()?;
    Some(SecondFactorSetUp { secret: totp::typed_secret(secret), path: path(&code), size, address })
}

/// A square for each dark module.
fn path(code: &QrCode) -> String {
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    dark.map(|(place, _)| format!("M{} {}h1v1h-1z", place % width + QUIET, place / width + QUIET)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_reads_the_address_from_what_the_path_draws() {
        let made = set_up("延吉市", "书记", b"12345678901234567890").unwrap();
        let side = usize::try_from(made.size).unwrap();
        let mut dark = vec![false; side * side];
        for square in made.path.split('M').skip(1) {
            let (column, row) = square.strip_suffix("h1v1h-1z").unwrap().split_once(' ').unwrap();
            dark[row.parse::<usize>().unwrap() * side + column.parse::<usize>().unwrap()] = true;
        }
        // Eight dots a module, as a screen shows it.
        let mut seen =
            rqrr::PreparedImage::prepare_from_greyscale(side * 8, side * 8, |x, y| if dark[y / 8 * side + x / 8] { 0 } else { 255 });
        let grids = seen.detect_grids();
        assert_eq!(grids[0].decode().unwrap().1, made.address);
        assert!(made.address.starts_with("otpauth://totp/") && made.address.contains(&made.secret));
    }
}
