//! What an OpenAPI document says of the routes under `/api/v1`, as far as a client needs it. What a client could not be written
//! for is found fault with, and not left out.

use serde_json::Value;

use crate::failure::Failure;

/// Where the dashboard's routes are.
const ROOT: &str = "/api/v1/";
/// Every write carries this header by itself.
const WRITE_HEADER: &str = "x-daylog";
/// An act is carried out once under one key.
const KEY_HEADER: &str = "idempotency-key";
/// Routes under this tag are for programs that read documents.
const DOCUMENT: &str = "document";

/// One method on one path.
#[derive(Debug)]
pub struct Operation {
    /// As the document has it, in snake_case.
    pub id: String,
    pub about: String,
    /// In lower case.
    pub method: String,
    pub path: String,
    pub path_parameters: Vec<Parameter>,
    pub query: Vec<Parameter>,
    pub body: Option<Body>,
    /// Whether it takes a key.
    pub has_key: bool,
    pub answer: Answer,
}

#[derive(Debug)]
pub struct Parameter {
    pub name: String,
    pub kind: Type,
    pub is_required: bool,
}

/// As TypeScript writes it, and the schema that it names, if it names one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    pub text: String,
    pub schema: Option<String>,
}

#[derive(Debug)]
pub enum Body {
    Json(Type),
    /// A file as it is.
    File,
}

#[derive(Debug)]
pub enum Answer {
    Nothing,
    Json(Type),
    /// Server-sent events, each with a message of this type.
    Stream(Type),
    /// To be downloaded.
    File,
}

/// Every operation, by path and method.
pub fn of(document: &Value) -> Result<Vec<Operation>, Failure> {
    let paths = document.get("paths").and_then(Value::as_object).ok_or_else(|| Failure::found("the OpenAPI document has no paths"))?;
    let mut operations = Vec::new();
    for (path, methods) in paths.iter().filter(|(path, _)| path.starts_with(ROOT)) {
        for (method, described) in methods.as_object().into_iter().flatten() {
            if !items(described, "tags").any(|tag| tag == DOCUMENT) {
                let read = operation(path, method, described);
                operations.push(read.map_err(|why| Failure::found(format!("{method} {path}: {why}")))?);
            }
        }
    }
    operations.sort_by(|one, other| (&one.path, &one.method).cmp(&(&other.path, &other.method)));
    Ok(operations)
}

fn operation(path: &str, method: &str, described: &Value) -> Result<Operation, String> {
    let (query, body) = (parameters(described, "query")?, body(described)?);
    match (method, &body) {
        ("get", None) => {}
        ("post", Some(Body::File)) | ("post" | "put" | "delete", None | Some(Body::Json(_))) if query.is_empty() => {}
        _ => return Err("a client for such a method, query and body was not needed yet".to_owned()),
    }
    let lines = ["summary", "description"].map(|line| text(described, line).unwrap_or_default().trim().replace('\n', " "));
    Ok(Operation {
        id: text(described, "operationId").ok_or("it has no operationId")?.to_owned(),
        about: lines.join(" ").trim().to_owned(),
        method: method.to_owned(),
        path: path.to_owned(),
        path_parameters: parameters(described, "path")?,
        query,
        body,
        has_key: items(described, "parameters").any(|parameter| text(parameter, "name") == Some(KEY_HEADER)),
        answer: answer(described)?,
    })
}

fn parameters(described: &Value, place: &str) -> Result<Vec<Parameter>, String> {
    let mut found = Vec::new();
    for parameter in items(described, "parameters") {
        let name = text(parameter, "name").ok_or("a parameter has no name")?;
        match text(parameter, "in") {
            Some("path" | "query") => {}
            Some("header") if name == WRITE_HEADER || name == KEY_HEADER => {}
            other => return Err(format!("no client sends {name} in {}", other.unwrap_or("nothing"))),
        }
        if text(parameter, "in") == Some(place) {
            let kind = parameter.get("schema").map(type_of).ok_or_else(|| format!("{name} has no schema"))??;
            let is_required = parameter.get("required").and_then(Value::as_bool) == Some(true);
            found.push(Parameter { name: name.to_owned(), kind, is_required });
        }
    }
    Ok(found)
}

fn body(described: &Value) -> Result<Option<Body>, String> {
    let Some(content) = described.get("requestBody").and_then(content) else { return Ok(None) };
    match content {
        ("application/json", schema) => Ok(Some(Body::Json(named(schema)?))),
        ("application/octet-stream", _) => Ok(Some(Body::File)),
        (kind, _) => Err(format!("no client sends a body of {kind}")),
    }
}

/// The answer of a request that went well. There is one such status at most.
fn answer(described: &Value) -> Result<Answer, String> {
    let responses = described.get("responses").and_then(Value::as_object).ok_or("it has no responses")?;
    let mut good = responses.iter().filter(|(status, _)| status.starts_with('2'));
    let (Some((status, response)), None) = (good.next(), good.next()) else {
        return Err("it has not one status that is good".to_owned());
    };
    match content(response) {
        Some(("application/json", schema)) => Ok(Answer::Json(named(schema)?)),
        Some(("text/event-stream", schema)) => Ok(Answer::Stream(named(schema)?)),
        Some(_) => Ok(Answer::File),
        None if status == "204" => Ok(Answer::Nothing),
        None => Err(format!("{status} has no content, and is not 204")),
    }
}

/// The first kind of content and its schema.
fn content(holder: &Value) -> Option<(&str, &Value)> {
    let (kind, described) = holder.get("content")?.as_object()?.iter().next()?;
    Some((kind, described.get("schema").unwrap_or(&Value::Null)))
}

/// Bodies and answers are types of ours, with a name.
fn named(schema: &Value) -> Result<Type, String> {
    let found = type_of(schema)?;
    if found.schema.is_some() { Ok(found) } else { Err(format!("{schema} has no name")) }
}

fn type_of(schema: &Value) -> Result<Type, String> {
    if let Some(name) = text(schema, "$ref").and_then(|path| path.strip_prefix("#/components/schemas/")) {
        return Ok(Type { text: name.to_owned(), schema: Some(name.to_owned()) });
    }
    // What may be left out is described as null or something.
    if let Some(one) = items(schema, "oneOf").find(|one| text(one, "type") != Some("null")) {
        return type_of(one);
    }
    let kind = items(schema, "type").chain(schema.get("type")).filter_map(Value::as_str).find(|kind| *kind != "null");
    let plain = |text: &str| Ok(Type { text: text.to_owned(), schema: None });
    match kind {
        Some("integer" | "number") => plain("number"),
        Some("string") => plain("string"),
        Some("boolean") => plain("boolean"),
        Some("array") => {
            let each = type_of(schema.get("items").unwrap_or(&Value::Null))?;
            Ok(Type { text: format!("{}[]", each.text), schema: each.schema })
        }
        _ => Err(format!("{schema} cannot be written in TypeScript")),
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}
