-- The device's file, version 1. `line`, `amendment` and `errand` are projections and can be rebuilt from `entry`.

create table device (
  one integer primary key check (one = 1),
  seed blob not null,
  public_key blob not null,
  device integer,
  cadre integer,
  cadre_name text not null default '',
  office text not null default '',
  district text not null default '',
  server_key blob,
  certificate blob,
  addresses text not null default '[]',
  settings text not null default '',
  epoch blob,
  feed integer not null default 0,
  server_time integer,
  server_elapsed integer,
  server_boot blob,
  server_round_trip integer,
  server_wall integer
) strict;

create table log (
  key integer primary key,
  log blob not null unique,
  nonce blob,
  -- 'open' (this device writes it), 'closed' (an earlier log generation), 'other' (somebody else's)
  state text not null check (state in ('open', 'closed', 'other')),
  cadre integer,
  cadre_name text not null default '',
  last integer not null default 0,
  head blob,
  have integer not null default 0,
  receipt blob,
  token blob
) strict;

create unique index one_open_log on log (state) where state = 'open';

create table block (
  log integer not null references log (key),
  block integer not null,
  seed blob not null,
  primary key (log, block)
) strict, without rowid;

create table entry (
  key integer primary key,
  log integer not null references log (key),
  sequence integer not null,
  bytes blob not null,
  head blob,
  received integer,
  refused text,
  unique (log, sequence)
) strict;

-- Entries that stood at numbers where the server holds others, and where they went. Kept, never shown twice.
create table moved_entry (
  log integer not null references log (key),
  sequence integer not null,
  bytes blob not null,
  to_log integer not null references log (key),
  to_sequence integer not null,
  primary key (log, sequence)
) strict, without rowid;

create table line (
  entry integer primary key references entry (key),
  household integer not null,
  resident integer,
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
  withdrawn integer not null
) strict;

create index line_by_time on line (claimed);
create index line_by_household on line (household, claimed);
create index line_by_errand on line (errand) where errand is not null;

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

create table household (
  household integer primary key,
  code text not null,
  record text not null
) strict;

create table colleague (
  cadre integer primary key,
  complete_to text not null
) strict;

create table kept_field (
  key text primary key,
  value text not null
) strict;

create table envelope (
  first integer primary key,
  last integer not null,
  bytes blob not null
) strict;
