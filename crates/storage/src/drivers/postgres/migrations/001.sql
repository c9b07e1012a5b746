-- The district's tables, version 1. Frozen once released: a change is a further file.

-- The feed row is the district's one counter. Whoever takes numbers holds the write lock and updates it last before commit,
-- so that the order of numbers is the order of commits. The other counters tell a running server what another process changed.
CREATE TABLE feed (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  last BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  roster BIGINT NOT NULL,
  devices BIGINT NOT NULL
);
INSERT INTO feed (id, last, entries, roster, devices) VALUES (1, 0, 0, 0, 0);

CREATE TABLE district (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  name TEXT COLLATE "C" NOT NULL,
  settings TEXT COLLATE "C" NOT NULL,
  settings_feed BIGINT NOT NULL,
  epoch BYTEA NOT NULL CHECK (length(epoch) = 16),
  -- the epoch that the present one follows
  follows BYTEA,
  addresses TEXT COLLATE "C" NOT NULL,
  -- the directory that devices are told, without its number, which counts up when it changes
  directory BYTEA,
  directory_number BIGINT NOT NULL DEFAULT 1,
  -- set with every content that goes, until the file was rewritten and its write-ahead log emptied
  not_vacuumed BIGINT NOT NULL DEFAULT 0
);

-- Epochs that ended: a checkpoint of one of these proves nothing new.
CREATE TABLE past_epoch (
  epoch BYTEA PRIMARY KEY CHECK (length(epoch) = 16),
  ended_at BIGINT NOT NULL
);

-- The version of the key that content is encrypted under before it comes here; 0 where it comes as it is.
CREATE TABLE content_key (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  version BIGINT NOT NULL,
  -- the version before, while something may still be encrypted under it
  behind BIGINT
);
INSERT INTO content_key (id, version) VALUES (1, 0);

-- Where people live, and who they are.

CREATE TABLE street (id BIGINT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL UNIQUE);

CREATE TABLE community (
  id BIGINT PRIMARY KEY,
  street BIGINT NOT NULL REFERENCES street (id),
  name TEXT COLLATE "C" NOT NULL,
  UNIQUE (street, name)
);

CREATE TABLE household (
  id BIGINT PRIMARY KEY,
  community BIGINT NOT NULL REFERENCES community (id),
  -- texts about people are bytes: UTF-8, encrypted before they come here where content is
  code BYTEA NOT NULL,
  -- equal where codes are: the code itself, or what it gives under the content key
  code_mark BYTEA NOT NULL UNIQUE,
  address BYTEA NOT NULL,
  guarantor BYTEA,
  guarantor_workplace BYTEA,
  changed_feed BIGINT NOT NULL
);
CREATE INDEX household_community ON household (community);

CREATE TABLE resident (
  id BIGINT PRIMARY KEY,
  household BIGINT NOT NULL REFERENCES household (id),
  name BYTEA NOT NULL,
  name_mark BYTEA NOT NULL,
  document BYTEA,
  phone BYTEA,
  origin BYTEA,
  first_day TEXT COLLATE "C" NOT NULL,
  last_day TEXT COLLATE "C" NOT NULL,
  UNIQUE (household, name_mark)
);

-- Who looks after them.

CREATE TABLE cadre (
  id BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  office TEXT COLLATE "C" NOT NULL,
  phone TEXT COLLATE "C",
  UNIQUE (name, office)
);

-- start_feed and end_feed are the positions in the feed where the assignment begins and ends for devices; none until its time
-- has come.
CREATE TABLE assignment (
  id BIGINT PRIMARY KEY,
  household BIGINT NOT NULL REFERENCES household (id),
  cadre BIGINT NOT NULL REFERENCES cadre (id),
  role TEXT COLLATE "C" NOT NULL CHECK (role IN ('cadre', 'community', 'lead')),
  from_at BIGINT NOT NULL,
  until_at BIGINT,
  start_feed BIGINT,
  end_feed BIGINT
);
CREATE INDEX assignment_household ON assignment (household);
CREATE INDEX assignment_cadre ON assignment (cadre);
CREATE INDEX assignment_to_begin ON assignment (from_at) WHERE start_feed IS NULL;
CREATE INDEX assignment_to_end ON assignment (until_at) WHERE end_feed IS NULL AND until_at IS NOT NULL;

