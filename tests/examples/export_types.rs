//! Prints what is made from the Rust types, started by `cargo xtask codegen`: `phone` the app's commands and `district` the server's
//! types as TypeScript, `openapi` the document of its routes, `content` the columns that are encrypted, `names` and `permissions` the
//! list of commands for the shell.

#![allow(clippy::print_stdout, reason = "printing is its work")]

use std::{any::TypeId, collections::BTreeMap, process::ExitCode};

use daylog_app::{Changed, Problem, commands};
use daylog_district::types::{
    AccessKind, AccessPage, AccountAct, AccountChanged, AccountList, Acted, AskingState, Assignees, Attention, CommitRoster,
    CorrectHousehold, CorrectResident, DeviceList, DistrictMe, EndQuarantine, ExtendQuarantine, HandOver, HouseholdList, HouseholdPage,
    NewAccount, Only, OverdueWork, Overview, OverviewList, OwnSessions, PasswordChange, PasswordShown, RecoveryCodes, RescueTaken,
    RevokeDevice, RoleChosen, RosterChoices, RosterCommitted, RosterRefused, RosterUpload, SecondFactorSetUp, SessionsEnded, SignIn, Undo,
};
use daylog_domain::text::limits;
use daylog_server::{
    api::{events::DistrictEvent, problem::ApiProblem},
    openapi,
};
use daylog_storage::content;
use ts_rs::{Config, TS, TypeVisitor};

fn main() -> ExitCode {
    let mut module = Module::new();
    match std::env::args().nth(1).as_deref() {
        Some("phone") => {
            commands::visit_types(&mut module);
            module.visit::<Problem>();
            module.visit::<Changed>();
            print!("{}{}{}", module.text(), command_table(&module.config), limits());
        }
        Some("district") => {
            module.visit::<ApiProblem>();
            module.visit::<RescueTaken>();
            module.visit::<DistrictEvent>();
            module.visit::<SignIn>();
            module.visit::<DistrictMe>();
            module.visit::<SecondFactorSetUp>();
            module.visit::<RoleChosen>();
            module.visit::<PasswordChange>();
            module.visit::<PasswordShown>();
            module.visit::<RecoveryCodes>();
            module.visit::<OwnSessions>();
            module.visit::<SessionsEnded>();
            module.visit::<AccountList>();
            module.visit::<NewAccount>();
            module.visit::<AccountAct>();
            module.visit::<AccountChanged>();
            module.visit::<AccessKind>();
            module.visit::<AccessPage>();
            module.visit::<Overview>();
            module.visit::<OverviewList>();
            module.visit::<Attention>();
            module.visit::<AskingState>();
            module.visit::<OverdueWork>();
            module.visit::<HandOver>();
            module.visit::<Assignees>();
            module.visit::<HouseholdList>();
            module.visit::<HouseholdPage>();
            module.visit::<Only>();
            module.visit::<RosterUpload>();
            module.visit::<RosterChoices>();
            module.visit::<RosterRefused>();
            module.visit::<CommitRoster>();
            module.visit::<RosterCommitted>();
            module.visit::<DeviceList>();
            module.visit::<RevokeDevice>();
            module.visit::<Acted>();
            module.visit::<CorrectHousehold>();
            module.visit::<CorrectResident>();
            module.visit::<EndQuarantine>();
            module.visit::<ExtendQuarantine>();
            module.visit::<Undo>();
            print!("{}", module.text());
        }
        Some("openapi") => match openapi::document().to_json() {
            Ok(document) => print!("{document}"),
            Err(_) => return ExitCode::FAILURE,
        },
        Some("content") => print!("{}", content()),
        Some("names") => print!("{}", command_names()),
        Some("permissions") => print!("{}", permissions()),
        _ => return ExitCode::from(2),
    }
    ExitCode::SUCCESS
}

