//! Which addresses are understood, and that none shows its password.

use std::{path::PathBuf, time::Duration};

use tokio_postgres::config::TargetSessionAttrs;

use super::{Address, AddressProblem, Bounds, Encryption};

fn problem(text: &str) -> AddressProblem {
    Address::parse(text).map(|_| ()).unwrap_err()
}

#[test]
fn an_address_names_server_database_district_and_authority() {
    let text = "postgres://daylog:s%40cret@db.example:6432/province?district=d17&sslmode=verify-full&sslrootcert=/etc/daylog/db%20ca.pem";
    let address = Address::parse(text).unwrap();
    assert_eq!(address.district(), "d17");
    assert_eq!(address.config.get_password(), Some(&b"s@cret"[..]));
    assert_eq!(address.config.get_ports(), [6432]);
    assert_eq!(address.encryption, Encryption::Verified(Some(PathBuf::from("/etc/daylog/db ca.pem"))));
}

#[test]
fn an_address_may_say_how_many_connections_and_how_long_to_wait() {
    let bounds = |options: &str| Address::parse(&format!("postgres://daylog@localhost/daylog?{options}")).unwrap().bounds;
    assert_eq!(bounds(""), Bounds { pool: 16, timeout: Duration::from_secs(30) });
    assert_eq!(bounds("timeout=5&pool=40"), Bounds { pool: 40, timeout: Duration::from_secs(5) });
}

#[test]
fn of_several_servers_the_one_that_can_be_written_is_looked_for_until_the_last_was_asked() {
    let address = |hosts: &str, options: &str| Address::parse(&format!("postgres://daylog@{hosts}/daylog?{options}")).unwrap();
    let looked_for = |hosts, options| address(hosts, options).config.get_target_session_attrs();
    assert_eq!(looked_for("db1,db2", ""), TargetSessionAttrs::ReadWrite);
    assert_eq!(looked_for("db1,db2", "target_session_attrs=any"), TargetSessionAttrs::Any);
    assert_eq!(looked_for("db1", ""), TargetSessionAttrs::Any);
    assert_eq!(looked_for("db1", "target_session_attrs=read-write"), TargetSessionAttrs::ReadWrite);
    let each = *address("db1", "").config.get_connect_timeout().unwrap();
    assert!(address("db1,db2,db3", "").let_in() > each * 3);
}

#[test]
fn without_a_word_the_district_is_d1_and_only_this_machine_is_asked_in_the_clear() {
    for (text, encryption) in [
        ("postgres://daylog@localhost/daylog", Encryption::None),
        ("postgres://daylog@127.0.0.1:5433/daylog", Encryption::None),
        ("postgres://daylog@[::1]/daylog", Encryption::None),
        ("postgresql://daylog@%2Fvar%2Frun%2Fpostgresql/daylog", Encryption::None),
        ("postgres://daylog@10.0.0.7/daylog", Encryption::Verified(None)),
        ("postgres://daylog@db1,db2/daylog", Encryption::Verified(None)),
        ("postgres://daylog@localhost,db2/daylog", Encryption::Verified(None)),
        ("postgres://daylog@10.0.0.7/daylog?sslmode=disable", Encryption::None),
    ] {
        let address = Address::parse(text).unwrap();
        assert_eq!((address.district(), &address.encryption), ("d1", &encryption), "{text}");
        assert_eq!(address.is_open_to_the_network(), text.contains("disable"), "{text}");
    }
}

#[test]
fn what_is_not_understood_is_refused() {
    for (text, expected) in [
        ("mysql://daylog@localhost/daylog", AddressProblem::NotPostgres),
        ("host=localhost user=daylog", AddressProblem::NotPostgres),
        ("postgres://daylog@localhost:port/daylog", AddressProblem::Form),
        ("postgres://daylog@localhost/daylog?district", AddressProblem::Form),
        ("postgres://localhost/daylog", AddressProblem::Incomplete),
        ("postgres://daylog@localhost", AddressProblem::Incomplete),
        ("postgres://daylog:s@cret@localhost/daylog", AddressProblem::Ambiguous),
        ("postgres://daylog:s@1/cret@localhost/daylog", AddressProblem::Ambiguous),
        ("postgres://daylog:s/cret@localhost/daylog", AddressProblem::Ambiguous),
        ("postgres://daylog@localhost/daylog?distrikt=d1", AddressProblem::Option),
        ("postgres://daylog@localhost/daylog?district=d1&district=d2", AddressProblem::Option),
        ("postgres://daylog@localhost/daylog?options=-csearch_path%3Dx", AddressProblem::Option),
        ("postgres://daylog@localhost/daylog?district=D1", AddressProblem::District),
        ("postgres://daylog@localhost/daylog?district=1d", AddressProblem::District),
        ("postgres://daylog@localhost/daylog?district=public", AddressProblem::District),
        ("postgres://daylog@localhost/daylog?district=pg_x", AddressProblem::District),
        ("postgres://daylog@localhost/daylog?district=d%22%3Bdrop", AddressProblem::District),
        ("postgres://daylog@localhost/daylog?pool=1", AddressProblem::Pool),
        ("postgres://daylog@localhost/daylog?pool=many", AddressProblem::Pool),
        ("postgres://daylog@localhost/daylog?pool=501", AddressProblem::Pool),
        ("postgres://daylog@localhost/daylog?timeout=0", AddressProblem::Timeout),
        ("postgres://daylog@localhost/daylog?timeout=601", AddressProblem::Timeout),
        ("postgres://daylog@localhost/daylog?timeout=%2B5", AddressProblem::Timeout),
        ("postgres://daylog@db/daylog?sslmode=require", AddressProblem::Encryption),
        ("postgres://daylog@db/daylog?sslmode=prefer", AddressProblem::Encryption),
        ("postgres://daylog@db/daylog?sslmode=disable&sslrootcert=ca.pem", AddressProblem::Authority),
    ] {
        assert_eq!(problem(text), expected, "{text}");
    }
}

#[test]
fn no_part_of_an_address_is_shown() {
    let shown = format!("{:?}", Address::parse("postgres://daylog:s3cret@db.example/province?district=d17").unwrap());
    assert_eq!(shown, r#"Address { district: "d17", .. }"#);
    let refused = Address::parse("postgres://daylog:s3cret@db.example:x/province").unwrap_err();
    assert!(!format!("{refused:?} {refused}").contains("s3cret"));
}
