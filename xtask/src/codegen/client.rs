//! The dashboard's client in TypeScript: one function an operation, with what it takes and what comes back.
//! How a request travels is in `ui/district/shared/server/request.ts`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::operations::{self, Answer, Body, Operation, Parameter, Type};
use crate::failure::Failure;

const HEAD: &str = "\
// Made from the server's OpenAPI document by `cargo xtask codegen`. Change the routes in crates/server/src/routes instead.
";
const REQUEST: &str = "../shared/server/request";

/// `types` are the exported ones that bodies and answers may name.
pub fn write(document: &Value, types: &str) -> Result<String, Failure> {
    let operations = operations::of(document)?;
    let schemas: BTreeSet<&str> = operations.iter().flat_map(named).filter_map(|kind| kind.schema.as_deref()).collect();
    if let Some(missing) = schemas.iter().find(|name| !types.contains(&format!("export type {name} = "))) {
        return Err(Failure::found(format!("{missing} is in the OpenAPI document and not among the types that export_types.rs visits")));
    }
    let mut names = BTreeSet::new();
    if let Some(twice) = operations.iter().find(|operation| !names.insert(&operation.id)) {
        return Err(Failure::found(format!("two operations are called {}", twice.id)));
    }
    let functions: Vec<_> = operations.iter().map(Function::of).collect();
    let used: BTreeSet<_> = functions.iter().flat_map(|function| &function.uses).copied().collect();
    let used: Vec<_> = used.into_iter().collect();
    let schemas: Vec<_> = schemas.into_iter().collect();
    let mut text = format!("{HEAD}import {{ {} }} from '{REQUEST}'\n", used.join(", "));
    text.push_str(&format!(
        "import type {{ {} }} from './types'\n\nexport type {{ Download, Question, Source, Stream }} from '{REQUEST}'\n",
        schemas.join(", ")
    ));
    functions.iter().for_each(|function| text.push_str(&function.text));
    Ok(text)
}

/// Every type that the operation takes or gives.
fn named(operation: &Operation) -> impl Iterator<Item = &Type> {
    let parameters = operation.path_parameters.iter().chain(&operation.query).map(|parameter| &parameter.kind);
    let body = operation.body.iter().filter_map(|body| match body {
        Body::Json(kind) => Some(kind),
        Body::File => None,
    });
    let answer = match &operation.answer {
        Answer::Json(kind) | Answer::Stream(kind) => Some(kind),
        Answer::Nothing | Answer::File => None,
    };
    parameters.chain(body).chain(answer)
}

/// An operation as TypeScript, and what of `request.ts` it calls.
struct Function {
    text: String,
    uses: Vec<&'static str>,
}

impl Function {
    fn of(operation: &Operation) -> Self {
        let (call, answer) = call(operation);
        let takes = takes(operation);
        let takes: Vec<_> = takes.iter().map(|(name, kind)| format!("{name}{kind}")).collect();
        let gives = gives(operation);
        let text = format!(
            "\n/** {} */\nexport const {} = ({}) => {call}{answer}({})\n",
            operation.about,
            camel(&operation.id),
            takes.join(", "),
            gives.join(", ")
        );
        let path = if operation.path_parameters.is_empty() { None } else { Some("path") };
        Function { text, uses: path.into_iter().chain([call]).collect() }
    }
}

/// The function of `request.ts`, and the type that it is told to give.
fn call(operation: &Operation) -> (&'static str, String) {
    let answer = match &operation.answer {
        Answer::Json(kind) | Answer::Stream(kind) => format!("<{}>", kind.text),
        Answer::Nothing => "<null>".to_owned(),
        Answer::File => String::new(),
    };
    let call = match (&operation.answer, operation.method.as_str(), &operation.body) {
        (Answer::Stream(_), ..) => "stream",
        (Answer::File, ..) => "download",
        (_, "get", _) => "question",
        (.., Some(Body::File)) => "upload",
        _ => "write",
    };
    (call, answer)
}

/// Arguments with their types: what stands in the path, then the body, then the query.
fn takes(operation: &Operation) -> Vec<(String, String)> {
    let mut takes: Vec<_> = operation.path_parameters.iter().map(|each| (camel(&each.name), format!(": {}", each.kind.text))).collect();
    match &operation.body {
        Some(Body::Json(kind)) => takes.push(("body".to_owned(), format!(": {}", kind.text))),
        Some(Body::File) => takes.push(("file".to_owned(), ": Blob".to_owned())),
        None => {}
    }
    if operation.has_key {
        takes.push(("key".to_owned(), "?: string".to_owned()));
    }
    if !operation.query.is_empty() {
        let fields: Vec<_> = operation.query.iter().map(field).collect();
        let default = if operation.query.iter().any(|each| each.is_required) { "" } else { " = {}" };
        takes.push(("query".to_owned(), format!(": {{ {} }}{default}", fields.join("; "))));
    }
    takes
}

/// A query's names stay as the server reads them.
fn field(parameter: &Parameter) -> String {
    format!("{}{}: {}", parameter.name, if parameter.is_required { "" } else { "?" }, parameter.kind.text)
}

/// What is handed on to `request.ts`.
fn gives(operation: &Operation) -> Vec<String> {
    let method = match (operation.method.as_str(), &operation.body) {
        ("get", _) | (_, Some(Body::File)) => None,
        (method, _) => Some(format!("'{}'", method.to_uppercase())),
    };
    let body = operation.body.as_ref().map(|body| if matches!(body, Body::File) { "file" } else { "body" });
    let query = if operation.query.is_empty() { None } else { Some("query") };
    let last = body.or(query).map(str::to_owned);
    let key = operation.has_key.then(|| "key".to_owned());
    let last = last.or_else(|| key.as_ref().map(|_| "undefined".to_owned()));
    method.into_iter().chain([address(operation)]).chain(last).chain(key).collect()
}

/// The path beside the page, which lies where the server's root is, as text or as a template with its parameters.
fn address(operation: &Operation) -> String {
    let path = operation.path.trim_start_matches('/');
    if operation.path_parameters.is_empty() {
        return format!("'{path}'");
    }
    let filled = operation
        .path_parameters
        .iter()
        .fold(path.to_owned(), |path, each| path.replace(&format!("{{{}}}", each.name), &format!("${{{}}}", camel(&each.name))));
    format!("path`{filled}`")
}

fn camel(name: &str) -> String {
    let mut words = name.split(['_', '-']);
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        let initial = letters.next().map(|letter| letter.to_ascii_uppercase());
        initial.map_or(text.clone(), |initial| format!("{text}{initial}{}", letters.as_str()))
    })
}

#[cfg(test)]
mod tests;
