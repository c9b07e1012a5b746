-- The device's file, version 1. Frozen once released: a change is a further file.

-- Who this device is, whose it is, and what the district said last. One row, from the first opening on.
create table device (
  one integer primary key check (one = 1),
  seed blob not null,
  public_key blob not null,
  -- what grows into the key that may deliver envelopes while the record is closed
  delivery_key blob,
  -- from here on, what the enrolment brought
  device integer,
  cadre integer,
  cadre_name text not null default '',
  office text not null default '',
  district text not null default '',
  settings text not null default '',
  server_key blob,
  certificate blob,
  addresses text not null default '[]',
  -- addresses, authorities and keys as the district signed them; until one is trusted, `certificate` and `addresses` count
  directory blob,
  -- how far the feed was read, in which epoch, and the last checkpoint that the district signed
  epoch blob,
  feed integer not null default 0,
  checkpoint blob,
  -- the server's last believed word on the time, and this device's clocks at that moment
  server_time integer,
  server_elapsed integer,
  server_boot blob,
  server_round_trip integer,
  server_wall integer,
  -- `daylog_domain::trust::Trust` as JSON: what the server says that is not believed, and the earliest that it can be now
  trust text,
  -- set with every content that goes, until no free page and no write-ahead log holds it any more
  not_vacuumed integer not null default 0,
  -- the feed was once read to its end: from then on households that come and go are news
  caught_up integer not null default 0
) strict;

create table log (
  key integer primary key,
  log blob not null unique,
  -- of an own log
  nonce blob,
  -- 'open' (this device writes it), 'closed' (an earlier log generation), 'other' (somebody else's)
  state text not null check (state in ('open', 'closed', 'other')),
  cadre integer,
  cadre_name text not null default '',
  last integer not null default 0,
  head blob,
  -- up to where the server holds it, with the receipt that says so
  have integer not null default 0,
  receipt blob,
  token blob,
  -- up to where a verified backup holds it, and the statement that says so
  watermark integer not null default 0,
  watermark_statement blob
) strict;

create unique index one_open_log on log (state) where state = 'open';

-- What the salts of an own log's entries grow from. A block of which anything was purged has no seed any more.
create table block (
  log integer not null references log (key),
  block integer not null,
  seed blob not null,
  primary key (log, block)
) strict, without rowid;

-- The truth: entries as they were saved or came. An own entry whose content went has empty bytes and its commitment.
create table entry (
  key integer primary key,
  log integer not null references log (key),
  sequence integer not null,
  bytes blob not null,
  commitment blob,
  -- of an own entry whose block lost its seed
  salt blob,
  -- of an own entry: the end of its log up to here
  head blob,
  -- when the server took it in, and why it could not read it
  received integer,
  refused text,
  -- the content went because this household left
  left_household integer,
  unique (log, sequence)
) strict;

create index left_entry on entry (left_household) where left_household is not null;

-- Entries that stood at numbers where the server holds others, and where they went. Kept, never shown twice.
create table moved_entry (
  log integer not null references log (key),
  sequence integer not null,
  bytes blob not null,
  to_log integer not null references log (key),
  to_sequence integer not null,
  primary key (log, sequence)
) strict, without rowid;

-- What a server sent once and no longer holds under that number; it has sent something else since.
create table replaced_entry (
  key integer primary key,
  log integer not null references log (key),
  sequence integer not null,
  bytes blob not null
) strict;

-- Own entries of households that left, encrypted to the server, until the watermark covers them.
create table encrypted_entry (
  log integer not null references log (key),
  sequence integer not null,
  envelope blob not null,
  -- of the entry, to which an order to purge may refer when the entry's own row is gone
  commitment blob not null,
  -- of an orphan, behind the log's last entry: the epoch in which the district said that it keeps this piece
  handed blob,
  primary key (log, sequence)
) strict, without rowid;

-- Own entries that claim a "now" of which only the earliest was known: they are corrected when the time becomes known.
create table uncertain_entry (
  log blob not null,
  sequence integer not null,
  primary key (log, sequence)
) strict, without rowid;

-- From here on projections of `entry`: disposable, derived anew from it.

-- By which rules they were derived. A program with other rules derives them anew, so that what an older one could not read is
-- shown after an update.
create table projected (
  one integer primary key check (one = 1),
  rules integer not null
) strict;

insert into projected (one, rules) values (1, 0);

create table line (
  entry integer primary key references entry (key),
  -- what it is about: a household, perhaps one resident of it, or a place; neither where a later version wrote it
  household integer,
  resident integer,
  place_kind text,
  place integer,
  cadre integer not null,
  -- the check that it can satisfy: 'contact', 'temperature', 'seal'
  satisfies text,
  tried integer not null,
  claimed integer not null,
  said integer not null,
  celsius integer,
  seal text,
  -- the entry that opened the errand which this one belongs to, as text
  errand text,
  withdrawn integer not null,
  -- a moved entry whose first place, or another copy, is shown already
  duplicate integer not null default 0,
  -- one check that asks little of what is about a household
  check (
    case when place_kind is null then place is null
    else place_kind in ('site', 'building', 'workplace') and place is not null and household is null and resident is null end)
) strict;

create index line_by_time on line (claimed);
create index line_by_household on line (household, claimed);
create index line_by_errand on line (errand) where errand is not null;

create table moved_line (
  entry integer primary key references entry (key),
  origin_log blob not null,
  origin_sequence integer not null,
  origin_digest blob not null
) strict;

create index moved_line_by_origin on moved_line (origin_log, origin_sequence);

create table amendment (
  entry integer primary key references entry (key),
  of_log blob not null,
  of_sequence integer not null
) strict;

create index amendment_by_target on amendment (of_log, of_sequence);

create table errand (
  entry integer primary key references entry (key),
  household integer not null,
  is_open integer not null
) strict;

create index open_errand on errand (household) where is_open;

-- From here on what came down with the feed, beside entries.

create table household (
  household integer primary key,
  code text not null,
  record text not null,
  -- named since the feed was last read from its beginning; one that was not is the cadre's no more
  confirmed integer not null default 0
) strict;

-- Households that left while own entries about them had not been receipted.
create table leaving (household integer primary key) strict;

-- Households that came or went since somebody last looked.
create table roster_news (
  household integer primary key,
  came integer not null
) strict;

create table colleague (
  cadre integer primary key,
  complete_to text not null
) strict;

-- Orders of the district to purge content, as they came, and the numbers that they cover. `waits` while an own entry that one
-- covers has not been receipted: that one is not touched.
create table purge_order (
  number integer primary key,
  bytes blob not null,
  waits integer not null
) strict;

create table purged_range (
  log blob not null,
  first integer not null,
  last integer not null,
  number integer not null references purge_order (number),
  primary key (log, first, last, number)
) strict, without rowid;

-- Fields being typed.
create table kept_field (
  key text primary key,
  value text not null
) strict;
