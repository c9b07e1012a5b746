//! What some cadres of the example city logged on its first days and today: a pure function of the roster and the present
//! minute, so that every fresh start tells the same story. Carries nothing out.

use chrono::{Days, NaiveDate};

use super::calendar::DAY_TODAY;
use crate::failure::Failure;

/// One line of the printed roster: a resident, the door, and the cadre who is responsible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub household: String,
    pub resident: String,
    pub first_day: NaiveDate,
    pub cadre: String,
}

/// One call of `daylog log`, at a minute of its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    pub minute: u32,
    /// The words after `daylog log`.
    pub words: Vec<String>,
}

/// One cadre's acts of one day, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub cadre: String,
    pub acts: Vec<Act>,
    /// The phone finds no connection on this day, so that the district does not know.
    pub silent: bool,
}

/// The cadre whose phone and desktop are opened; the first of the roster.
pub const OWN: &str = "张如彬";
/// Who has a device; the others have none yet, as in a district that has just begun.
const CADRES: usize = 10;
/// Whose diaries go back to the first day; the other devices are new today.
const FROM_THE_FIRST_DAY: usize = 5;

const CONTACT: u32 = 9 * 60;
const MORNING: u32 = 10 * 60 + 50;
const EVENING: u32 = 18 * 60;
const SEAL: u32 = 20 * 60 + 15;
/// For so many minutes after its time a check stays open.
const WINDOW_AFTER: u32 = 90;

/// The roster's rows; its cells hold no quotes and no commas.
pub fn rows(roster: &str) -> Result<Vec<Row>, Failure> {
    let mut lines = roster.lines();
    let heading: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| {
        heading.iter().position(|column| *column == name).ok_or_else(|| Failure::found(format!("the roster has no column {name}")))
    };
    let (household, resident, first_day, cadres) = (column("household")?, column("resident")?, column("first_day")?, column("cadres")?);
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        Some(Row {
            household: cell(household).to_owned(),
            resident: cell(resident).to_owned(),
            first_day: cell(first_day).parse().ok()?,
            cadre: cell(cadres).split('/').next()?.to_owned(),
        })
    };
    lines.map(|line| row(line).ok_or_else(|| Failure::found(format!("the roster's row is not understood: {line}")))).collect()
}

/// The cadres with a device, in the roster's order.
pub fn cadres(rows: &[Row]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        if !names.contains(&row.cadre) {
            names.push(row.cadre.clone());
        }
    }
    names.truncate(CADRES);
    names
}

/// What each cadre logs on the day that is `day` (1 is the first household's first day), up to `until`.
pub fn pages(rows: &[Row], day: u64, until: u32) -> Vec<Page> {
    let printed_date = rows.first().map(|row| row.first_day + Days::new(day - 1));
    let names = cadres(rows);
    let last = names.len().saturating_sub(1);
    let page = |(place, cadre): (usize, String)| {
        let mut acts: Vec<Act> = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.cadre == cadre && Some(row.first_day) <= printed_date)
            .flat_map(|(number, row)| acts_for(row, number, day, is_first_of_household(rows, number)))
            .filter(|act| act.minute < until)
            .filter(|act| !is_left_open(&cadre, act, day, until))
            .collect();
        acts.sort_by_key(|act| act.minute);
        Page { cadre, acts, silent: day == DAY_TODAY && place == last }
    };
    let devices = if day == DAY_TODAY { CADRES } else { FROM_THE_FIRST_DAY };
    names.into_iter().enumerate().take(devices).map(page).collect()
}

/// What is open now is left to whoever sits in front of it; a closed window is not, so that nothing stands there as missed.
fn is_left_open(cadre: &str, act: &Act, day: u64, until: u32) -> bool {
    day == DAY_TODAY && cadre == OWN && act.minute + WINDOW_AFTER > until && act.words.first().is_some_and(|word| word != "errand")
}

fn is_first_of_household(rows: &[Row], number: usize) -> bool {
    let household = rows.get(number).map(|row| row.household.as_str());
    rows.iter().position(|row| Some(row.household.as_str()) == household) == Some(number)
}

