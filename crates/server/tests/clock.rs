//! A server whose clock falls back or leaps: everybody who can fix it is told, and it ends nothing meanwhile.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{District, page::Page, two_households};
use serde_json::Value;

async fn told(page: &Page) -> (Value, Value) {
    let (status, overview) = page.get("/api/v1/overview").await;
    assert_eq!(status, 200, "nobody is signed out by a clock in doubt");
    let (status, health) = page.get("/healthz").await;
    assert_eq!((status, &health["healthy"]), (200, &true.into()));
    (overview["clock"].clone(), health["clock"]["behind_seconds"].clone())
}

#[tokio::test]
async fn overview_and_health_say_that_the_clock_is_wrong_and_nobody_is_signed_out() {
    for (wrong, is_behind) in
        [("1970-01-05T10:40", true), ("2010-03-01T10:40", true), ("2020-02-28T10:40", true), ("2031-03-01T10:40", false)]
    {
        let district = District::new(&two_households());
        let mut page = Page::new(&district);
        assert_eq!(page.sign_in("district", &district.password).await.0, 200);
        assert_eq!(told(&page).await, (Value::Null, Value::Null));
        district.set_time(wrong);
        let (clock, behind) = told(&page).await;
        assert_eq!((&clock["is_behind"], behind.as_i64().unwrap() > 0), (&is_behind.into(), is_behind), "{wrong}");
        assert_eq!(clock["shows_text"], wrong.replace('T', " "));
        assert_eq!(clock["taken_text"], "2020-03-01 10:40");
        assert_eq!(clock["right_until_text"], "2020-03-01 10:40");
        // A session that is opened meanwhile holds as long as any, and not until the clock shows its end.
        let mut late = Page::new(&district);
        assert_eq!(late.sign_in("district", &district.password).await.0, 200, "{wrong}");
        district.set_time("2020-03-01T11:00");
        assert_eq!(told(&page).await, (Value::Null, Value::Null), "{wrong}: set right");
        assert_eq!(told(&late).await, (Value::Null, Value::Null), "{wrong}");
        district.set_time("2020-03-02T11:00");
        assert_eq!(late.get("/api/v1/overview").await.0, 401, "{wrong}");
    }
}

#[tokio::test]
async fn an_invite_neither_expires_by_a_clock_that_leapt_nor_is_refused_by_one_that_fell_back() {
    for wrong in ["2010-03-01T10:40", "2031-03-01T10:40"] {
        let district = District::new(&two_households());
        let _first = district.device("张如彬");
        // The server has looked at its clock while it was right, as a running one does all the time.
        assert_eq!(district.server.time().doubt, None);
        district.set_time(wrong);
        district.set_time("2020-03-01T10:45");
        district.invite("权贺永", "SECRETX001");
        district.set_time(wrong);
        let key = daylog_wire::keys::SigningKey::from_seed(&[77; 32]).unwrap();
        let request = daylog_wire::enrol::EnrolRequest {
            version: daylog_wire::PROTOCOL_VERSION,
            secret: "SECRETX001".to_owned(),
            device: key.public(),
            program: "test".to_owned(),
        };
        let answer = district.enrol(&request);
        assert!(matches!(answer, daylog_wire::enrol::EnrolResponse::Enrolled(_)), "{wrong}: {answer:?}");
    }
}

#[tokio::test]
async fn devices_are_told_that_the_time_is_in_doubt_and_what_they_push_is_taken() {
    let district = District::new(&two_households());
    let mut device = district.device("张如彬");
    assert!(!device.sync(&district.server).is_time_doubted);
    district.set_time("2010-03-01T10:40");
    let answer = device.sync(&district.server);
    assert_eq!((answer.is_time_doubted, answer.verdict), (true, daylog_wire::message::Verdict::Accepted));
    district.set_time("2020-03-01T10:50");
    assert!(!device.sync(&district.server).is_time_doubted);
}
