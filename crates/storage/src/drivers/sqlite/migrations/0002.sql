-- The district's tables, version 2: epochs, the Merkle log over segments, forks as evidence, the watermark.

-- The epoch that the present one follows, and the number of the directory that devices are told.
ALTER TABLE district ADD COLUMN follows BLOB;
ALTER TABLE district ADD COLUMN directory_number INTEGER NOT NULL DEFAULT 1;
-- What the directory says, without its number: it counts up when this changes.
ALTER TABLE district ADD COLUMN directory BLOB;

-- The key that may deliver envelopes for a device while its record is closed.
ALTER TABLE device ADD COLUMN delivery_key BLOB;

-- The number of the directory that a device held when it last came.
ALTER TABLE device ADD COLUMN directory INTEGER NOT NULL DEFAULT 0;

-- Epochs that ended: a checkpoint of one of these proves nothing new.
CREATE TABLE past_epoch (
  epoch BLOB PRIMARY KEY CHECK (length(epoch) = 16),
  ended_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Each segment's leaf in the Merkle log, and its log's head after it. Empty only while a version 1 file is brought up to date.
ALTER TABLE segment ADD COLUMN leaf INTEGER;
ALTER TABLE segment ADD COLUMN head BLOB;
CREATE UNIQUE INDEX segment_leaf ON segment (leaf);

-- What the feed got besides segments has leaves as well, so that a history which lost only that is proven too.
CREATE TABLE feed_leaf (
  leaf INTEGER PRIMARY KEY,
  -- up to which number of the feed
  last INTEGER NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

-- The stored hashes of the Merkle log, by their position in the order in which they were made.
CREATE TABLE tree (position INTEGER PRIMARY KEY, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;

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

-- Marks of the last requests that were answered, the newest last: bytes that come again are no news of the device.
ALTER TABLE device ADD COLUMN heard BLOB NOT NULL DEFAULT x'';

-- The last backup that was read back and found whole: the highest segment in it.
CREATE TABLE watermark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  segment INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  digest BLOB NOT NULL
) STRICT;

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

-- Set with every content that goes, until the file was rewritten and its write-ahead log emptied.
ALTER TABLE district ADD COLUMN not_vacuumed INTEGER NOT NULL DEFAULT 0;

-- What was done to the district's records: when, by which command or account. No name of a resident, no reading.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;

-- Why a device was revoked; and since when its loss is confirmed: until it reports again, it holds no coverage back.
ALTER TABLE device ADD COLUMN revoked_for TEXT;
ALTER TABLE device ADD COLUMN lost_at INTEGER;