-- The history of a household that was assigned to a cadre after entries existed, given numbers of its own behind the assignment.
CREATE TABLE backfill (
  feed BIGINT PRIMARY KEY,
  cadre BIGINT NOT NULL,
  household BIGINT NOT NULL,
  entry_feed BIGINT NOT NULL
);
CREATE INDEX backfill_cadre ON backfill (cadre, feed);

-- Who signs in to the dashboard.

CREATE TABLE account (
  id BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL UNIQUE,
  role TEXT COLLATE "C" NOT NULL CHECK (role IN ('district', 'secretary')),
  community BIGINT REFERENCES community (id),
  salt BYTEA NOT NULL,
  password_hash BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  CHECK ((role = 'secretary') = (community IS NOT NULL))
);

CREATE TABLE session (
  token_hash BYTEA PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES account (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- Devices and what they signed.

CREATE TABLE device (
  id BIGINT PRIMARY KEY,
  cadre BIGINT NOT NULL REFERENCES cadre (id),
  public_key BYTEA NOT NULL UNIQUE CHECK (length(public_key) = 32),
  -- the key that may deliver envelopes for it while its record is closed
  delivery_key BYTEA,
  program TEXT COLLATE "C" NOT NULL,
  enrolled_at BIGINT NOT NULL,
  revoked_at BIGINT,
  revoked_for TEXT COLLATE "C",
  -- since when its loss is confirmed: until it reports again, it holds no coverage back
  lost_at BIGINT,
  last_seen BIGINT,
  complete_to BIGINT,
  pending BIGINT NOT NULL,
  clock_offset_ms BIGINT,
  -- the number of the directory that it held when it last came
  directory BIGINT NOT NULL DEFAULT 0,
  -- marks of the last requests that were answered, the newest last: bytes that come again are no news of the device
  heard BYTEA NOT NULL DEFAULT '\x'
);
CREATE INDEX device_cadre ON device (cadre);

CREATE TABLE invite (
  id BIGINT PRIMARY KEY,
  cadre BIGINT NOT NULL REFERENCES cadre (id),
  secret_hash BYTEA NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  device BIGINT REFERENCES device (id)
);

CREATE TABLE log (
  id BIGINT PRIMARY KEY,
  log BYTEA NOT NULL UNIQUE CHECK (length(log) = 16),
  device BIGINT NOT NULL REFERENCES device (id),
  nonce BYTEA NOT NULL,
  have BIGINT NOT NULL,
  head BYTEA NOT NULL CHECK (length(head) = 32),
  token BYTEA,
  previous_token BYTEA,
  opened_at BIGINT NOT NULL
);

-- The truth: what a device signed, as it came. first is the first number that was new; the bytes may begin earlier.
CREATE TABLE segment (
  id BIGINT PRIMARY KEY,
  log BIGINT NOT NULL REFERENCES log (id),
  first BIGINT NOT NULL,
  last BIGINT NOT NULL,
  first_feed BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  signature BYTEA NOT NULL,
  bytes BYTEA NOT NULL,
  -- its leaf in the Merkle log, and its log's head after it
  leaf BIGINT NOT NULL UNIQUE,
  head BYTEA NOT NULL CHECK (length(head) = 32),
  UNIQUE (log, first)
);

-- The other branch of a log of which two contents were signed at one number: the bytes and the signature prove it.
CREATE TABLE fork (
  id BIGINT PRIMARY KEY,
  log BIGINT NOT NULL REFERENCES log (id),
  device BIGINT NOT NULL REFERENCES device (id),
  -- the first number at which the two differ
  sequence BIGINT NOT NULL,
  found_at BIGINT NOT NULL,
  signature BYTEA NOT NULL,
  -- of its last entry: what follows from it belongs to the same branch
  head BYTEA NOT NULL,
  bytes BYTEA NOT NULL,
  UNIQUE (log, signature)
);
CREATE INDEX fork_device ON fork (device);

-- What was refused for its form, quarantined with the reason; bounded for each device.
CREATE TABLE refused (
  id BIGINT PRIMARY KEY,
  device BIGINT NOT NULL,
  log BYTEA NOT NULL,
  sequence BIGINT NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  received_at BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  UNIQUE (log, sequence, reason)
);
CREATE INDEX refused_device ON refused (device);

-- The Merkle log over everything that has a number of the feed.

-- What the feed got besides segments has leaves as well, so that a history which lost only that is proven too.
CREATE TABLE feed_leaf (
  leaf BIGINT PRIMARY KEY,
  -- up to which number of the feed
  last BIGINT NOT NULL,
  digest BYTEA NOT NULL CHECK (length(digest) = 32)
);

-- Its stored hashes, by their position in the order in which they were made.
CREATE TABLE tree (position BIGINT PRIMARY KEY, hash BYTEA NOT NULL CHECK (length(hash) = 32));

-- Projections of the segments: disposable, rebuilt from them.

CREATE TABLE entry (
  feed BIGINT PRIMARY KEY,
  log BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  cadre BIGINT NOT NULL,
  -- what it is about: a household, perhaps one resident of it, or a place; neither where a later version wrote it
  household BIGINT,
  resident BIGINT,
  place_kind TEXT COLLATE "C",
  place BIGINT,
  kind BIGINT NOT NULL,
  claimed_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  UNIQUE (log, sequence),
  -- one check that asks little of an entry about a household: four made taking in a fifth slower
  CHECK (
    CASE WHEN place_kind IS NULL THEN place IS NULL
    ELSE place_kind IN ('site', 'building', 'workplace') AND place IS NOT NULL AND household IS NULL AND resident IS NULL END)
);
-- with the position, which SQLite's index has of itself: a phone asks for what stands behind one
CREATE INDEX entry_household ON entry (household, feed);
-- what is about no household: its cadre's devices have it in sight
CREATE INDEX entry_of_cadre ON entry (cadre, feed) WHERE household IS NULL;
CREATE INDEX entry_claimed ON entry (claimed_at);
CREATE INDEX entry_seal ON entry (household, claimed_at) WHERE kind = 3;

-- Which entries act on which: the target by its log and number, since it may arrive later.
CREATE TABLE amendment (
  target_log BYTEA NOT NULL,
  target_sequence BIGINT NOT NULL,
  feed BIGINT NOT NULL,
  PRIMARY KEY (target_log, target_sequence, feed)
);

-- Purges, backups, and what was done here.

-- Orders to purge content, as they were signed. Kept for good, and told to devices at their position in the feed.
CREATE TABLE purge_order (
  number BIGINT PRIMARY KEY,
  log BYTEA NOT NULL CHECK (length(log) = 16),
  household BIGINT NOT NULL,
  feed BIGINT NOT NULL UNIQUE,
  body BYTEA NOT NULL,
  signature BYTEA NOT NULL
);
CREATE INDEX purge_order_log ON purge_order (log);
CREATE INDEX purge_order_household ON purge_order (household);

-- What came of each backup: verified, or why not.
CREATE TABLE backup (
  id BIGINT PRIMARY KEY,
  started_at BIGINT NOT NULL,
  name TEXT COLLATE "C",
  bytes BIGINT,
  verified BIGINT NOT NULL CHECK (verified IN (0, 1)),
  failure TEXT COLLATE "C",
  CHECK ((verified = 1) = (failure IS NULL))
);

-- The last backup that was read back and found whole: the highest segment in it.
CREATE TABLE watermark (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  segment BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  digest BYTEA NOT NULL
);

-- What was done to the district's records: when, by which command or account. No name of a resident, no reading.
CREATE TABLE audit (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  action TEXT COLLATE "C" NOT NULL,
  detail TEXT COLLATE "C" NOT NULL
);

-- A database that is not to be served: one that a district is being copied into, or was moved away from. It is the only table
-- that is not copied.
CREATE TABLE transfer (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('filling', 'moved')),
  -- what the source held when it was begun, as a digest: the same on both sides
  source BYTEA NOT NULL CHECK (length(source) = 32),
  at BIGINT NOT NULL
);