fn acts_for(row: &Row, number: usize, day: u64, at_the_door: bool) -> Vec<Act> {
    // Everybody asks a few minutes after the hour, each a few others.
    let minutes_past = u32::try_from((number as u64 * 7 + day * 3) % 20).unwrap_or(0);
    let act = |at: u32, words: &[&str]| Act { minute: at + minutes_past, words: words.iter().map(|word| (*word).to_owned()).collect() };
    let (resident, household) = (row.resident.as_str(), row.household.as_str());
    let channel = if (number as u64 + day).is_multiple_of(2) { "phone" } else { "wechat" };
    let contact: &[&str] = if number == 7 && day == 3 {
        &["contact", "--resident", resident, "--channel", "phone", "--outcome", "no-answer"]
    } else {
        &["contact", "--resident", resident, "--channel", channel]
    };
    let mut acts = vec![act(CONTACT, contact)];
    // One cadre forgets one morning, so that the dashboard has something missed to show.
    if !(number == 9 && day == 4) {
        acts.push(act(MORNING, &temperature(resident, number, day, "morning")));
    }
    acts.push(act(EVENING, &temperature(resident, number, day, "evening")));
    if at_the_door {
        let state = if number == 8 && day == 4 { "broken" } else { "intact" };
        acts.push(act(SEAL, &["seal", "--household", household, "--state", state]));
    }
    if row.cadre == OWN && day == DAY_TODAY {
        acts.push(act(CONTACT + 8, &["errand", "--household", household, "--what", "groceries", "--quantity", "1"]));
    }
    if row.cadre == OWN && day == 2 {
        acts.push(act(SEAL + 15, &["errand", "--household", household, "--what", "beer", "--quantity", "6", "--step", "done"]));
    }
    acts
}

/// Most people are asked and say "normal"; some read a thermometer; one runs a fever from the evening of day 4 on.
fn temperature<'a>(resident: &'a str, number: usize, day: u64, when: &str) -> Vec<&'a str> {
    let fever = number == 7 && (day == 5 || (day == 4 && when == "evening"));
    let readings = ["36.4", "36.6", "36.5", "36.8", "36.3"];
    let turn = number + usize::try_from(day).unwrap_or(0) + usize::from(when == "evening");
    let reading = readings.get(turn % readings.len()).copied().unwrap_or("36.5");
    match turn % 3 {
        _ if fever => vec!["temperature", "--resident", resident, "--celsius", "37.8", "--method", "photo"],
        0 => vec!["temperature", "--resident", resident, "--celsius", reading, "--method", "self"],
        _ => vec!["temperature", "--resident", resident, "--normal"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster() -> Vec<Row> {
        rows(include_str!("../../../tests/fixtures/roster.csv")).unwrap()
    }

    fn page_of(cadre: &str, day: u64, until: u32) -> Vec<String> {
        let pages = pages(&roster(), day, until);
        let page = pages.iter().find(|page| page.cadre == cadre).unwrap();
        page.acts.iter().map(|act| format!("{:02}:{:02} {}", act.minute / 60, act.minute % 60, act.words.join(" "))).collect()
    }

    #[test]
    fn a_past_day_is_a_whole_page() {
        assert_eq!(
            page_of(OWN, 2, 24 * 60),
            [
                "09:06 contact --resident 安某 --channel phone",
                "10:56 temperature --resident 安某 --normal",
                "18:06 temperature --resident 安某 --celsius 36.8 --method self",
                "20:21 seal --household YJ-001 --state intact",
                "20:36 errand --household YJ-001 --what beer --quantity 6 --step done",
            ]
        );
    }

    #[test]
    fn today_holds_nothing_that_is_still_to_come() {
        assert_eq!(page_of(OWN, 5, 9 * 60), Vec::<String>::new());
        let morning = page_of("权贺永", 5, 12 * 60);
        assert!(!morning.is_empty() && morning.iter().all(|line| line.as_str() < "12:00"), "{morning:?}");
    }

    #[test]
    fn what_is_open_now_is_left_to_whoever_tries_it() {
        let own = |hour: u32| page_of(OWN, 5, hour * 60).len();
        assert_eq!((own(10), own(11), own(13), own(24)), (1, 2, 3, 5), "an errand, then the checks whose windows closed");
    }

    #[test]
    fn nobody_is_asked_before_the_first_day() {
        assert_eq!(page_of("权贺永", 1, 24 * 60), Vec::<String>::new());
        assert!(!page_of("权贺永", 3, 24 * 60).is_empty());
    }
}
