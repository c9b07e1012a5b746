//! How a command is declared: a name, its arguments by name, what it answers, and the call. From one declaration come the call
//! by name, the list of names, and what `cargo xtask codegen` writes for TypeScript and for the shell's permissions.

/// A command as code generators see it.
pub struct Declared {
    pub name: &'static str,
    /// Its doc comment, line by line.
    pub docs: &'static [&'static str],
    pub arguments: Vec<Argument>,
    /// What it answers, in TypeScript.
    pub answer: String,
}

pub struct Argument {
    pub name: &'static str,
    /// In TypeScript; whoever may give `null` may give nothing as well.
    pub kind: String,
}

macro_rules! commands {
    (@asked_by screens) => { true };
    (@asked_by people) => { false };
    ($app:ident, $($who:ident {
        $($(#[doc = $docs:literal])* fn $name:ident($($(#[$how:meta])* $argument:ident: $kind:ty),*) -> $answer:ty $call:block)*
    })*) => {
        /// Every command, by the name that the page calls.
        pub const NAMES: &[&str] = &[$($(stringify!($name),)*)*];

        /// Calls a command. An unknown name and arguments of another form are problems of their own.
        pub async fn call($app: &Arc<App>, command: &str, arguments: Value) -> Result<Value, Problem> {
            $app.lock_when_idle();
            if !is_asked_by_screens(command) {
                $app.touch();
            }
            match command {
                $($(stringify!($name) => {
                    #[derive(Deserialize)]
                    struct Arguments { $($(#[$how])* $argument: $kind,)* }
                    let Arguments { $($argument),* } = read(arguments)?;
                    let result: Result<$answer, Problem> = $call;
                    answer(result)
                })*)*
                _ => Err(Problem::new(ProblemCode::UnknownCommand).with(|values| values.command = Some(command.to_owned()))),
            }
        }

        fn is_asked_by_screens(command: &str) -> bool {
            match command {
                $($(stringify!($name) => commands!(@asked_by $who),)*)*
                _ => false,
            }
        }

        /// Every command with its types, for code generators.
        #[must_use]
        pub fn declared(config: &ts_rs::Config) -> Vec<Declared> {
            vec![$($(Declared {
                name: stringify!($name),
                docs: &[$($docs),*],
                arguments: vec![$(Argument { name: stringify!($argument), kind: <$kind as TS>::name(config) }),*],
                answer: <$answer as TS>::name(config),
            },)*)*]
        }

        /// Shows a code generator every type that a command takes or gives.
        pub fn visit_types(visitor: &mut impl TypeVisitor) {
            $($($(visitor.visit::<$kind>();)* visitor.visit::<$answer>();)*)*
        }
    };
}
pub(super) use commands;
