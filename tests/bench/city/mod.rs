//! The large city: what its dashboard and its phones wait for, alone and while pushes come in. Prints rows of a table.

mod cluster;
pub mod databases;
mod kept;
pub mod load;
pub mod moving;
mod page;
pub mod serving;
mod taking;

use std::time::{Duration, Instant};

use daylog_backup::folder::Folder;
use daylog_domain::ids::HouseholdId;
use daylog_testkit::{
    SeededRandom,
    city::{Phone, Size},
    postgres::Version,
};
use daylog_tests::load::{Connected, FIRST_PAGE_BYTES, Pushing};
use kept::Run;
use page::{Page, Taken};
use serving::Serving;

use crate::row::{millis, percentile, row};

const PUSHES_A_SECOND: u32 = 50;
/// Cadres whose second phones pull everything and then push.
const PHONES: usize = 100;

pub fn city(size: Size) {
    measured(&Run::of(size));
}

/// The same in a schema of PostgreSQL 15, where the same city is moved to.
pub fn city_on_postgres(size: Size) {
    let cluster = cluster::start(Version::V15);
    let run = moving::to_postgres(Run::of(size), &cluster);
    row("PostgreSQL 15, its settings beside those that it comes with", cluster::TOLD, "—");
    measured(&run);
}

fn measured(run: &Run) {
    let size = run.plan.size;
    let made = &run.made;
    row(
        &format!(
            "made from seed {}: {} communities, {} cadres, {} households, {} residents, {} days",
            kept::SEED,
            size.communities,
            size.cadres,
            run.plan.homes.len(),
            size.residents,
            size.days
        ),
        &format!(
            "{} entries in {} pushes, {:.0} s, {} MiB",
            made["entries"],
            made["pushes"],
            made["seconds"].as_f64().unwrap_or(0.0),
            made["mib"]
        ),
        "minutes",
    );
    let workers = run.phones(0..usize::try_from(size.communities).unwrap().min(10), 1);
    let cadres = run.phones((size.communities as usize..run.plan.cadres.len()).take(PHONES), 1);
    let serving = Serving::start(&run.data, run.now());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure(run, &serving, workers, cadres));
}

async fn measure(run: &Run, serving: &Serving, workers: Vec<Phone>, cadres: Vec<Phone>) {
    let folder = Folder::at(&run.data).unwrap();
    let authority = folder.authority_der().unwrap();
    let connect = |phones: Vec<_>| phones.into_iter().map(|phone| Connected::new(phone, serving.port, &authority)).collect::<Vec<_>>();
    let page = Page::signed_in(&folder, serving, &run.password).await;
    alone(run, &page).await;
    let (mut workers, mut cadres) = (connect(workers), connect(cadres));
    feeds("a community worker's", &mut workers, run, serving).await;
    feeds("a cadre's", &mut cadres, run, serving).await;
    let last_day = run.plan.size.days - 1;
    cadres.iter_mut().for_each(|phone| phone.phone.expect(&run.plan, &run.numbers, last_day));
    beside(run, &page, serving, cadres).await;
}

/// The dashboard while nothing comes in.
async fn alone(run: &Run, page: &Page) {
    // The first answer is computed; until something changes or a minute passes, the same is given again.
    let first = page.ask(["overview".to_owned()]).await;
    let kib = first.bytes / 1024;
    row("Overview, nothing known yet", &format!("{:.0} ms, {kib} KiB", millis(first.times[0])), "—");
    row("Overview again", &page.ask((0..200).map(|_| "overview".to_owned())).await.told_with_cost(), "p99 ≤ 100 ms");
    let days = page.ask((1..=5).map(|back| format!("overview?date={}", run.plan.date(run.plan.size.days.saturating_sub(1 + back))))).await;
    row("Overview of a day before, each for the first time", &days.told_with_cost(), "—");
    let communities = page.ask((1..=run.plan.size.communities.min(50)).map(|community| format!("overview?community={community}"))).await;
    row("Overview of one community, each for the first time", &communities.told_with_cost(), "—");
    others(run, page, "").await;
}

