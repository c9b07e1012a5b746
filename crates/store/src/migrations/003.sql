-- Version 3: which clock the device believes.

-- Beside the server's last believed word: what it says that is not believed, and the earliest that it can be now.
-- `daylog_domain::trust::Trust` as JSON; none until a server was heard.
alter table device add column trust text;

-- Own entries that claim a "now" of which only the earliest was known: they are corrected when the time becomes known.
create table uncertain_entry (
  log blob not null,
  sequence integer not null,
  primary key (log, sequence)
) strict, without rowid;
