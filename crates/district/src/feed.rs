//! One page of the feed for one device: settings, households and entries in feed order, bounded by bytes.
//! The cursor is one number, and what stands at a number never changes, so a page can be asked for again at any time.

mod ahead;

use daylog_domain::{
    ids::{CadreId, HouseholdId},
    time::Instant,
};
use daylog_faults::{Fault, broken};
use daylog_storage::{
    Read, StorageError,
    district::DistrictRow,
    feed, id, logs, number,
    pull::{self, FeedPosition},
    purges,
};
use daylog_wire::{
    chain::Salt,
    feed::{DistrictRecord, FeedEntry, FeedItem},
    segment::Segment,
};

use self::ahead::{Ahead, Step};

/// A page before it is packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    pub items: Vec<FeedItem>,
    pub cursor: i64,
    pub more: bool,
}

/// Who asks, from where, and for how much.
#[derive(Debug, Clone, Copy)]
pub struct PullQuery<'a> {
    /// Whose households are in sight: the scope that the table of access gives the device, `Scope::Cadre`.
    pub cadre: i64,
    pub device: i64,
    /// The asking log: its own entries are not sent back,
    pub own_log: &'a [u8; 16],
    /// but for those up to here, which the device evicted when their households left.
    pub gone: u64,
    pub from: i64,
    pub page_bytes: u32,
}

const LEAST_BYTES: usize = 4 * 1024;
const MOST_BYTES: usize = 1024 * 1024;
/// Places looked at for one page; own entries among them are passed over.
const MOST_PLACES: usize = 8 * 1024;
/// What one entry costs beside its own bytes, before packing.
const OVERHEAD: usize = 64;

/// Draws the next page. At least one item comes even when it alone is larger than asked for.
pub fn draw(db: &Read<'_>, district: &DistrictRow, query: &PullQuery<'_>) -> Result<Drawn, StorageError> {
    let end = feed::changes(db)?.last;
    let bounded = usize::try_from(query.page_bytes).unwrap_or(MOST_BYTES).clamp(LEAST_BYTES, MOST_BYTES);
    let limit = if broken(Fault::PageUnbounded) { usize::MAX / 4 } else { bounded };
    // No more could fit; the rest is room for own entries, which cost nothing.
    let most = if broken(Fault::PageUnbounded) { usize::MAX / 4 } else { (limit / OVERHEAD * 4).min(MOST_PLACES) };
    let (mut steps, upto) = steps(db, district, query, end, most)?;
    steps.sort_by_key(|(position, _)| *position);
    if broken(Fault::PageOutOfOrder) {
        steps.reverse();
    }
    let mut drawn = Drawn { items: Vec::new(), cursor: query.from, more: false };
    let mut size = 0;
    let (mut ahead, mut salts) = (Ahead::new(db, &steps), Salts::default());
    for (place, (position, _)) in steps.iter().enumerate() {
        if let Some(item) = item(db, district, query, (&mut ahead, place), &mut salts)? {
            let cost = cost(&item);
            if size > 0 && size + cost > limit {
                drawn.more = true;
                return Ok(drawn);
            }
            size += cost;
            drawn.items.push(item);
        }
        drawn.cursor = *position;
    }
    drawn.more = upto < end;
    drawn.cursor = upto.max(query.from);
    Ok(drawn)
}

