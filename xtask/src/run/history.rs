//! What some cadres of the example city logged, day by day: a pure function of the roster, the day and a span of minutes, so
//! that every fresh start tells the same story. Carries nothing out.

use chrono::{Days, NaiveDate};

use super::calendar::FIRST_MORNING;
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
pub struct Step {
    pub minute: u32,
    /// The words after `daylog log`.
    pub words: Vec<String>,
}

/// One cadre's steps of one day, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub cadre: String,
    pub steps: Vec<Step>,
    /// The phone finds no connection in this span, so that the district does not know.
    pub silent: bool,
}

/// A span of one day, in minutes since midnight; the end is outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: u32,
    pub until: u32,
}

impl Span {
    pub const WHOLE_DAY: Span = Span { from: 0, until: 24 * 60 };
    /// Until the example is opened.
    pub const MORNING: Span = Span { from: 0, until: super::calendar::OPENS_AT };
    /// What the city lives through when the example is opened again, on the next morning.
    pub const REST: Span = Span { from: super::calendar::OPENS_AT, until: 24 * 60 };
}

/// The cadre whose phone and desktop are opened; the first of the roster.
pub const OWN: &str = "张如彬";
/// Who has a device; the others have none yet, as in a district that has just begun.
const CADRES: usize = 10;
/// Whose diaries go back to the first day; the other devices are new today.
const FROM_THE_FIRST_DAY: usize = 5;

const BEFORE_WORK: u32 = 8 * 60 + 20;
const CONTACT: u32 = 9 * 60;
const MORNING: u32 = 10 * 60 + 50;
const EVENING: u32 = 18 * 60;
const SEAL: u32 = 20 * 60 + 15;

/// Whose households the example gives to `OWN`, so that a newcomer's phone has several doors and people.
const GIVEN: [(&str, &str); 4] =
    [("BS-001", "老干部中心01"), ("BS-002", "老干部中心02"), ("BS-003", "老干部中心03"), ("BS-004", "老干部中心04")];
const GIVEN_OFFICE: &str = "/市老干部服务中心/";
const OWN_OFFICE: &str = "/市委办督查室/";

// Rows of the roster, counted from 0, that the story is about; all of them are people of `OWN`.
/// Not reached yet on the mornings that are played: their contact is overdue when the example is opened.
const LEFT_OPEN: [usize; 3] = [0, 9, 13];
const FEVERISH: usize = 7;
const UNREACHED: usize = 10;
const BROKEN_SEAL: usize = 12;
const ASKS_FOR_SHOPPING: usize = 8;
/// One cadre forgets this person's morning, so that the dashboard has something missed to show.
const FORGOTTEN: usize = 20;

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

/// The printed roster with the households that the example gives to `OWN`.
pub fn given(roster: &str) -> String {
    let line = |line: &str| {
        let cadre = GIVEN.iter().find(|(household, _)| line.contains(&format!(",{household},"))).map(|(_, cadre)| *cadre);
        let line =
            cadre.map_or_else(|| line.to_owned(), |cadre| line.replace(&format!("{cadre}{GIVEN_OFFICE}"), &format!("{OWN}{OWN_OFFICE}")));
        line + "\n"
    };
    roster.lines().map(line).collect()
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

/// What each cadre logs in `span` of the day that is `day` (1 is the first household's first day).
pub fn pages(rows: &[Row], day: u64, span: Span) -> Vec<Page> {
    let printed_date = rows.first().map(|row| row.first_day + Days::new(day - 1));
    let names = cadres(rows);
    let last = names.len().saturating_sub(1);
    let page = |(place, cadre): (usize, String)| {
        let mut steps: Vec<Step> = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.cadre == cadre && Some(row.first_day) <= printed_date)
            .flat_map(|(number, row)| observations_for(row, number, day, is_first_of_household(rows, number)))
            .filter(|step| span.from <= step.minute && step.minute < span.until)
            .filter(|step| !is_left_to_the_visitor(&cadre, step, day))
            .collect();
        steps.sort_by_key(|step| step.minute);
        Page { cadre, steps, silent: day >= FIRST_MORNING && place == last }
    };
    let devices = if day >= FIRST_MORNING { CADRES } else { FROM_THE_FIRST_DAY };
    names.into_iter().enumerate().take(devices).map(page).collect()
}

/// The morning's readings of a day that is played belong to whoever sits in front of the phone; what they leave undone is missed.
fn is_left_to_the_visitor(cadre: &str, step: &Step, day: u64) -> bool {
    let is_reading = step.words.first().is_some_and(|word| word == "temperature");
    day >= FIRST_MORNING && cadre == OWN && is_reading && (MORNING..EVENING).contains(&step.minute)
}

fn is_first_of_household(rows: &[Row], number: usize) -> bool {
    let household = rows.get(number).map(|row| row.household.as_str());
    rows.iter().position(|row| Some(row.household.as_str()) == household) == Some(number)
}

