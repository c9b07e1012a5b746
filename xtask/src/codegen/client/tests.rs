//! The client of small documents, and what no client is written for.

use serde_json::{Value, json};

use super::write;

const TYPES: &str = "export type Page = { day: string, };\nexport type Draft = { text: string, };\nexport type Heard = \"all\";\n";

/// A document with one operation at `/api/v1/pages/{page}`, and what its client says of it.
fn client(method: &str, operation: &Value) -> Result<String, String> {
    let document = json!({ "paths": { "/sync": { "post": {} }, "/api/v1/pages/{page}": { method: operation } } });
    let written = write(&document, TYPES).map_err(|why| why.to_string())?;
    Ok(written.lines().skip_while(|line| !line.starts_with("/**")).collect::<Vec<_>>().join("\n"))
}

fn parameter(name: &str, place: &str, required: bool, schema: &Value) -> Value {
    json!({ "name": name, "in": place, "required": required, "schema": schema })
}

fn page_number() -> Value {
    parameter("page", "path", true, &json!({ "type": "integer", "format": "int32" }))
}

fn gives(kind: &str, schema: &str) -> Value {
    json!({ "200": { "content": { kind: { "schema": { "$ref": format!("#/components/schemas/{schema}") } } } }, "401": {} })
}

#[test]
fn a_question_takes_path_and_query_and_gives_the_schema_of_its_answer() {
    let date = parameter("day_from", "query", false, &json!({ "type": ["string", "null"] }));
    let only = parameter("only", "query", false, &json!({ "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Heard" }] }));
    let operation = json!({ "operationId": "one_page", "summary": "One page.", "description": "Of\nmany.", "parameters": [page_number(), date, only],
        "responses": gives("application/json", "Page") });
    let expected = "/** One page. Of many. */\nexport const onePage = (page: number, query: { day_from?: string; only?: Heard } = {}) => \
                    question<Page>(path`api/v1/pages/${page}`, query)";
    assert_eq!(client("get", &operation).unwrap(), expected);
}

#[test]
fn a_query_that_must_be_given_has_no_default() {
    let rows = parameter("rows", "query", true, &json!({ "type": "integer" }));
    let operation = json!({ "operationId": "page", "summary": "One.", "parameters": [page_number(), rows], "responses": gives("application/json", "Page") });
    let expected =
        "/** One. */\nexport const page = (page: number, query: { rows: number }) => question<Page>(path`api/v1/pages/${page}`, query)";
    assert_eq!(client("get", &operation).unwrap(), expected);
}

#[test]
fn writes_uploads_streams_and_files_are_told_apart() {
    let header = parameter("x-daylog", "header", true, &json!({ "type": "string" }));
    let body = json!({ "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Draft" } } } });
    let file = json!({ "content": { "application/octet-stream": { "schema": { "type": "array" } } } });
    let csv = json!({ "200": { "content": { "text/csv": { "schema": { "type": "string" } } } } });
    let page = gives("application/json", "Page");
    for (method, body, answer, expected) in [
        ("post", Some(&body), &page, "(page: number, body: Draft) => write<Page>('POST', path`api/v1/pages/${page}`, body)"),
        ("delete", None, &json!({ "204": {} }), "(page: number) => write<null>('DELETE', path`api/v1/pages/${page}`)"),
        ("post", Some(&file), &page, "(page: number, file: Blob) => upload<Page>(path`api/v1/pages/${page}`, file)"),
        ("get", None, &gives("text/event-stream", "Heard"), "(page: number) => stream<Heard>(path`api/v1/pages/${page}`)"),
        ("get", None, &csv, "(page: number) => download(path`api/v1/pages/${page}`)"),
    ] {
        let mut operation = json!({ "operationId": "it", "summary": "It.", "parameters": [page_number(), header], "responses": answer });
        if let (Some(body), Some(operation)) = (body, operation.as_object_mut()) {
            operation.insert("requestBody".to_owned(), body.clone());
        }
        assert_eq!(client(method, &operation).unwrap(), format!("/** It. */\nexport const it = {expected}"));
    }
}

#[test]
fn only_what_is_used_is_imported_and_the_document_itself_is_left_out() {
    let devices = json!({ "operationId": "pages", "summary": "All.", "responses": gives("application/json", "Page") });
    let document = json!({ "operationId": "openapi", "tags": ["document"], "responses": { "200": {} } });
    let document = json!({ "paths": { "/api/v1/pages": { "get": devices }, "/api/v1/openapi.json": { "get": document } } });
    let expected = "import { question } from '../shared/server/request'\nimport type { Page } from './types'\n\n\
                    export type { Download, Question, Source, Stream } from '../shared/server/request'\n\n\
                    /** All. */\nexport const pages = () => question<Page>('api/v1/pages')\n";
    let written = write(&document, TYPES).unwrap();
    assert_eq!(written.split_once('\n').unwrap().1, expected);
}

#[test]
fn what_no_client_can_be_written_for_is_found_fault_with() {
    let id = |operation: Value| {
        let mut operation = operation;
        operation["operationId"] = json!("it");
        operation
    };
    let page = gives("application/json", "Page");
    let form = json!({ "content": { "text/plain": { "schema": { "type": "string" } } } });
    let rows = parameter("rows", "query", false, &json!({ "type": "integer" }));
    for (method, operation, why) in [
        ("get", json!({ "responses": page }), "it has no operationId"),
        ("get", id(json!({ "responses": gives("application/json", "Elsewhere") })), "Elsewhere is in the OpenAPI document"),
        ("get", id(json!({ "responses": { "200": {} } })), "200 has no content"),
        ("get", id(json!({ "responses": { "200": {}, "201": {} } })), "not one status that is good"),
        (
            "get",
            id(json!({ "responses": { "200": { "content": { "application/json": { "schema": { "type": "string" } } } } } })),
            "has no name",
        ),
        ("get", id(json!({ "responses": page, "parameters": [parameter("x-more", "header", false, &json!({}))] })), "x-more in header"),
        ("get", id(json!({ "responses": page, "parameters": [parameter("of", "query", false, &json!({}))] })), "cannot be written"),
        ("post", id(json!({ "responses": page, "requestBody": form })), "a body of text/plain"),
        ("post", id(json!({ "responses": page, "parameters": [rows] })), "was not needed yet"),
    ] {
        let said = client(method, &operation).unwrap_err();
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn two_operations_have_two_names() {
    let operation = json!({ "operationId": "it", "responses": gives("application/json", "Page") });
    let document = json!({ "paths": { "/api/v1/a": { "get": operation }, "/api/v1/b": { "get": operation } } });
    assert!(write(&document, TYPES).unwrap_err().to_string().contains("two operations are called it"));
}
