//! Temperature on the command line.

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use daylog_app::Problem;
use daylog_domain::entries::{
    Content,
    temperature::{BodySite, Celsius, Measured, Method, Temperature},
};

use super::{
    flags::{KindFlags, KindWords, Said},
    typed::named,
};
use crate::failure::Failure;

/// What the help says of it.
pub const ABOUT: &str = "Asked for a temperature";

#[derive(Debug, Args)]
#[group(skip)]
pub struct Flags {
    /// A reading with one decimal, such as 36.5
    #[arg(long, allow_negative_numbers = true, conflicts_with_all = ["normal", "no_answer", "refused"])]
    celsius: Option<String>,
    /// Asked, and told that it is normal, without a number
    #[arg(long, conflicts_with_all = ["no_answer", "refused"])]
    normal: bool,
    /// Asked, and nobody answered
    #[arg(long, conflicts_with = "refused")]
    no_answer: bool,
    /// Asked, and refused
    #[arg(long)]
    refused: bool,
    /// Who read the thermometer; self when left out
    #[arg(long, value_parser = PossibleValuesParser::new(["self", "photo", "measured"]).map(|name| method(&name)))]
    method: Option<Method>,
    /// Where it was taken
    #[arg(long, value_parser = named::<BodySite>(&["armpit", "forehead", "ear", "mouth"]))]
    site: Option<BodySite>,
}

fn method(name: &str) -> Method {
    match name {
        "photo" => Method::Photo,
        "measured" => Method::Measured,
        _ => Method::SelfReported,
    }
}

impl Flags {
    fn result(&self) -> Result<Option<Measured>, Failure> {
        let reading = |text: &String| text.parse::<Celsius>().map(Measured::Reading).map_err(|error| Problem::from(error).into());
        match &self.celsius {
            Some(text) => reading(text).map(Some),
            None if self.normal => Ok(Some(Measured::Normal)),
            None if self.no_answer => Ok(Some(Measured::NoAnswer)),
            None if self.refused => Ok(Some(Measured::Refused)),
            None => Ok(None),
        }
    }
}

impl KindFlags for Flags {
    fn is_empty(&self) -> bool {
        let answers = self.normal || self.no_answer || self.refused;
        self.celsius.is_none() && !answers && self.method.is_none() && self.site.is_none()
    }

    fn content(&self, previous: Option<&Content>) -> Result<Content, Failure> {
        let previous = match previous {
            Some(Content::Temperature(temperature)) => Some(*temperature),
            _ => None,
        };
        let result = self.result()?.or(previous.map(|previous| previous.result));
        Ok(Content::Temperature(Temperature {
            result: result.ok_or_else(|| Failure::usage("one of --celsius, --normal, --no-answer and --refused is needed"))?,
            method: self.method.or(previous.map(|previous| previous.method)).unwrap_or(Method::SelfReported),
            site: self.site.or(previous.and_then(|previous| previous.site)),
        }))
    }
}

impl KindWords for Flags {
    const SUMMARIES: Said = &[
        ("temperature.reading", "Temperature {celsius} °C"),
        ("temperature.normal", "Temperature asked, normal"),
        ("temperature.no_answer", "Temperature asked, no answer"),
        ("temperature.refused", "Temperature asked, refused"),
    ];
}
