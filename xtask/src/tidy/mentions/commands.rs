//! Command lines of our own programs: each command and option that is written has to stand in the program's sources.
//! Commands are enum variants or words of their own in a string, options are fields or strings: what clap makes of them.

use std::collections::BTreeSet;

use crate::tidy::{finding::Source, tokens::tokens};

pub struct Tools {
    all: Vec<Tool>,
}

struct Tool {
    /// How a line begins that calls it.
    called: &'static str,
    commands: BTreeSet<String>,
    options: BTreeSet<String>,
}

/// Each program with the folders in which its command line is read.
const TOOLS: &[(&str, &[&str])] = &[
    ("daylog-server", &["crates/server/src/cli"]),
    ("daylog", &["crates/cli/src"]),
    ("cargo xtask", &["xtask/src"]),
    ("daylog-bridge", &["crates/bridge/src"]),
];

impl Tools {
    pub fn of(sources: &[Source]) -> Self {
        let tool = |(called, folders): &(&'static str, &[&str])| {
            let mut tool = Tool { called, commands: BTreeSet::new(), options: BTreeSet::new() };
            for source in sources.iter().filter(|source| folders.iter().any(|folder| source.path.starts_with(folder))) {
                tool.read(&source.text);
            }
            tool
        };
        Tools { all: TOOLS.iter().map(tool).collect() }
    }

    /// The first command or option of a line that its program does not have. Lines that call nothing of ours are passed over.
    pub fn missing(&self, line: &str) -> Option<String> {
        let line = line.split_once("  #").map_or(line, |(code, _)| code);
        // What the shell hands on to another program is that one's.
        line.split(['>', '|', ';', '&']).find_map(|part| self.missing_in_call(part))
    }

    fn missing_in_call(&self, line: &str) -> Option<String> {
        let called = |tool: &&Tool| arguments(line, tool.called);
        if let Some((tool, rest)) = self.all.iter().find_map(|tool| Some((tool, called(&tool)?))) {
            return tool.missing(rest).map(|missing| format!("{} {missing}", tool.called));
        }
        if line.starts_with("--") {
            let any = self.all.iter().any(|tool| tool.missing(line).is_none());
            return (!any).then(|| line.split([' ', '=']).next().unwrap_or_default().to_owned());
        }
        // `retention --apply`: a program's command without the program.
        let (command, _) = line.split_once(" --")?;
        let known: Vec<&Tool> = self.all.iter().filter(|tool| command.split(' ').all(|word| tool.commands.contains(word))).collect();
        let missing = known.first()?.missing(line)?;
        known.iter().all(|tool| tool.missing(line).is_some()).then_some(missing)
    }
}

/// What is given to a program, if the line calls it: alone, behind `sudo`, or behind variables.
fn arguments<'l>(line: &'l str, called: &str) -> Option<&'l str> {
    let at = line.match_indices(called).map(|(at, _)| at).find(|at| {
        let before = line.get(..*at).unwrap_or_default();
        let is_prefix = |word: &str| word.contains('=') || ["sudo", "-u", "daylog", "$"].contains(&word);
        (before.is_empty() || before.ends_with(' ')) && before.split_whitespace().all(is_prefix)
    })?;
    let rest = line.get(at + called.len()..)?;
    (rest.is_empty() || rest.starts_with(' ')).then_some(rest)
}

impl Tool {
    fn read(&mut self, text: &str) {
        for token in tokens(text) {
            let literal = token.text.trim_matches('"');
            if token.is_name() {
                if token.text.starts_with(|c: char| c.is_ascii_uppercase()) {
                    self.commands.insert(kebab(token.text));
                } else {
                    self.options.insert(token.text.replace('_', "-"));
                }
            } else if literal.len() + 2 == token.text.len() {
                self.read_literal(literal);
            }
        }
    }

    fn read_literal(&mut self, literal: &str) {
        for word in literal.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
            if let Some(option) = word.strip_prefix("--") {
                self.options.insert(option.to_owned());
            } else if word == literal {
                self.commands.insert(word.to_owned());
                self.options.insert(word.to_owned());
            }
        }
    }

    /// The first word that is a command or an option by its form and not in this program.
    fn missing(&self, arguments: &str) -> Option<String> {
        let mut may_be_command = true;
        for word in arguments.split_whitespace() {
            if let Some(option) = word.strip_prefix("--") {
                may_be_command = false;
                let option = option.split('=').next().unwrap_or_default();
                if is_plain(option) && !self.options.contains(option) {
                    return Some(word.to_owned());
                }
            } else if may_be_command && is_plain(word) {
                if !self.commands.contains(word) {
                    return Some(word.to_owned());
                }
            } else {
                may_be_command = false;
            }
        }
        None
    }
}

fn is_plain(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase()) && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// `CheckKit` is typed `check-kit`.
fn kebab(camel: &str) -> String {
    let mut kebab = String::new();
    for c in camel.chars() {
        if c.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::finding::source;

    #[test]
    fn a_command_or_an_option_that_its_program_does_not_have_is_found() {
        let tools = Tools::of(&[
            source(
                "crates/server/src/cli/arguments.rs",
                "enum Command { CheckKit { key_file: u8 }, Account(AccountCommand), List }\n#[arg(long = \"proxy\")]\nconst HELP: &str = \"use --dry-run\";",
            ),
            source("crates/server/src/lib.rs", "enum Other { Hidden { unseen: u8 } }"),
            source("crates/cli/src/arguments.rs", "enum Command { Today, List { all: bool } }"),
            source("xtask/src/main.rs", "match words { [\"tidy\"] => {} [\"test\", \"--long\"] => {} }"),
        ]);
        for (line, missing) in [
            ("daylog-server check-kit kit.txt", None),
            ("daylog-server check-kits kit.txt", Some("daylog-server check-kits")),
            ("daylog-server account list --key-file x --proxy=1 --dry-run", None),
            ("daylog-server account drop --key-file x", Some("daylog-server drop")),
            ("daylog-server account list --keys x", Some("daylog-server --keys")),
            ("daylog-server account 书记 drop", None),
            ("daylog-server account list --key-file drop", None),
            ("daylog-server hidden --unseen", Some("daylog-server hidden")),
            ("sudo -u daylog daylog-server hidden", Some("daylog-server hidden")),
            ("DAYLOG_FAULT=… daylog-server hidden", Some("daylog-server hidden")),
            ("cargo build -p daylog-server", None),
            ("install daylog-server hidden", None),
            ("daylog today > hidden.txt", None),
            ("daylog check-kit", Some("daylog check-kit")),
            ("daylog list --all | grep hidden", None),
            ("cd x && daylog hidden", Some("daylog hidden")),
            ("daylog today  # --hidden", None),
            ("daylog list --hidden=1", Some("daylog --hidden=1")),
            ("daylogs hidden", None),
            ("cargo xtask test --long", None),
            ("cargo xtask tests", Some("cargo xtask tests")),
            ("cargo audit --deny x", None),
            ("--all", None),
            ("--long tidy", None),
            ("--hidden 5", Some("--hidden")),
            ("list --all", None),
            ("list --proxy 1", None),
            ("list --hidden", Some("--hidden")),
            ("openssl --hidden", None),
            ("plain words", None),
        ] {
            assert_eq!(tools.missing(line).as_deref(), missing, "{line}");
        }
    }
}