/// The pages that are computed each time.
async fn others(run: &Run, page: &Page, when: &str) {
    let told = |taken: Taken| if when.is_empty() { taken.told_with_cost() } else { taken.told() };
    let mut random = SeededRandom::new(1);
    let mut home = || usize::try_from(random.below(run.plan.homes.len() as u64)).unwrap();
    let households: Vec<_> = (0..200).map(|_| run.numbers.0[home()].0).map(|HouseholdId(id)| format!("households/{id}")).collect();
    row(&format!("Household{when}"), &told(page.ask(households).await), "p99 ≤ 50 ms");
    row(&format!("Households, first page{when}"), &told(page.ask((0..20).map(|_| "households".to_owned())).await), "—");
    let missed = page.ask((0..5).map(|_| "households?only=missed".to_owned())).await;
    row(&format!("Households with something missed{when}"), &told(missed), "—");
    let mut terms: Vec<String> = Vec::new();
    for _ in 0..25 {
        let at = &run.plan.homes[home()];
        terms.extend([at.people[0].name.clone(), at.code.clone(), at.address.clone(), run.plan.cadres[at.cadre].name.clone()]);
    }
    let searches = page.ask(terms.iter().map(|term| format!("households?search={term}"))).await;
    row(&format!("search: names, codes, addresses, cadres{when}"), &told(searches), "p99 ≤ 50 ms");
}

async fn feeds(whose: &str, phones: &mut [Connected], run: &Run, serving: &Serving) {
    let (mut times, mut items, used) = (Vec::new(), 0, serving.processor_seconds());
    for phone in phones.iter_mut() {
        let (took, came) = phone.pull_all(run.now()).await;
        times.extend(took);
        items += came;
    }
    let each = items / phones.len().max(1);
    let taken = Taken { times, bytes: 0, processor_seconds: serving.processor_seconds() - used };
    let pages = format!("{}, {each} items for a phone", taken.told_with_cost());
    row(&format!("{whose} new phone: each page of the first pull, {} KiB asked for", FIRST_PAGE_BYTES / 1024), &pages, "p99 ≤ 20 ms");
    let (mut later, used) = (Vec::new(), serving.processor_seconds());
    for _ in 0..5 {
        for phone in phones.iter_mut() {
            later.push(phone.exchange(run.now(), FIRST_PAGE_BYTES).await.0);
        }
    }
    let taken = Taken { times: later, bytes: 0, processor_seconds: serving.processor_seconds() - used };
    row(&format!("{whose} phone asks again, nothing new"), &taken.told_with_cost(), "p99 ≤ 20 ms");
}

/// The same pages while pushes come in.
async fn beside(run: &Run, page: &Page, serving: &Serving, phones: Vec<Connected>) {
    let when = format!(" while {PUSHES_A_SECOND} pushes a second come in");
    let pushing = Pushing::start(phones, PUSHES_A_SECOND, run.now());
    let (started, used) = (Instant::now(), serving.processor_seconds());
    tokio::time::sleep(Duration::from_secs(2)).await;
    row(&format!("Overview{when}"), &page.ask_for("overview", Duration::from_secs(30)).await.told(), "p99 ≤ 100 ms");
    others(run, page, &when).await;
    let share = (serving.processor_seconds() - used) / started.elapsed().as_secs_f64();
    let (_phones, mut pushes) = pushing.stop().await;
    let (median, p99) = (percentile(&mut pushes, 0.5), percentile(&mut pushes, 0.99));
    let told = format!("p50 {:.1} ms, p99 {:.1} ms of {}; the server uses {share:.2} cores", millis(median), millis(p99), pushes.len());
    row("each of these pushes, from when it was due to its receipt", &told, "—");
}
