//! Making a district's schema and bringing it to this program's version. A released step is frozen; each runs in one transaction
//! with its version.

use std::sync::LazyLock;

use tokio_postgres::Client;

use crate::{
    StorageError,
    server_error::{Refusal, ServerError},
    session::postgres::Connection,
};

/// SQL that brings a schema to a version, as for the embedded database: number N to version N.
pub(super) const STEPS: &[&str] = &[include_str!("migrations/001.sql")];

/// The tables of a district.
pub(super) static TABLES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let after = |step: &'static str| step.split("CREATE TABLE ").skip(1).filter_map(|rest| rest.split([' ', '(', '\n']).next());
    STEPS.iter().flat_map(|step| after(step)).collect()
});

/// Held while a schema is looked at and changed, so that two processes take turns.
const VERSION: &str = "CREATE TABLE schema_version (id BIGINT PRIMARY KEY CHECK (id = 1), version BIGINT NOT NULL);
INSERT INTO schema_version (id, version) VALUES (1, 0)";

/// Makes the district's tables in a schema that is not there, or that holds nothing: an operator may have made it.
pub(super) fn create(connection: &Connection, schema: &str) -> Result<(), StorageError> {
    let client = &connection.client;
    connection.wait(async {
        let encoding: String = client.query_one("SHOW server_encoding", &[]).await?.try_get(0)?;
        if encoding != "UTF8" {
            return Err(ServerError::of(Refusal::Encoding));
        }
        client.batch_execute("BEGIN").await?;
        let is_there: bool = client.query_one("SELECT to_regnamespace($1) IS NOT NULL", &[&schema]).await?.try_get(0)?;
        if !is_there {
            client.batch_execute(&format!("CREATE SCHEMA {schema}")).await?;
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace($1))";
        if client.query_one(sql, &[&schema]).await?.try_get::<_, bool>(0)? {
            return Err(ServerError::of(Refusal::Taken));
        }
        client.batch_execute(&format!("SET LOCAL search_path TO {schema}; {VERSION}; COMMIT")).await?;
        Ok(())
    })?;
    migrate(connection, schema, STEPS)
}

pub(super) fn remove(connection: &Connection, schema: &str) -> Result<(), ServerError> {
    connection.wait(async { Ok(connection.client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).await?) })
}

/// Brings the schema to the version of these steps; a newer one is refused before any write.
pub(super) fn migrate(connection: &Connection, schema: &str, steps: &[&str]) -> Result<(), StorageError> {
    let client = &connection.client;
    connection.wait(async {
        let version = version(client, schema, "").await?;
        let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
        if version > known {
            return Err(StorageError::Newer { found: version, known });
        }
        for (step, number) in steps.iter().zip(1_i64..).skip_while(|(_, number)| *number <= version) {
            take(client, schema, step, number).await?;
        }
        Ok(())
    })
}

async fn take(client: &Client, schema: &str, step: &str, number: i64) -> Result<(), ServerError> {
    client.batch_execute("BEGIN").await?;
    // Another process may have brought the schema here while this one waited for the row.
    let work = if version(client, schema, "FOR UPDATE").await? < number {
        format!("SET LOCAL search_path TO {schema}; {step}; UPDATE schema_version SET version = {number}; COMMIT")
    } else {
        "ROLLBACK".to_owned()
    };
    client.batch_execute(&work).await?;
    Ok(())
}

async fn version(client: &Client, schema: &str, lock: &str) -> Result<i64, ServerError> {
    let sql = format!("SELECT version FROM {schema}.schema_version WHERE id = 1 {lock}");
    Ok(client.query_one(&sql, &[]).await?.try_get(0)?)
}
