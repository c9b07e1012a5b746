-- Version 2: checkpoints, the directory, the watermark, moved entries that are shown once, purges, envelopes.

-- The last checkpoint that the district signed, and its directory of addresses, authorities and keys, both as they came.
alter table device add column checkpoint blob;
alter table device add column directory blob;

-- What grows into the key that may deliver envelopes while the record is closed. They lie beside the file, not in it.
alter table device add column delivery_key blob;
drop table envelope;

-- How much of the log a verified backup holds, and the statement that says so.
alter table log add column watermark integer not null default 0;
alter table log add column watermark_statement blob;

-- A moved entry whose first place, or another copy, is shown already.
alter table line add column duplicate integer not null default 0;

create table moved_line (
  entry integer primary key references entry (key),
  origin_log blob not null,
  origin_sequence integer not null,
  origin_digest blob not null
) strict;

create index moved_line_by_origin on moved_line (origin_log, origin_sequence);

-- Orders of the district to purge content, as they came, and the numbers that they cover. `waits` while an own entry
-- that one covers has not been receipted: that one is not touched.
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

-- An own entry whose content went has empty bytes and its commitment; `left_household` says that it went because the
-- household left. One whose block lost its seed carries its own salt.
alter table entry add column commitment blob;
alter table entry add column salt blob;
alter table entry add column left_household integer;
create index left_entry on entry (left_household) where left_household is not null;

-- Own entries of households that left, encrypted to the server, until the watermark covers them.
create table encrypted_entry (
  log integer not null references log (key),
  sequence integer not null,
  envelope blob not null,
  -- of the entry, to which an order to purge may refer when the entry's own row is gone
  commitment blob not null,
  -- behind the log's last entry: the epoch in which the district said that it keeps this piece beside its own branch
  handed blob,
  primary key (log, sequence)
) strict, without rowid;

-- Households that left while own entries about them had not been receipted.
create table leaving (household integer primary key) strict;

-- Set with every content that goes, until no free page and no write-ahead log holds it any more.
alter table device add column not_vacuumed integer not null default 0;

-- A closed log is offered again when the server lost it: its row says where it ends.
update log set head = (select entry.head from entry where entry.log = log.key and entry.sequence = log.last)
where state = 'closed' and last > 0;

-- What a server sent once and no longer holds under that number; it has sent something else since.
create table replaced_entry (
  key integer primary key,
  log integer not null references log (key),
  sequence integer not null,
  bytes blob not null
) strict;

-- Items of kinds that version 1 did not know may have been passed over: the feed is read again from its beginning.
update device set feed = 0;

-- Whether the household was named since the feed was last read from its beginning. One that is not is the cadre's no more.
alter table household add column confirmed integer not null default 0;

-- By which rules the projections were derived. A program with other rules derives them anew, so that what an older one
-- could not read is shown after an update.
create table projected (
  one integer primary key check (one = 1),
  rules integer not null
) strict;

insert into projected (one, rules) values (1, 0);
