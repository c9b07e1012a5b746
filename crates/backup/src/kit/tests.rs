//! A kit survives paper and typing, and says which line did not.

use super::*;

fn kit() -> RecoveryKit {
    RecoveryKit {
        authority: (0..=255).chain(0..117).collect(),
        authority_key: Zeroizing::new((0..138).rev().collect()),
        signing_key: Zeroizing::new([0xa5; 32]),
        recovery_key: Zeroizing::new([0x5a; 32]),
    }
}

fn text() -> String {
    kit().to_text("延吉市", "2020-03-01").to_string()
}

fn bad(text: &str) -> Vec<(String, LineFault)> {
    match RecoveryKit::parse(text).err() {
        Some(KitProblem::Lines(lines)) => lines.into_iter().map(|line| (line.name, line.fault)).collect(),
        other => panic!("{other:?}"),
    }
}

/// The text with one line changed.
fn with(name: &str, change: impl Fn(&str) -> String) -> String {
    let line = |line: &str| if line.starts_with(name) { change(line) } else { line.to_owned() };
    text().lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_kit_reads_back_however_it_is_typed() {
    assert!(text().starts_with("Daylog recovery kit, version 1\n"));
    let joined = text().lines().map(|line| format!("  {line}\t")).collect::<Vec<_>>().join("\r\n");
    let typed = with("R01", |line| line.to_lowercase().replace('0', "o").replace('1', "l"));
    for text in [text(), joined, typed, with("S", |line| line.replacen(' ', "  ", 5))] {
        assert!(RecoveryKit::parse(&text) == Ok(kit()), "{text}");
    }
}

#[test]
fn spaces_do_not_matter_wherever_they_stand_or_are_left_out() {
    let each = |change: fn(&str) -> String| text().lines().map(change).collect::<Vec<_>>().join("\n");
    let none = each(|line| line.replace(' ', ""));
    let between_all = each(|line| line.chars().flat_map(|c| [c, ' ']).collect());
    let in_names = each(|line| if line.get(1..2) == Some("0") { line.replacen('0', " 0", 1) } else { line.to_owned() });
    let short_names = each(|line| if line.get(1..2) == Some("0") { line.replacen('0', "", 1).replace(' ', "") } else { line.to_owned() });
    let full_width =
        each(|line| line.chars().map(|c| if c == ' ' { '\u{3000}' } else { char::from_u32(u32::from(c) + 0xfee0).unwrap() }).collect());
    let other_spaces = format!("\u{feff}{}", text().replace(' ', "\u{a0}\t\u{200b}"));
    let dashes = each(|line| line.replace(' ', " – "));
    for (what, text) in [
        ("none", none),
        ("between all", between_all),
        ("in names", in_names),
        ("short names", short_names),
        ("full width", full_width),
        ("other spaces", other_spaces),
        ("dashes", dashes),
        ("capitals", text().to_lowercase()),
    ] {
        assert!(RecoveryKit::parse(&text) == Ok(kit()), "{what}: {:?}\n{text}", RecoveryKit::parse(&text).err());
        assert!(RecoveryKit::recovery_key_in(&text).is_ok(), "{what}");
    }
}

#[test]
fn every_typing_error_is_found_and_its_line_named() {
    let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let original = text();
    let line = original.lines().find(|line| line.starts_with("R01")).unwrap();
    let mut tried = 0;
    for place in 4..line.len() {
        let is = line.as_bytes()[place] as char;
        for other in alphabet.chars().filter(|other| *other != is && is != ' ') {
            let changed = format!("{}{other}{}", &line[..place], &line[place + 1..]);
            assert_eq!(bad(&original.replace(line, &changed)), [("R01".to_owned(), LineFault::Check)], "{changed}");
            tried += 1;
        }
    }
    assert!(tried > 1000, "{tried}");
}

#[test]
fn what_is_wrong_is_said_for_each_line() {
    let swap = |line: &str| if line.starts_with("K02") { line.replacen("K02", "K03", 1) } else { line.replacen("K03", "K02", 1) };
    for (what, text, expected) in [
        ("a line left out", with("C05", |_| String::new()), vec![("C05", LineFault::Missing)]),
        ("the last line left out", with("R02", |_| String::new()), vec![("R02", LineFault::Missing)]),
        ("a character too few", with("S01", |line| line[..line.len() - 1].to_owned()), vec![("S01", LineFault::Check)]),
        ("a group too many", with("S01", |line| format!("{line} 0000")), vec![("S01", LineFault::Length)]),
        ("no character of a kit", with("S01", |line| line.replacen(' ', " U", 1)), vec![("S01", LineFault::Character('U'))]),
        ("two lines swapped", with("K0", swap), vec![("K02", LineFault::Check), ("K03", LineFault::Check)]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|(name, fault)| (name.to_owned(), fault)).collect();
        assert_eq!(bad(&text), expected, "{what}");
    }
    let said = RecoveryKit::parse(&with("C05", |_| String::new())).err().unwrap().to_string();
    assert_eq!(said, "line C05 (missing) cannot be read");
}

#[test]
fn a_stain_elsewhere_does_not_keep_backups_shut() {
    let stained = with("C", |_| "??".to_owned());
    assert!(RecoveryKit::recovery_key_in(&stained) == Ok(Zeroizing::new([0x5a; 32])));
    assert!(RecoveryKit::recovery_key_in(&with("R02", |_| String::new())).is_err());
}

#[test]
fn the_recovery_keys_lines_are_enough_and_a_kit_of_another_version_is_not() {
    let typed: String = text().lines().filter(|line| line.starts_with('R')).map(|line| format!("{line}\n")).collect();
    assert!(RecoveryKit::recovery_key_in(&typed) == Ok(Zeroizing::new([0x5a; 32])));
    assert!(bad(&typed).iter().all(|(name, fault)| !name.starts_with('R') && *fault == LineFault::Missing), "what else a kit has");
    let newer = text().replace("version 1", "version 2");
    assert!(RecoveryKit::recovery_key_in(&newer) == Err(KitProblem::Version { found: "2".to_owned() }));
    assert!(RecoveryKit::recovery_key_in("Rita 1234 and a roster") == Err(KitProblem::NotAKit));
}

#[test]
fn another_text_or_version_is_told_apart() {
    assert!(RecoveryKit::parse("a roster") == Err(KitProblem::NotAKit));
    let newer = text().replace("version 1", "version 2");
    assert!(RecoveryKit::parse(&newer) == Err(KitProblem::Version { found: "2".to_owned() }));
}
