//! Every line of a damaged roster is a row that was read or a row that was refused: nobody disappears between them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use std::collections::BTreeSet;

use daylog_district::roster::{Reading, parse};
use daylog_testkit::SeededRandom as Rng;

#[test]
fn every_line_of_a_damaged_file_is_accounted_for() {
    let whole = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/roster.csv")).unwrap();
    let (header, rows) = whole.split_once('\n').unwrap();
    for seed in 0..200 {
        let mut rng = Rng::new(seed);
        let mut damaged = rows.to_owned();
        for _ in 0..=rng.below(6) {
            damage(&mut damaged, header, &mut rng);
        }
        let text = format!("{header}\n{damaged}");
        let parsed = parse(&text, &Reading::default()).unwrap();
        let good = parsed.rows.iter().map(|row| row.line);
        let refused = parsed.refused.listed.iter().map(|row| row.line);
        let told: BTreeSet<u64> = good.chain(refused).collect();
        assert_eq!(told.len() as u64, parsed.rows.len() as u64 + parsed.refused.count, "seed {seed}: no line is two rows");
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        for (line, number) in lines.lines().zip(1_u64..).skip(1) {
            let is_blank = line.chars().all(|c| matches!(c, ',' | '"') || c.is_whitespace());
            let is_row = line.matches(',').count() >= 12 && !is_blank;
            assert!(!is_row || told.contains(&number), "seed {seed}: line {number} is neither in nor named: {line}");
            assert!(!is_blank || !told.contains(&number), "seed {seed}: line {number} is blank");
        }
        // A cell over several lines is the only way in which a line belongs to the one before.
        let lost = lines
            .lines()
            .zip(1_u64..)
            .skip(1)
            .filter(|(line, number)| !line.trim_matches([',', '"', ' ', '\u{3000}']).is_empty() && !told.contains(number));
        for (line, number) in lost {
            assert!(damaged.contains('"') && line.matches(',').count() < 12, "seed {seed}: line {number}: {line}");
        }
    }
}

fn damage(text: &mut String, header: &str, rng: &mut Rng) {
    let offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).collect();
    let offset = *rng.pick(&offsets).unwrap();
    let line = text[..offset].rfind('\n').map_or(0, |end| end + 1);
    match rng.below(10) {
        0 => text.insert(offset, '"'),
        1 => text.insert(offset, '\0'),
        2 => text.insert(offset, '\r'),
        3 => text.insert_str(offset, "\r\n"),
        4 => text.insert(offset, ','),
        5 => text.insert_str(line, ",,,,\n,,,,,,,,,,,,\n\n"),
        6 => text.insert_str(line, &format!("{header}\n")),
        7 => {
            let end = text[offset..].find('\n').map_or(text.len(), |end| offset + end);
            text.insert_str(end, ",,,");
        }
        8 => {
            let end = text[offset..].find('\n').map_or(text.len(), |end| offset + end);
            text.replace_range(offset..end, "");
        }
        _ => {
            let end = text[offset..].find(',').map(|end| offset + end);
            if let Some(end) = end {
                text.replace_range(end..=end, "");
            }
        }
    }
}
