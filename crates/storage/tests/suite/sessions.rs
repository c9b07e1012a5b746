//! Values, rows, snapshots, transactions.

use std::{panic::AssertUnwindSafe, thread};

use daylog_storage::{Read, StorageCode, StorageError, Value, Write, feed::Feed, params};

use crate::on_each_database;

fn fill(db: &Write<'_>, rows: i64) -> Result<usize, StorageError> {
    let hash = [7_u8; 32];
    db.copy_in("tree (position, hash)", (0..rows).map(|row| [Value::Integer(row), Value::Bytes(&hash)]))
}

fn count(db: &Read<'_>) -> Result<i64, StorageError> {
    db.one("SELECT count(*) FROM tree", &[], |row| row.get(0))
}

on_each_database! {
    fn a_value_comes_back_as_it_went(made: &Made) {
        let whole: Vec<u8> = (0..=255).collect();
        made.database.write(|db| {
            db.run(
                "INSERT INTO refused (id, device, log, sequence, reason, received_at, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![i64::MIN, i64::MAX, whole, -1_i64, "한국어 中文 ' \" \\ ?1 $1", 0_i64, [0_u8; 0]],
            )
        }).unwrap();
        let found = made.database.read(|db| {
            db.many("SELECT id, device, log, reason, bytes, id < device, NULL FROM refused", &[], |row| {
                assert_eq!(row.columns(), 7);
                assert_eq!(row.value(6)?, Value::Null);
                Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<Vec<u8>>(2)?, row.get::<String>(3)?, row.get::<Vec<u8>>(4)?, row.get::<bool>(5)?))
            })
        }).unwrap();
        assert_eq!(found, [(i64::MIN, i64::MAX, whole, "한국어 中文 ' \" \\ ?1 $1".to_owned(), Vec::new(), true)]);
    }

    fn a_parameter_may_be_null_or_a_value(made: &Made) {
        made.database.write(|db| fill(db, 9)).unwrap();
        let of = |least: Option<i64>| {
            let sql = "SELECT count(*) FROM tree WHERE position >= ?1 OR ?1 IS NULL";
            made.database.read(|db| db.one(sql, params![least], |row| row.get::<i64>(0))).unwrap()
        };
        assert_eq!([of(None), of(Some(4)), of(None), of(Some(1 << 40))], [9, 5, 9, 0]);
    }

    fn rows_are_added_few_or_many(made: &Made) {
        for rows in [0, 1, 63, 64, 65, 20_000] {
            let added = made.database.write(|db| {
                db.run("DELETE FROM tree", &[])?;
                fill(db, rows)
            }).unwrap();
            assert_eq!((added, made.database.read(count).unwrap()), (usize::try_from(rows).unwrap(), rows));
        }
    }

    fn added_rows_keep_their_order_of_columns_and_nulls(made: &Made) {
        for rows in [3, 100] {
            made.database.write(|db| {
                db.run("DELETE FROM backup", &[])?;
                let row = |id: i64| [Value::Integer(1), Value::Integer(id), Value::Null, Value::Integer(id * 2)];
                db.copy_in("backup (verified, id, name, started_at)", (1..=rows).map(row))
            }).unwrap();
            let found: Vec<(i64, Option<String>, i64)> = made.database.read(|db| {
                db.many("SELECT id, name, started_at FROM backup ORDER BY id", &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            }).unwrap();
            assert_eq!(found, (1..=rows).map(|id| (id, None, id * 2)).collect::<Vec<_>>());
        }
    }

    fn one_statement_runs_for_each_of_its_parameters(made: &Made) {
        made.database.write(|db| fill(db, 100)).unwrap();
        let sql = "UPDATE tree SET hash = coalesce(?2, hash) WHERE position = ?1";
        let hash = |byte: u8| [byte; 32];
        let hashes = [hash(1), hash(2), hash(3)];
        // The first is without a value, so that its statement says nothing of a type.
        let rows = [[Value::Integer(4), Value::Null], [Value::Integer(5), Value::Bytes(&hashes[0])], [Value::Integer(500), Value::Bytes(&hashes[1])]];
        let (changed, statements) = made.database.write(|db| {
            let before = daylog_storage::statements();
            let changed = db.run_each(sql, &rows)?;
            Ok::<_, StorageError>((changed, daylog_storage::statements() - before))
        }).unwrap();
        assert_eq!((changed, statements), (2, 1));
        let of = |position: i64| {
            made.database.read(|db| db.one("SELECT hash FROM tree WHERE position = ?1", params![position], |row| row.get::<[u8; 32]>(0))).unwrap()
        };
        assert_eq!([of(4), of(5), of(6)], [hash(7), hash(1), hash(7)]);
        let none = made.database.write(|db| db.run_each(sql, &[[Value::Integer(1); 2]; 0])).unwrap();
        assert_eq!(none, 0);
        // One that fails takes all of them along.
        let failed = [[Value::Integer(6), Value::Bytes(&hashes[2])], [Value::Integer(7), Value::Bytes(b"short")]];
        assert!(made.database.write(|db| db.run_each(sql, &failed)).is_err());
        assert_eq!(of(6), hash(7));
    }

    /// While an answer of many rows is read, the same session asks, writes and reads another such answer.
    fn questions_can_be_asked_while_an_answer_is_read(made: &Made) {
        let seen = made.database.write(|db| {
            fill(db, 1_000)?;
            let mut seen = 0;
            db.each("SELECT position FROM tree ORDER BY position", &[], |row| {
                let position: i64 = row.get(0)?;
                if position % 250 == 0 {
                    db.each("SELECT position FROM tree WHERE position >= ?1", params![position], |_| {
                        seen += 1;
                        Ok::<_, StorageError>(())
                    })?;
                }
                assert_eq!(db.run("UPDATE tree SET hash = hash WHERE position = ?1", params![position])?, 1);
                assert_eq!(count(db)?, 1_000);
                Ok::<_, StorageError>(())
            })?;
            Ok::<_, StorageError>(seen)
        }).unwrap();
        assert_eq!(seen, 1_000 + 750 + 500 + 250);
    }

    fn an_answer_can_be_left_in_the_middle(made: &Made) {
        made.database.write(|db| fill(db, 5_000)).unwrap();
        made.database.read(|db| {
            let mut seen = 0;
            let left = db.each("SELECT position FROM tree", &[], |_| {
                seen += 1;
                if seen == 70 { Err(StorageError::Damaged) } else { Ok(()) }
            });
            assert!(matches!(left, Err(StorageError::Damaged)));
            assert!(db.optional("SELECT position FROM tree ORDER BY position", &[], |row| row.get::<i64>(0))? == Some(0));
            assert_eq!(count(db)?, 5_000);
            Ok::<_, StorageError>(())
        }).unwrap();
    }

    fn an_error_leaves_nothing_behind(made: &Made) {
        let failed = made.database.write(|db| {
            fill(db, 3)?;
            Err::<(), _>(StorageError::Missing)
        });
        assert!(matches!(failed, Err(StorageError::Missing)));
        assert_eq!(made.database.read(count).unwrap(), 0);
    }

    fn a_statement_that_failed_leaves_nothing_to_commit_even_where_its_error_was_kept_quiet(made: &Made) {
        let kept_quiet = made.database.write(|db| {
            fill(db, 1)?;
            assert!(fill(db, 1).is_err());
            Ok::<_, StorageError>(())
        });
        let error = kept_quiet.unwrap_err();
        assert_eq!((error.code(), error.is_transient()), (StorageCode::Database, false));
        assert_eq!(made.database.read(count).unwrap(), 0);
        assert_eq!(made.database.write(|db| fill(db, 2)).unwrap(), 2);
    }

    fn a_panic_leaves_nothing_behind_and_locks_nobody_out(made: &Made) {
        let panicked = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let _: Result<(), StorageError> = made.database.write(|db| {
                fill(db, 3)?;
                panic!("on purpose");
            });
        }));
        assert!(panicked.is_err());
        assert_eq!(made.database.write(|db| fill(db, 2)).unwrap(), 2);
        assert_eq!(made.again().read(count).unwrap(), 2);
    }

    fn a_reader_sees_one_moment(made: &Made) {
        let other = made.again();
        made.database.read(|db| {
            assert_eq!(count(db)?, 0);
            other.write(|db| fill(db, 5))?;
            assert_eq!(count(db)?, 0, "what came later is not seen");
            Ok::<_, StorageError>(())
        }).unwrap();
        assert_eq!(made.database.read(count).unwrap(), 5);
        assert_eq!(made.database.read_apart(count).unwrap(), 5);
    }

    /// Each takes the next number, twice as many as writers; none is given twice and none is left out.
    fn writers_of_several_processes_follow_each_other(made: &Made) {
        let before = made.database.read(daylog_storage::feed::changes).unwrap().last;
        let processes = [made.again(), made.again(), made.database.clone(), made.database.clone()];
        let mut taken: Vec<i64> = thread::scope(|scope| {
            let writers: Vec<_> = processes.iter().map(|database| scope.spawn(move || {
                let take = |_| database.write(|db| {
                    let mut feed = Feed::begin(db)?;
                    let number = feed.take_for_entries(1)?;
                    feed.finish(db)?;
                    Ok::<_, StorageError>(number)
                }).unwrap();
                (0..25).map(take).collect::<Vec<_>>()
            })).collect();
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
        });
        taken.sort_unstable();
        assert_eq!(taken, (before + 1..=before + 100).collect::<Vec<_>>());
    }
}
