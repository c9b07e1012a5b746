//! What flags become, when logging and when correcting.

use clap::Parser;
use daylog_domain::entries::Content;
use serde_json::{Value, json};

use super::{Correction, KindToLog};
use crate::failure::Failure;

#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
struct Logging {
    #[command(subcommand)]
    kind: KindToLog,
}

#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
struct Correcting {
    #[command(flatten)]
    correction: Correction,
}

const ENTRY: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-7";

fn logged(words: &str) -> Result<Value, String> {
    let logging = Logging::try_parse_from(words.split_whitespace()).map_err(|error| error.kind().to_string())?;
    shown(logging.kind.parts().flags.content(None))
}

fn corrected(previous: Value, words: &str) -> Result<Value, String> {
    let previous: Content = serde_json::from_value(previous).unwrap();
    let words = [ENTRY].into_iter().chain(words.split_whitespace()).chain(["--reason", "typo"]);
    let correcting = Correcting::try_parse_from(words).map_err(|error| error.kind().to_string())?;
    shown(correcting.correction.content(&previous))
}

fn shown(content: Result<Content, Failure>) -> Result<Value, String> {
    match content {
        Ok(content) => Ok(serde_json::to_value(content).unwrap()),
        Err(Failure::Usage(text)) => Err(text),
        Err(Failure::Problem(problem)) => Err(problem.code.to_string()),
        Err(Failure::Terminal(problem)) => panic!("{problem:?}"),
    }
}

#[test]
fn flags_become_contents() {
    for (words, content) in [
        ("contact", json!({"kind": "contact", "channel": "phone", "outcome": "reached"})),
        ("contact --channel door --outcome no-answer", json!({"kind": "contact", "channel": "door", "outcome": "no_answer"})),
        ("temperature --normal", json!({"kind": "temperature", "result": "normal", "method": "self_reported", "site": null})),
        (
            "temperature --celsius 36.5 --method measured --site ear",
            json!({"kind": "temperature", "result": {"reading": "36.5"}, "method": "measured", "site": "ear"}),
        ),
        (
            "temperature --celsius ３６，５℃",
            json!({"kind": "temperature", "result": {"reading": "36.5"}, "method": "self_reported", "site": null}),
        ),
        ("temperature --no-answer", json!({"kind": "temperature", "result": "no_answer", "method": "self_reported", "site": null})),
        ("seal --state intact --serial 0017", json!({"kind": "seal", "state": "intact", "serial": "0017", "reason": null})),
        (
            "errand --what beer --quantity 6",
            json!({"kind": "errand", "errand": null, "step": "asked", "items": [{"what": "beer", "quantity": 6, "unit": null}], "floor": null, "seal_after": null}),
        ),
        (
            "errand --what rice --quantity 20 --unit jin --what parcel --step done --floor 7 --seal-after resealed",
            json!({"kind": "errand", "errand": null, "step": "done", "items": [{"what": "rice", "quantity": 20, "unit": "jin"}, {"what": "parcel", "quantity": 1, "unit": null}], "floor": 7, "seal_after": "resealed"}),
        ),
        (
            "errand --step accepted --errand aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-7",
            json!({"kind": "errand", "errand": ENTRY, "step": "accepted", "items": [], "floor": null, "seal_after": null}),
        ),
        ("note --text words", json!({"kind": "note", "text": "words"})),
        ("briefing --rule waste --rule air-rooms", json!({"kind": "briefing", "rules": ["air_rooms", "waste"], "privacy_notice": false})),
        ("briefing --privacy-notice", json!({"kind": "briefing", "rules": [], "privacy_notice": true})),
    ] {
        assert_eq!(logged(words), Ok(content), "{words}");
    }
}

#[test]
fn a_content_that_says_nothing_is_wrong_usage_and_a_wild_reading_a_problem() {
    for (words, error) in [
        ("temperature", "one of --celsius, --normal, --no-answer and --refused is needed"),
        ("temperature --celsius 36.55", "reading_too_fine"),
        ("temperature --celsius warm", "not_a_number"),
        ("temperature --celsius 97.7F", "reading_fahrenheit"),
        ("seal", "--state is needed"),
        ("errand", "--what is needed, or --errand and --step for a further step"),
        ("errand --quantity 6", "each --quantity and --unit belongs to a --what"),
        ("note", "--text is needed"),
        ("briefing", "--rule or --privacy-notice is needed"),
    ] {
        assert_eq!(logged(words), Err(error.to_owned()), "{words}");
    }
}

#[test]
fn a_correction_changes_what_its_flags_say_and_keeps_the_rest() {
    let reading = json!({"kind": "temperature", "result": {"reading": "39.6"}, "method": "measured", "site": "ear"});
    let opened = json!({"kind": "seal", "state": "opened", "serial": "0017", "reason": "groceries"});
    let first = json!({"kind": "briefing", "rules": ["air_rooms"], "privacy_notice": true});
    for (previous, words, content) in [
        (&reading, "--celsius 36.6", json!({"kind": "temperature", "result": {"reading": "36.6"}, "method": "measured", "site": "ear"})),
        (
            &reading,
            "temperature --method self",
            json!({"kind": "temperature", "result": {"reading": "39.6"}, "method": "self_reported", "site": "ear"}),
        ),
        (&reading, "--at 10:55", reading.clone()),
        (&reading, "contact --outcome refused", json!({"kind": "contact", "channel": "phone", "outcome": "refused"})),
        (&first, "--rule waste", json!({"kind": "briefing", "rules": ["waste"], "privacy_notice": true})),
        (&first, "--privacy-notice=false", json!({"kind": "briefing", "rules": ["air_rooms"], "privacy_notice": false})),
        (&opened, "--serial 0018", json!({"kind": "seal", "state": "opened", "serial": "0018", "reason": "groceries"})),
        (&opened, "--state intact", json!({"kind": "seal", "state": "intact", "serial": "0017", "reason": null})),
    ] {
        assert_eq!(corrected(previous.clone(), words), Ok(content), "{words}");
    }
}

#[test]
fn flags_of_another_kind_are_wrong_usage_in_a_correction() {
    let note = json!({"kind": "note", "text": "words"});
    let error = "flags of temperature cannot be used on an entry of kind note".to_owned();
    assert_eq!(corrected(note.clone(), "--celsius 36.6"), Err(error.clone()));
    assert_eq!(corrected(note, "note --text other --normal"), Err(error));
}
