//! Briefings on the command line.

use clap::Args;
use daylog_domain::entries::{
    Content,
    briefing::{Briefing, Rule},
};

use super::{
    flags::{KindFlags, KindWords, Said},
    typed::named,
};
use crate::failure::Failure;

/// What the help says of it.
pub const ABOUT: &str = "Rules that were explained, and the privacy notice";

const RULES: &[&str] = &["stay-home", "no-visitors", "air-rooms", "temperature", "waste", "parcels", "when-unwell", "hotline"];

#[derive(Debug, Args)]
#[group(skip)]
pub struct Flags {
    /// A rule that was explained; may be given more than once
    #[arg(long, value_parser = named::<Rule>(RULES))]
    rule: Vec<Rule>,
    /// The household was given the privacy notice; =false takes that back in a correction
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    privacy_notice: Option<bool>,
}

impl KindFlags for Flags {
    fn is_empty(&self) -> bool {
        self.rule.is_empty() && self.privacy_notice.is_none()
    }

    fn content(&self, previous: Option<&Content>) -> Result<Content, Failure> {
        let previous = match previous {
            Some(Content::Briefing(briefing)) => briefing.clone(),
            _ => Briefing { rules: [].into(), privacy_notice: false },
        };
        let briefing = Briefing {
            rules: if self.rule.is_empty() { previous.rules } else { self.rule.iter().copied().collect() },
            privacy_notice: self.privacy_notice.unwrap_or(previous.privacy_notice),
        };
        if briefing.rules.is_empty() && !briefing.privacy_notice {
            return Err(Failure::usage("--rule or --privacy-notice is needed"));
        }
        Ok(Content::Briefing(briefing))
    }
}

impl KindWords for Flags {
    const SUMMARIES: Said = &[
        ("briefing.explained", "Explained: {rules}"),
        ("briefing.explained_with_notice", "Explained: {rules}; privacy notice given"),
        ("briefing.notice", "Privacy notice given"),
    ];

    fn value(name: &str, value: String) -> String {
        if name == "rules" { value.split(',').map(rule_words).collect::<Vec<_>>().join(", ") } else { value }
    }
}

fn rule_words(name: &str) -> &str {
    match name {
        "stay_home" => "stay at home",
        "no_visitors" => "no visitors",
        "air_rooms" => "air the rooms",
        "temperature" => "temperatures",
        "waste" => "waste",
        "parcels" => "parcels",
        "when_unwell" => "whom to call when unwell",
        "hotline" => "hotline",
        other => other,
    }
}
