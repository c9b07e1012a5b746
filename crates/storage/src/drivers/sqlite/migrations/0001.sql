-- The district's tables, version 1. Frozen once released: a change is a further file.
-- The feed row is the district's one counter. Whoever takes numbers holds the write lock and updates it last before commit,
-- so that the order of numbers is the order of commits. The other counters tell a running server what another process changed.
CREATE TABLE feed (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  last INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  roster INTEGER NOT NULL,
  devices INTEGER NOT NULL
) STRICT;
INSERT INTO feed (id, last, entries, roster, devices) VALUES (1, 0, 0, 0, 0);

CREATE TABLE district (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  settings_feed INTEGER NOT NULL,
  epoch BLOB NOT NULL CHECK (length(epoch) = 16),
  addresses TEXT NOT NULL
) STRICT;

CREATE TABLE street (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE community (
  id INTEGER PRIMARY KEY,
  street INTEGER NOT NULL REFERENCES street (id),
  name TEXT NOT NULL,
  UNIQUE (street, name)
) STRICT;

CREATE TABLE household (
  id INTEGER PRIMARY KEY,
  community INTEGER NOT NULL REFERENCES community (id),
  code TEXT NOT NULL UNIQUE,
  address TEXT NOT NULL,
  guarantor TEXT,
  guarantor_workplace TEXT,
  changed_feed INTEGER NOT NULL
) STRICT;
CREATE INDEX household_community ON household (community, code);

CREATE TABLE resident (
  id INTEGER PRIMARY KEY,
  household INTEGER NOT NULL REFERENCES household (id),
  name TEXT NOT NULL,
  document TEXT,
  phone TEXT,
  origin TEXT,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  UNIQUE (household, name)
) STRICT;

CREATE TABLE cadre (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  office TEXT NOT NULL,
  phone TEXT,
  UNIQUE (name, office)
) STRICT;

-- start_feed and end_feed are the places in the feed where the assignment begins and ends for devices; empty until its time has come.
CREATE TABLE assignment (
  id INTEGER PRIMARY KEY,
  household INTEGER NOT NULL REFERENCES household (id),
  cadre INTEGER NOT NULL REFERENCES cadre (id),
  role TEXT NOT NULL CHECK (role IN ('cadre', 'community', 'lead')),
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  start_feed INTEGER,
  end_feed INTEGER
) STRICT;
CREATE INDEX assignment_household ON assignment (household);
CREATE INDEX assignment_cadre ON assignment (cadre);
CREATE INDEX assignment_to_begin ON assignment (from_at) WHERE start_feed IS NULL;
CREATE INDEX assignment_to_end ON assignment (until_at) WHERE end_feed IS NULL AND until_at IS NOT NULL;

-- The history of a household that was assigned to a cadre after entries existed, given numbers of its own behind the assignment.
CREATE TABLE backfill (
  feed INTEGER PRIMARY KEY,
  cadre INTEGER NOT NULL,
  household INTEGER NOT NULL,
  entry_feed INTEGER NOT NULL
) STRICT;
CREATE INDEX backfill_cadre ON backfill (cadre);

CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('district', 'secretary')),
  community INTEGER REFERENCES community (id),
  salt BLOB NOT NULL,
  password_hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  CHECK ((role = 'secretary') = (community IS NOT NULL))
) STRICT;

CREATE TABLE session (
  token_hash BLOB PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  id INTEGER PRIMARY KEY,
  cadre INTEGER NOT NULL REFERENCES cadre (id),
  public_key BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32),
  program TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  last_seen INTEGER,
  complete_to INTEGER,
  pending INTEGER NOT NULL,
  clock_offset_ms INTEGER
) STRICT;
CREATE INDEX device_cadre ON device (cadre);

CREATE TABLE invite (
  id INTEGER PRIMARY KEY,
  cadre INTEGER NOT NULL REFERENCES cadre (id),
  secret_hash BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  device INTEGER REFERENCES device (id)
) STRICT;

CREATE TABLE log (
  id INTEGER PRIMARY KEY,
  log BLOB NOT NULL UNIQUE CHECK (length(log) = 16),
  device INTEGER NOT NULL REFERENCES device (id),
  nonce BLOB NOT NULL,
  have INTEGER NOT NULL,
  head BLOB NOT NULL CHECK (length(head) = 32),
  token BLOB,
  previous_token BLOB,
  opened_at INTEGER NOT NULL
) STRICT;

-- The truth: what a device signed, as it came. first is the first number that was new; the bytes may begin earlier.
CREATE TABLE segment (
  id INTEGER PRIMARY KEY,
  log INTEGER NOT NULL REFERENCES log (id),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  first_feed INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  signature BLOB NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (log, first)
) STRICT;

-- A projection of the segments: disposable, rebuilt from them.
CREATE TABLE entry (
  feed INTEGER PRIMARY KEY,
  log INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  cadre INTEGER NOT NULL,
  household INTEGER NOT NULL,
  resident INTEGER,
  kind INTEGER NOT NULL,
  claimed_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (log, sequence)
) STRICT;
CREATE INDEX entry_household ON entry (household);
CREATE INDEX entry_claimed ON entry (claimed_at);
CREATE INDEX entry_seal ON entry (household, claimed_at) WHERE kind = 3;

-- Which entries act on which: the target by its log and number, since it may arrive later.
CREATE TABLE amendment (
  target_log BLOB NOT NULL,
  target_sequence INTEGER NOT NULL,
  feed INTEGER NOT NULL,
  PRIMARY KEY (target_log, target_sequence, feed)
) STRICT, WITHOUT ROWID;

-- What was refused for its form, quarantined with the reason; bounded for each device.
CREATE TABLE refused (
  id INTEGER PRIMARY KEY,
  device INTEGER NOT NULL,
  log BLOB NOT NULL,
  sequence INTEGER NOT NULL,
  reason TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (log, sequence, reason)
) STRICT;
CREATE INDEX refused_device ON refused (device);
