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
  -- the epoch that the present one follows
  follows BLOB,
  addresses TEXT NOT NULL,
  -- the directory that devices are told, without its number, which counts up when it changes
  directory BLOB,
  directory_number INTEGER NOT NULL DEFAULT 1,
  -- set with every content that goes, until the file was rewritten and its write-ahead log emptied
  not_vacuumed INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Epochs that ended: a checkpoint of one of these proves nothing new.
CREATE TABLE past_epoch (
  epoch BLOB PRIMARY KEY CHECK (length(epoch) = 16),
  ended_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The version of the key that content is encrypted under before it comes here; 0 where it comes as it is.
CREATE TABLE content_key (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  -- the version before, while something may still be encrypted under it
  behind INTEGER
) STRICT;
INSERT INTO content_key (id, version) VALUES (1, 0);

-- Where people live, and who they are.

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
  -- texts about people are bytes: UTF-8, encrypted before they come here where content is
  code BLOB NOT NULL,
  -- equal where codes are: the code itself, or what it gives under the content key
  code_mark BLOB NOT NULL UNIQUE,
  address BLOB NOT NULL,
  guarantor BLOB,
  guarantor_workplace BLOB,
  changed_feed INTEGER NOT NULL
) STRICT;
CREATE INDEX household_community ON household (community);

CREATE TABLE resident (
  id INTEGER PRIMARY KEY,
  household INTEGER NOT NULL REFERENCES household (id),
  name BLOB NOT NULL,
  name_mark BLOB NOT NULL,
  document BLOB,
  phone BLOB,
  origin BLOB,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  UNIQUE (household, name_mark)
) STRICT;

-- Who looks after them.

CREATE TABLE cadre (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  office TEXT NOT NULL,
  phone TEXT,
  UNIQUE (name, office)
) STRICT;

-- start_feed and end_feed are the positions in the feed where the assignment begins and ends for devices; none until its time
-- has come.
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

-- Who signs in to the dashboard.

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

-- Devices and what they signed.

CREATE TABLE device (
  id INTEGER PRIMARY KEY,
  cadre INTEGER NOT NULL REFERENCES cadre (id),
  public_key BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32),
  -- the key that may deliver envelopes for it while its record is closed
  delivery_key BLOB,
  program TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  revoked_for TEXT,
  -- since when its loss is confirmed: until it reports again, it holds no coverage back
  lost_at INTEGER,
  last_seen INTEGER,
  complete_to INTEGER,
  pending INTEGER NOT NULL,
  clock_offset_ms INTEGER,
  -- the number of the directory that it held when it last came
  directory INTEGER NOT NULL DEFAULT 0,
  -- marks of the last requests that were answered, the newest last: bytes that come again are no news of the device
  heard BLOB NOT NULL DEFAULT x''
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
  -- its leaf in the Merkle log, and its log's head after it
  leaf INTEGER NOT NULL UNIQUE,
  head BLOB NOT NULL CHECK (length(head) = 32),
  UNIQUE (log, first)
) STRICT;

-- The other branch of a log of which two contents were signed at one number: the bytes and the signature prove it.
CREATE TABLE fork (
  id INTEGER PRIMARY KEY,
  log INTEGER NOT NULL REFERENCES log (id),
  device INTEGER NOT NULL REFERENCES device (id),
  -- the first number at which the two differ
  sequence INTEGER NOT NULL,
  found_at INTEGER NOT NULL,
  signature BLOB NOT NULL,
  -- of its last entry: what follows from it belongs to the same branch
  head BLOB NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (log, signature)
) STRICT;
CREATE INDEX fork_device ON fork (device);

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

-- The Merkle log over everything that has a number of the feed.

-- What the feed got besides segments has leaves as well, so that a history which lost only that is proven too.
CREATE TABLE feed_leaf (
  leaf INTEGER PRIMARY KEY,
  -- up to which number of the feed
  last INTEGER NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

-- Its stored hashes, by their position in the order in which they were made.
CREATE TABLE tree (position INTEGER PRIMARY KEY, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;

-- Projections of the segments: disposable, rebuilt from them.

CREATE TABLE entry (
  feed INTEGER PRIMARY KEY,
  log INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  cadre INTEGER NOT NULL,
  -- what it is about: a household, perhaps one resident of it, or a place; neither where a later version wrote it
  household INTEGER,
  resident INTEGER,
  place_kind TEXT,
  place INTEGER,
  kind INTEGER NOT NULL,
  claimed_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (log, sequence),
  -- one check that asks little of an entry about a household: four made taking in a fifth slower
  CHECK (
    CASE WHEN place_kind IS NULL THEN place IS NULL
    ELSE place_kind IN ('site', 'building', 'workplace') AND place IS NOT NULL AND household IS NULL AND resident IS NULL END)
) STRICT;
CREATE INDEX entry_household ON entry (household);
-- what is about no household: its cadre's devices have it in sight
CREATE INDEX entry_of_cadre ON entry (cadre, feed) WHERE household IS NULL;
CREATE INDEX entry_claimed ON entry (claimed_at);
CREATE INDEX entry_seal ON entry (household, claimed_at) WHERE kind = 3;

-- Which entries act on which: the target by its log and number, since it may arrive later.
CREATE TABLE amendment (
  target_log BLOB NOT NULL,
  target_sequence INTEGER NOT NULL,
  feed INTEGER NOT NULL,
  PRIMARY KEY (target_log, target_sequence, feed)
) STRICT, WITHOUT ROWID;

-- Purges, backups, and what was done here.

-- Orders to purge content, as they were signed. Kept for good, and told to devices at their position in the feed.
CREATE TABLE purge_order (
  number INTEGER PRIMARY KEY,
  log BLOB NOT NULL CHECK (length(log) = 16),
  household INTEGER NOT NULL,
  feed INTEGER NOT NULL UNIQUE,
  body BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT;
CREATE INDEX purge_order_log ON purge_order (log);
CREATE INDEX purge_order_household ON purge_order (household);

-- What came of each backup: verified, or why not.
CREATE TABLE backup (
  id INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  name TEXT,
  bytes INTEGER,
  verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
  failure TEXT,
  CHECK ((verified = 1) = (failure IS NULL))
) STRICT;

-- The last backup that was read back and found whole: the highest segment in it.
CREATE TABLE watermark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  segment INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  digest BLOB NOT NULL
) STRICT;

-- What was done to the district's records: when, by which command or account. No name of a resident, no reading.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;

-- A database that is not to be served: one that a district is being copied into, or was moved away from. It is the only table
-- that is not copied.
CREATE TABLE transfer (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT NOT NULL CHECK (state IN ('filling', 'moved')),
  -- what the source held when it was begun, as a digest: the same on both sides
  source BLOB NOT NULL CHECK (length(source) = 32),
  at INTEGER NOT NULL
) STRICT;