/// What stands behind `from`, and up to where that is all of it.
fn steps(
    db: &Read<'_>,
    district: &DistrictRow,
    query: &PullQuery<'_>,
    end: i64,
    most: usize,
) -> Result<(Vec<(i64, Step)>, i64), StorageError> {
    // Half of the most is what a page holds whose entries are as long as they mostly are.
    let stretch = pull::positions(db, query.cadre, (query.from, end), (most / 2, most))?;
    let orders = purges::positions(db, query.cadre, query.device, query.from, most)?;
    let end = orders.last().copied().filter(|_| orders.len() >= most).unwrap_or(end).min(stretch.upto);
    let mut steps: Vec<(i64, Step)> = stretch
        .positions
        .into_iter()
        .filter(|position| position.position <= end)
        .map(|FeedPosition { position, entry }| (position, Step::Entry(entry)))
        .collect();
    steps.extend(orders.into_iter().filter(|position| *position <= end).map(|position| (position, Step::Purge)));
    let mut add = |position: i64, step: Step| {
        if position > query.from && position <= end {
            steps.push((position, step));
        }
    };
    add(district.settings_feed, Step::Settings);
    for sight in pull::in_sight(db, query.cadre)? {
        // The record comes when the household comes into sight, and again behind that when it changes.
        let position = if sight.since > query.from { sight.since } else { sight.changed };
        add(position, Step::Household(sight.household));
    }
    for (position, household) in pull::gone(db, query.cadre, query.from)? {
        add(position, Step::Removed(household));
    }
    Ok((steps, end))
}

/// What stands at the place of the steps, which are looked at in their order.
fn item(
    db: &Read<'_>,
    district: &DistrictRow,
    query: &PullQuery<'_>,
    (ahead, place): (&mut Ahead<'_>, usize),
    salts: &mut Salts,
) -> Result<Option<FeedItem>, StorageError> {
    let Some((position, step)) = ahead.steps.get(place) else { return Ok(None) };
    Ok(match step {
        Step::Purge => purges::at(db, *position)?.map(FeedItem::Purge),
        Step::Settings => Some(FeedItem::Settings(district_record(district)?)),
        Step::Household(household) => ahead.household(place, *household)?.map(FeedItem::Household),
        Step::Removed(household) => Some(FeedItem::Removed(HouseholdId(id(*household)?))),
        Step::Entry(feed) => match ahead.entry(place, *feed)? {
            Some(entry) => {
                let (log, sequence) = (ahead.log(entry.log)?, number(entry.sequence)?);
                if log.log.0 == *query.own_log && sequence > query.gone {
                    return Ok(None);
                }
                // A purge order that names the number was about something else that stood there.
                let wants_salt = log.device == query.device || ahead.is_named(log.log, sequence);
                let salt = if wants_salt { salts.of(db, entry.log, sequence)? } else { None };
                Some(FeedItem::Entry(FeedEntry {
                    log: log.log,
                    sequence,
                    cadre: CadreId(id(entry.cadre)?),
                    cadre_name: ahead.cadre_name(entry.cadre)?,
                    received: Instant(entry.received_at),
                    bytes: entry.bytes,
                    salt,
                }))
            }
            None => None,
        },
    })
}

/// Salts of entries that go back to their device, or that a purge order might be taken to be about. The segment that was asked for
/// is kept: what follows is mostly of the same.
#[derive(Default)]
struct Salts(Option<(i64, Segment)>);

impl Salts {
    fn of(&mut self, db: &Read<'_>, log: i64, sequence: u64) -> Result<Option<Salt>, StorageError> {
        let fits = |(of, segment): &(i64, Segment)| *of == log && (segment.first..=segment.last()).contains(&sequence);
        if !self.0.as_ref().is_some_and(fits) {
            let stored = logs::segments(db, log, sequence, sequence)?.pop();
            let segment = stored.and_then(|stored| Segment::from_bytes(&stored.bytes).ok());
            self.0 = segment.map(|segment| (log, segment));
        }
        Ok(self.0.as_ref().and_then(|(_, segment)| segment.salt(sequence)))
    }
}

fn cost(item: &FeedItem) -> usize {
    OVERHEAD
        + match item {
            FeedItem::Entry(entry) => entry.bytes.len(),
            FeedItem::Household(text) | FeedItem::Settings(text) => text.len(),
            FeedItem::Purge(order) => order.body.len(),
            FeedItem::Removed(_) => 0,
        }
}

/// The district's rules as JSON, as they travel.
pub fn district_record(district: &DistrictRow) -> Result<String, StorageError> {
    let record = DistrictRecord { name: district.name.clone(), settings: district.settings.clone() };
    serde_json::to_string(&record).map_err(|_| StorageError::Unreadable { what: "settings" })
}
