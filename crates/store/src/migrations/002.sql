-- Version 2: checkpoints, the directory, the horizon, moved entries that are shown once, purges, envelopes.

-- The last checkpoint that the district signed, and its directory of addresses, authorities and keys, both as they came.
alter table device add column checkpoint blob;
alter table device add column directory blob;

-- How much of the log a verified backup holds, and the statement that says so.
alter table log add column horizon integer not null default 0;
alter table log add column horizon_statement blob;

-- A moved entry whose first place, or another copy, is shown already.
alter table line add column twin integer not null default 0;

create table moved_line (
  entry integer primary key references entry (key),
  origin_log blob not null,
  origin_sequence integer not null,
  origin_digest blob not null
) strict;

create index moved_line_by_origin on moved_line (origin_log, origin_sequence);

-- Items of kinds that version 1 did not know may have been passed over: the feed is read again from its beginning.
update device set feed = 0;

-- By which rules the projections were derived. A program with other rules derives them anew, so that what an older one
-- could not read is shown after an update.
create table projected (
  one integer primary key check (one = 1),
  rules integer not null
) strict;

insert into projected (one, rules) values (1, 0);
