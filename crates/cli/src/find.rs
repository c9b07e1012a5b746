//! Finding the household or resident that somebody typed. Pure: from a list and a text to one of them, or to the candidates.

use daylog_domain::{
    fold,
    household::{Household, Resident},
    text::{clean_line, digits::folded, shown},
};

use crate::problem::TerminalProblem;

/// By code or address, however they are spelled; a fragment will do where it fits only one.
pub fn household<'a>(households: &'a [Household], typed: &str) -> Result<&'a Household, TerminalProblem> {
    let typed = &*clean_line(typed);
    let wanted = fold::code(typed);
    let exact = |known: &&Household| !wanted.is_empty() && (fold::code(&known.code) == wanted || fold::code(&known.address) == wanted);
    let fragment = |known: &&Household| is_part(&fold::code(&known.code), &wanted) || is_part(&fold::code(&known.address), &wanted);
    let mut fitting: Vec<_> = households.iter().filter(exact).collect();
    if fitting.is_empty() {
        fitting = households.iter().filter(fragment).collect();
    }
    if let [found] = *fitting.as_slice() {
        return Ok(found);
    }
    if fitting.is_empty() {
        // What cuts a number is shown, and never taken for what was meant.
        let holds = |known: &&Household| fold::code(&known.code).contains(&wanted) || fold::code(&known.address).contains(&wanted);
        fitting = households.iter().filter(|_| !wanted.is_empty()).filter(holds).collect();
    }
    if fitting.is_empty() {
        return Err(TerminalProblem::NoSuchHousehold { typed: typed.to_owned() });
    }
    let candidate = |known: &&Household| [&known.code, &known.community, &known.address].map(|text| shown(text)).join("  ");
    Err(ambiguous(typed, fitting.iter().map(candidate)))
}

/// Whether it is a part that cuts no number: 1号楼 is no part of 11号楼, nor 30 of 301.
fn is_part(whole: &str, part: &str) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let cuts = |before: Option<char>, after: Option<char>| is_digit(before) && is_digit(after);
    !part.is_empty()
        && whole.match_indices(part).any(|(place, _)| {
            let (before, rest) = whole.split_at_checked(place).unwrap_or_default();
            let after = rest.strip_prefix(part).unwrap_or_default();
            !cuts(before.chars().next_back(), part.chars().next()) && !cuts(part.chars().next_back(), after.chars().next())
        })
}

/// By id or whole name, however it is spelled. A fragment of a name will not do: the next person's reading is not to land here.
pub fn resident<'a>(households: &'a [Household], typed: &str) -> Result<(&'a Household, &'a Resident), TerminalProblem> {
    let typed = &*clean_line(typed);
    let everybody = || households.iter().flat_map(|household| household.residents.iter().map(move |resident| (household, resident)));
    let mut fitting: Vec<_> = everybody().filter(|(_, resident)| resident.id.to_string() == folded(typed)).collect();
    if fitting.is_empty() {
        let wanted = fold::name(typed);
        fitting = everybody().filter(|(_, resident)| !wanted.is_empty() && fold::name(&resident.name) == wanted).collect();
    }
    match *fitting.as_slice() {
        [found] => Ok(found),
        [] => Err(TerminalProblem::NoSuchResident { typed: typed.to_owned() }),
        ref several => Err(ambiguous(
            typed,
            several.iter().map(|(household, resident)| {
                let texts = [&resident.name, &household.code, &household.address].map(|text| shown(text));
                format!("{}  {}", resident.id, texts.join("  "))
            }),
        )),
    }
}

fn ambiguous(typed: &str, candidates: impl Iterator<Item = String>) -> TerminalProblem {
    TerminalProblem::Ambiguous { typed: typed.to_owned(), candidates: candidates.collect() }
}

#[cfg(test)]
mod tests {
    use daylog_domain::{
        household::Quarantine,
        ids::{HouseholdId, ResidentId},
        time::Date,
    };

    use super::*;