/// The app's commands as one interface: what each takes and gives.
fn command_table(config: &Config) -> String {
    let mut text = String::from(
        "\nexport type Nothing = Record<string, never>\n\n/** What the app can be asked to do, with what it takes and gives. */\nexport interface Commands {\n",
    );
    for command in commands::declared(config) {
        if !command.docs.is_empty() {
            let docs: Vec<_> = command.docs.iter().map(|line| line.trim()).collect();
            text.push_str(&format!("  /** {} */\n", docs.join("\n   *  ")));
        }
        let arguments: Vec<_> = command
            .arguments
            .iter()
            .map(|each| format!("{}{}: {}", each.name, if each.kind.ends_with(" | null") { "?" } else { "" }, each.kind))
            .collect();
        let arguments = if arguments.is_empty() { "Nothing".to_owned() } else { format!("{{ {} }}", arguments.join("; ")) };
        text.push_str(&format!("  {}: {{ args: {arguments}; result: {} }}\n", command.name, command.answer));
    }
    text.push_str("}\n");
    text
}

/// The columns that a database elsewhere does not get as they are, a line for each: table, column, how.
fn content() -> String {
    let marks = content::Table::ALL.iter().filter_map(|table| Some(format!("{} {} mark\n", table.name, table.mark?.name)));
    let columns = content::Column::ALL.iter().map(|column| {
        let (table, column) = column.name();
        format!("{table} {column} encrypted\n")
    });
    columns.chain(marks).collect()
}

/// For the shell's build script, which cannot depend on the app.
fn command_names() -> String {
    let names = commands::NAMES.iter().map(|name| format!("    \"{name}\",\n")).collect::<String>();
    format!(
        "//! Every command of the app, made by `cargo xtask codegen`: the build script declares a permission for each.\n\npub const NAMES: &[&str] = &[\n{names}];\n"
    )
}

/// What the page may call.
fn permissions() -> String {
    let allowed: String = commands::NAMES.iter().map(|name| format!("    \"allow-{}\",\n", name.replace('_', "-"))).collect();
    format!(
        "# What the page may call: our own commands, and nothing else. Made by `cargo xtask codegen`.\n[[set]]\nidentifier = \"diary\"\ndescription = \"Every command of the app.\"\npermissions = [\n{allowed}]\n"
    )
}

/// The longest texts, so that fields count towards what the core refuses.
fn limits() -> String {
    let all = limits::ALL.map(|limit| format!("  {}: {},\n", limit.field, limit.characters));
    format!("\n/** Characters that each field takes at most. */\nexport const limits = {{\n{}}} as const\n", all.concat())
}

/// The declarations found so far, by name, so that the text does not depend on the order of visits.
struct Module {
    config: Config,
    seen: Vec<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl Module {
    fn new() -> Self {
        // Every 64-bit number of ours is an instant in milliseconds, exact in a double for 285,000 years.
        Module { config: Config::new().with_large_int("number"), seen: Vec::new(), declarations: BTreeMap::new() }
    }

    fn text(&self) -> String {
        let mut text = String::from("// Made from the Rust types by `cargo xtask codegen`. Change those instead.\n");
        for declaration in self.declarations.values() {
            text.push('\n');
            text.push_str(declaration);
            text.push('\n');
        }
        text
    }
}

impl TypeVisitor for Module {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if self.seen.contains(&TypeId::of::<T>()) {
            return;
        }
        self.seen.push(TypeId::of::<T>());
        T::visit_dependencies(self);
        T::visit_generics(self);
        // Only types of ours have a place to be exported to; lists, options and numbers do not.
        if T::output_path().is_none() {
            return;
        }
        let declaration = format!("{}export {}", T::docs().unwrap_or_default(), T::decl(&self.config));
        let known = self.declarations.insert(T::ident(&self.config), declaration.clone());
        assert!(known.is_none_or(|known| known == declaration), "two types are called {}", T::ident(&self.config));
    }
}