fn observations_for(row: &Row, number: usize, day: u64, at_the_door: bool) -> Vec<Step> {
    // Everybody asks a few minutes after the hour, each a few others.
    let minutes_past = u32::try_from((number as u64 * 7 + day * 3) % 20).unwrap_or(0);
    let step = |at: u32, words: &[&str]| Step { minute: at + minutes_past, words: words.iter().map(|word| (*word).to_owned()).collect() };
    let (resident, household) = (row.resident.as_str(), row.household.as_str());
    let channel = if (number as u64 + day).is_multiple_of(2) { "phone" } else { "wechat" };
    let is_played = day >= FIRST_MORNING;
    let contact: &[&str] = if number == UNREACHED && (day == 3 || is_played) {
        &["contact", "--resident", resident, "--channel", "phone", "--outcome", "no-answer"]
    } else {
        &["contact", "--resident", resident, "--channel", channel]
    };
    let mut steps = Vec::new();
    if !(is_played && LEFT_OPEN.contains(&number)) {
        steps.push(step(CONTACT, contact));
    }
    if number == FEVERISH && is_played {
        steps.push(step(BEFORE_WORK, &["temperature", "--resident", resident, "--celsius", "37.9", "--method", "photo"]));
    }
    if !(number == FORGOTTEN && day == 4) {
        steps.push(step(MORNING, &temperature(resident, number, day, "morning")));
    }
    steps.push(step(EVENING, &temperature(resident, number, day, "evening")));
    if at_the_door {
        // Found broken on the evening before the first morning that is played, and not sealed again yet.
        let state = if number == BROKEN_SEAL && day + 1 >= FIRST_MORNING { "broken" } else { "intact" };
        steps.push(step(SEAL, &["seal", "--household", household, "--state", state]));
    }
    if number == ASKS_FOR_SHOPPING && is_played {
        steps.push(step(CONTACT, &["errand", "--household", household, "--what", "groceries", "--quantity", "1"]));
    }
    if number == 0 && day == 2 {
        steps.push(step(SEAL + 15, &["errand", "--household", household, "--what", "beer", "--quantity", "6", "--step", "done"]));
    }
    steps
}

/// Most people are asked and say "normal"; some read a thermometer; one runs a fever from the evening before the first morning
/// that is played.
fn temperature<'a>(resident: &'a str, number: usize, day: u64, when: &str) -> Vec<&'a str> {
    let fever = number == FEVERISH && (day >= FIRST_MORNING || (day + 1 == FIRST_MORNING && when == "evening"));
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
        rows(&given(include_str!("../../../tests/fixtures/roster.csv"))).unwrap()
    }

    fn page_of(cadre: &str, day: u64, span: Span) -> Vec<String> {
        let pages = pages(&roster(), day, span);
        let page = pages.iter().find(|page| page.cadre == cadre).unwrap();
        page.steps.iter().map(|step| format!("{:02}:{:02} {}", step.minute / 60, step.minute % 60, step.words.join(" "))).collect()
    }

    #[test]
    fn a_past_day_is_a_whole_page() {
        let page: Vec<String> =
            page_of(OWN, 2, Span::WHOLE_DAY).into_iter().filter(|step| step.contains("安某") || step.contains("YJ-")).collect();
        assert_eq!(
            page,
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
    fn the_newcomers_phone_has_several_doors_and_the_rest_of_the_roster_stays_as_it_was_printed() {
        let own: Vec<Row> = roster().into_iter().filter(|row| row.cadre == OWN).collect();
        let mut doors: Vec<&str> = own.iter().map(|row| row.household.as_str()).collect();
        doors.dedup();
        assert_eq!((doors, own.len()), (vec!["YJ-001", "BS-001", "BS-002", "BS-003", "BS-004"], 11));
        let printed = rows(include_str!("../../../tests/fixtures/roster.csv")).unwrap();
        let moved = printed.iter().zip(roster()).filter(|(printed, given)| **printed != *given).count();
        assert_eq!(moved, 10, "the people of four households, and nobody else");
    }

    /// Whatever the hour of the machine: something is overdue, due, and to come; an errand is open; one fever, one broken seal.
    #[test]
    fn every_morning_that_is_played_has_something_of_everything() {
        for day in FIRST_MORNING..=super::super::calendar::LAST_MORNING {
            let morning = page_of(OWN, day, Span::MORNING);
            let of = |kind: &str| morning.iter().filter(|step| step.split(' ').nth(1) == Some(kind)).count();
            assert_eq!(of("contact"), 11 - LEFT_OPEN.len(), "the others are overdue: {morning:?}");
            assert_eq!(of("temperature"), 1, "only the fever; the readings of 10:50 are due: {morning:?}");
            assert!(morning.iter().any(|step| step.contains("--celsius 37.9")), "{morning:?}");
            assert_eq!(of("errand"), 1, "{morning:?}");
            let evening_before = page_of(OWN, day - 1, Span::REST);
            assert_eq!(evening_before.iter().filter(|step| step.ends_with("--state broken")).count(), 1, "{evening_before:?}");
        }
    }

    #[test]
    fn a_morning_and_the_rest_of_its_day_are_that_day_without_the_readings_left_to_the_visitor() {
        let (morning, rest) = (page_of(OWN, 6, Span::MORNING), page_of(OWN, 6, Span::REST));
        assert!(morning.iter().all(|step| step.as_str() < "10:21") && rest.iter().all(|step| step.as_str() >= "18:00"), "{rest:?}");
        assert_eq!([morning, rest].concat(), page_of(OWN, 6, Span::WHOLE_DAY));
    }

    #[test]
    fn nobody_is_asked_before_the_first_day() {
        assert_eq!(page_of("权贺永", 1, Span::WHOLE_DAY), Vec::<String>::new());
        assert!(!page_of("权贺永", 3, Span::WHOLE_DAY).is_empty());
    }
}