    fn home(id: u32, code: &str, address: &str, residents: &[(u32, &str)]) -> Household {
        let day = Date::default();
        let resident = |(id, name): &(u32, &str)| Resident {
            id: ResidentId(*id),
            name: (*name).to_owned(),
            phone: None,
            origin: None,
            quarantine: Quarantine::planned(day, day),
        };
        Household {
            id: HouseholdId(id),
            code: code.to_owned(),
            street: String::new(),
            community: "园锦社区".to_owned(),
            address: address.to_owned(),
            guarantor: None,
            guarantor_workplace: None,
            residents: residents.iter().map(resident).collect(),
        }
    }

    fn homes() -> Vec<Household> {
        vec![
            home(1, "YJ-001", "1号楼2单元301", &[(1, "安某"), (2, "金某")]),
            home(2, "YJ-0010", "1号楼2单元302", &[(3, "朴某")]),
            home(3, "BS-002", "2号楼1单元101", &[(4, "安某")]),
            home(4, "BS-003", "2号楼1单元101", &[(12, "崔某"), (13, "买买提·阿不都")]),
        ]
    }

    fn name(problem: &TerminalProblem) -> &'static str {
        match problem {
            TerminalProblem::Ambiguous { .. } => "ambiguous",
            TerminalProblem::NoSuchHousehold { .. } => "no such household",
            TerminalProblem::NoSuchResident { .. } => "no such resident",
            _ => "another",
        }
    }

    #[test]
    fn a_household_is_found_by_code_address_or_a_fragment_that_fits_only_one() {
        for (typed, found) in [
            ("YJ-001", Ok(1)),
            ("yj-001", Ok(1)),
            (" YJ-001 ", Ok(1)),
            ("ＹＪ－００１", Ok(1)),
            ("YJ–001", Ok(1)),
            ("１号楼 2单元 302", Ok(2)),
            ("1号楼2单元302", Ok(2)),
            ("302", Ok(2)),
            ("2单元302", Ok(2)),
            ("02", Err("ambiguous")),
            ("30", Err("ambiguous")),
            ("YJ-00", Err("ambiguous")),
            ("单元30", Err("ambiguous")),
            ("号楼2单元302", Ok(2)),
            ("YJ", Err("ambiguous")),
            ("2号楼1单元101", Err("ambiguous")),
            ("1号楼2单元", Err("ambiguous")),
            ("YJ-9", Err("no such household")),
            ("", Err("no such household")),
        ] {
            let result = household(&homes(), typed).map(|known| known.id.0).map_err(|problem| name(&problem));
            assert_eq!(result, found, "{typed}");
        }
    }

    #[test]
    fn a_house_whose_number_another_ones_ends_with_is_not_taken_for_it() {
        let homes = [home(1, "YJ-011", "11号楼2单元301", &[])];
        for (typed, found) in [("11号楼2单元301", true), ("11号楼", true), ("1号楼2单元301", false), ("1号楼", false), ("2单元30", false)]
        {
            assert_eq!(household(&homes, typed).is_ok(), found, "{typed}");
        }
    }

    #[test]
    fn a_resident_is_found_by_id_or_whole_name() {
        for (typed, found) in [
            ("1", Ok((1, 1))),
            ("１２", Ok((4, 12))),
            ("\u{feff}金某\u{200b}", Ok((1, 2))),
            ("12", Ok((4, 12))),
            ("金某", Ok((1, 2))),
            ("金 某", Ok((1, 2))),
            ("\u{f90a}某", Ok((1, 2))),
            ("买买提.阿不都", Ok((4, 13))),
            ("买买提•阿 不都", Ok((4, 13))),
            ("安某", Err("ambiguous")),
            ("金", Err("no such resident")),
            ("", Err("no such resident")),
            ("·", Err("no such resident")),
        ] {
            let result = resident(&homes(), typed).map(|(home, resident)| (home.id.0, resident.id.0)).map_err(|problem| name(&problem));
            assert_eq!(result, found, "{typed}");
        }
    }

    #[test]
    fn an_ambiguous_name_lists_the_candidates() {
        let problem = resident(&homes(), "安某").unwrap_err();
        insta::assert_snapshot!(crate::words::terminal_problem(&problem), @r"
    Nothing was saved.
      why: 安某 may be:
        1  安某  YJ-001  1号楼2单元301
        4  安某  BS-002  2号楼1单元101
      record: everything that was saved is still on this device
      what to do: Write one of them: the number of a person, the code of a household.
    ");
    }
}
