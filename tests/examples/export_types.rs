//! Prints one TypeScript module with every type that a face is given: `phone` those of the app's commands,
//! `district` those of the server's API. Started by `cargo xtask codegen`.

#![allow(clippy::print_stdout, reason = "printing is its work")]

use std::{any::TypeId, collections::BTreeMap, process::ExitCode};

use daylog_app::{
    Problem,
    views::{
        account::{MeView, Preferences, StartView, SyncView},
        diary::{DiaryView, Draft, EntryView, Line, Saved},
        draft::{ClaimView, KeptField},
        due::DueView,
        household::HouseholdView,
        outbox::OutboxView,
        recovery::RecoveryView,
        rescue::{CarriedView, RescueView, SignedOutView, UnsentView},
    },
};
use daylog_domain::text::limits;
use daylog_server::api::types::{ApiProblem, DistrictEvent, DistrictMe, HouseholdList, HouseholdPage, Overview, RescueTaken, SignIn};
use ts_rs::{Config, TS, TypeVisitor};

fn main() -> ExitCode {
    let mut module = Module::new();
    match std::env::args().nth(1).as_deref() {
        Some("phone") => {
            module.visit::<Problem>();
            module.visit::<StartView>();
            module.visit::<Preferences>();
            module.visit::<MeView>();
            module.visit::<DueView>();
            module.visit::<DiaryView>();
            module.visit::<HouseholdView>();
            module.visit::<EntryView>();
            module.visit::<Draft>();
            module.visit::<Saved>();
            module.visit::<ClaimView>();
            module.visit::<KeptField>();
            module.visit::<Line>();
            module.visit::<OutboxView>();
            module.visit::<UnsentView>();
            module.visit::<RescueView>();
            module.visit::<SignedOutView>();
            module.visit::<CarriedView>();
            module.visit::<RecoveryView>();
            module.visit::<SyncView>();
        }
        Some("district") => {
            module.visit::<ApiProblem>();
            module.visit::<RescueTaken>();
            module.visit::<DistrictEvent>();
            module.visit::<SignIn>();
            module.visit::<DistrictMe>();
            module.visit::<Overview>();
            module.visit::<HouseholdList>();
            module.visit::<HouseholdPage>();
        }
        _ => return ExitCode::from(2),
    }
    let is_phone = std::env::args().nth(1).as_deref() == Some("phone");
    print!("{}{}", module.text(), if is_phone { limits() } else { String::new() });
    ExitCode::SUCCESS
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
