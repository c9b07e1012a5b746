//! `/api/v1/access-record`: who signed in and who looked at personal data, for those who may read that; as a page and as a file.

use axum::{
    Json,
    extract::State,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use daylog_district::{
    record,
    types::{AccessKind, AccessLine, AccessPage},
};
use daylog_domain::time::{Date, Zone};
use daylog_storage::{access_record::Filter, district};
use serde::Deserialize;

use super::{
    district::{Params, date},
    problem::Refusal,
    session::{Origin, SignedIn},
};
use crate::{api::problem::ApiProblem, state::Server};

/// Lines of a page, and at most of a file.
const ROWS: u32 = 100;
const FILE_ROWS: u32 = 100_000;

#[derive(Deserialize)]
pub struct RecordQuery {
    account: Option<i64>,
    what: Option<AccessKind>,
    household: Option<u32>,
    from: Option<String>,
    until: Option<String>,
    after: Option<i64>,
}

impl RecordQuery {
    fn filter(&self, zone: Zone) -> Result<Filter, Refusal> {
        Ok(Filter {
            account: self.account,
            what: self.what.map(|what| what.code().to_owned()),
            household: self.household,
            from: day(self.from.as_deref(), "from")?.map(|from| zone.day(from).0),
            before: day(self.until.as_deref(), "until")?.map(|until| zone.day(until).1),
            older_than: self.after,
        })
    }
}

fn day(text: Option<&str>, field: &'static str) -> Result<Option<Date>, Refusal> {
    date(text).map_err(|_| Refusal::BadRequest { field })
}

/// A page of the record, the newest line first.
#[utoipa::path(get, path = "/api/v1/access-record", operation_id = "access_record", tag = "accounts", security(("session" = [])),
    params(
        ("account" = Option<i64>, Query, description = "Only lines about this account."),
        ("what" = Option<AccessKind>, Query, example = "household", description = "Only lines that say this."),
        ("household" = Option<u32>, Query, description = "Only who looked at this household."),
        ("from" = Option<String>, Query, format = Date, example = "2020-02-27", description = "The first day."),
        ("until" = Option<String>, Query, format = Date, example = "2020-02-28", description = "The last day."),
        ("after" = Option<i64>, Query, description = "`next` of the page before.")),
    responses(
        (status = 200, body = AccessPage),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`", body = ApiProblem)))]
pub async fn page(
    State(server): State<Server>,
    _signed_in: SignedIn,
    Params(query): Params<RecordQuery>,
) -> Result<Json<AccessPage>, Refusal> {
    let told = move |server: &Server| {
        // What waits belongs to it.
        server.keep_record();
        server.database.read(|db| {
            let filter = query.filter(district::read(db)?.settings.zone)?;
            Ok::<_, Refusal>(record::page(db, &filter, ROWS)?)
        })
    };
    Ok(Json(server.blocking(told).await??))
}

/// The same as a file: comma-separated, UTF-8, at most 100,000 lines.
#[utoipa::path(get, path = "/api/v1/access-record.csv", operation_id = "access_record_file", tag = "accounts", security(("session" = [])),
    params(
        ("account" = Option<i64>, Query, description = "Only lines about this account."),
        ("what" = Option<AccessKind>, Query, example = "household", description = "Only lines that say this."),
        ("household" = Option<u32>, Query, description = "Only who looked at this household."),
        ("from" = Option<String>, Query, format = Date, example = "2020-02-27", description = "The first day."),
        ("until" = Option<String>, Query, format = Date, example = "2020-02-28", description = "The last day.")),
    responses(
        (status = 200, description = "One line for each of the record's.", body = String, content_type = "text/csv"),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`forbidden`", body = ApiProblem)))]
pub async fn file(
    State(server): State<Server>,
    signed_in: SignedIn,
    origin: Origin,
    Params(query): Params<RecordQuery>,
) -> Result<Response, Refusal> {
    let told = move |server: &Server| {
        server.keep_record();
        let page = server.database.read(|db| {
            let filter = query.filter(district::read(db)?.settings.zone)?;
            Ok::<_, Refusal>(record::page(db, &filter, FILE_ROWS)?)
        })?;
        let rows = u32::try_from(page.lines.len()).unwrap_or(u32::MAX);
        let left = record::line(AccessKind::Export, server.time().trusted(), Some(signed_in.account.id), &origin.address);
        server.recorder.add(daylog_storage::access_record::Access { rows: Some(rows), ..left });
        server.keep_record();
        Ok::<_, Refusal>(csv(&page.lines))
    };
    let text = server.blocking(told).await??;
    let disposition = "attachment; filename=\"access-record.csv\"";
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, disposition)], text).into_response())
}

/// With a mark that tells spreadsheets that it is UTF-8.
fn csv(lines: &[AccessLine]) -> String {
    let mut text = String::from("\u{feff}time,account,name,what,household,rows,address\r\n");
    for line in lines {
        let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
        let cells = [
            line.at_text.clone(),
            number(line.account),
            line.name.clone().unwrap_or_default(),
            line.what.code().to_owned(),
            line.household_code.clone().unwrap_or_else(|| number(line.household.map(i64::from))),
            number(line.rows.map(i64::from)),
            line.address.clone(),
        ];
        text.push_str(&cells.map(|cell| quoted(&cell)).join(","));
        text.push_str("\r\n");
    }
    text
}

/// A cell that a spreadsheet takes for text: what looks like a formula is none.
fn quoted(cell: &str) -> String {
    let guarded = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() };
    if guarded.contains([',', '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_formula_or_holds_a_comma_is_one_cell_of_text() {
        for (cell, written) in [("书记", "书记"), ("=1+1", "'=1+1"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("@x,y", "\"'@x,y\"")]
        {
            assert_eq!(quoted(cell), written);
        }
    }
}
