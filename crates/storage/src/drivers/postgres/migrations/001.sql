-- The district's tables, version 1. Frozen once released: a change is a further file.

-- The district and its counters.

-- The feed row is the district's one counter. Whoever takes numbers holds the write lock and updates it last before commit,
-- so that the order of numbers is the order of commits. The other counters tell a running server what another process changed.
CREATE TABLE feed (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  last BIGINT NOT NULL,  -- the highest number that was given out
  entries BIGINT NOT NULL,  -- counts up with every push that brought entries
  roster BIGINT NOT NULL,  -- counts up when the roster or the settings change
  devices BIGINT NOT NULL  -- counts up when a device enrols, reports or is revoked
);
INSERT INTO feed (id, last, entries, roster, devices) VALUES (1, 0, 0, 0, 0);

CREATE TABLE district (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  name TEXT COLLATE "C" NOT NULL,  -- as pages and phones show it
  settings TEXT COLLATE "C" NOT NULL,  -- the district's rules, as JSON
  settings_feed BIGINT NOT NULL,  -- where in the feed devices hear of the settings
  epoch BYTEA NOT NULL CHECK (length(epoch) = 16),  -- tells this history from one that a restore lost
  -- the epoch that the present one follows
  follows BYTEA,
  addresses TEXT COLLATE "C" NOT NULL,  -- where devices find the server, as JSON
  -- the directory that devices are told, without its number, which counts up when it changes
  directory BYTEA,
  directory_number BIGINT NOT NULL DEFAULT 1,  -- the number of the directory
  second_factor TEXT COLLATE "C" NOT NULL DEFAULT 'required' CHECK (second_factor IN ('required', 'optional')),  -- for roles that need one
  -- set with every content that goes, until the file was rewritten and its write-ahead log emptied
  not_vacuumed BIGINT NOT NULL DEFAULT 0
);

-- Epochs that ended: a checkpoint of one of these proves nothing new.
CREATE TABLE past_epoch (
  epoch BYTEA PRIMARY KEY CHECK (length(epoch) = 16),  -- its identity
  ended_at BIGINT NOT NULL  -- when the next one began
);

-- The version of the key that content is encrypted under before it comes here; 0 where it comes as it is.
CREATE TABLE content_key (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  version BIGINT NOT NULL,  -- the one that content is written under
  -- the version before, while something may still be encrypted under it
  behind BIGINT
);
INSERT INTO content_key (id, version) VALUES (1, 0);

-- Where people live, and who they are.

CREATE TABLE street (
  id BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL UNIQUE  -- as it is shown
);

CREATE TABLE community (
  id BIGINT PRIMARY KEY,
  street BIGINT NOT NULL REFERENCES street (id),
  name TEXT COLLATE "C" NOT NULL,  -- as it is shown
  UNIQUE (street, name)
);

CREATE TABLE household (
  id BIGINT PRIMARY KEY,
  community BIGINT NOT NULL REFERENCES community (id),
  -- as the roster has it; texts about people are bytes: UTF-8, encrypted before they come here where content is
  code BYTEA NOT NULL,
  -- equal where codes are: the code itself, or what it gives under the content key
  code_mark BYTEA NOT NULL UNIQUE,
  address BYTEA NOT NULL,  -- the door
  guarantor BYTEA,  -- who vouched for the household
  guarantor_workplace BYTEA,  -- and where they work
  changed_feed BIGINT NOT NULL  -- where in the feed devices hear of its record
);
CREATE INDEX household_community ON household (community);

CREATE TABLE resident (
  id BIGINT PRIMARY KEY,
  household BIGINT NOT NULL REFERENCES household (id),
  name BYTEA NOT NULL,  -- as it is shown
  name_mark BYTEA NOT NULL,  -- equal where names are: the name itself, or what it gives under the content key
  document BYTEA,  -- the number of an identity document
  phone BYTEA,
  origin BYTEA,  -- where they came from
  first_day TEXT COLLATE "C" NOT NULL,  -- of the quarantine, a date
  last_day TEXT COLLATE "C" NOT NULL,  -- of the quarantine, a date
  ended_at BIGINT,  -- when it ended before or otherwise than planned: nothing is owed from then on
  ended_on TEXT COLLATE "C",  -- the day of that in the district, a date
  end_reason TEXT COLLATE "C",  -- a code: released, moved, hospital, left, died, error
  CHECK ((ended_at IS NULL) = (ended_on IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)),
  UNIQUE (household, name_mark)
);

-- Who looks after them.

CREATE TABLE cadre (
  id BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,  -- as it is shown
  office TEXT COLLATE "C" NOT NULL,  -- where they come from, which tells namesakes apart
  phone TEXT COLLATE "C",  -- for whoever has to call them
  UNIQUE (name, office)
);

-- start_feed and end_feed are the positions in the feed where the assignment begins and ends for devices; none until its time
-- has come.
CREATE TABLE assignment (
  id BIGINT PRIMARY KEY,
  household BIGINT NOT NULL REFERENCES household (id),
  cadre BIGINT NOT NULL REFERENCES cadre (id),
  role TEXT COLLATE "C" NOT NULL CHECK (role IN ('cadre', 'community', 'lead', 'helper')),  -- as what they look after it
  from_at BIGINT NOT NULL,  -- from when on it holds
  until_at BIGINT,  -- until when, if it ends
  start_feed BIGINT,  -- where in the feed devices hear that it began; none until then
  end_feed BIGINT  -- where they hear that it ended
);
CREATE INDEX assignment_household ON assignment (household);
CREATE INDEX assignment_cadre ON assignment (cadre);
CREATE INDEX assignment_to_begin ON assignment (from_at) WHERE start_feed IS NULL;
CREATE INDEX assignment_to_end ON assignment (until_at) WHERE end_feed IS NULL AND until_at IS NOT NULL;

-- The history of a household that was assigned to a cadre after entries existed, given numbers of its own behind the assignment.
CREATE TABLE backfill (
  feed BIGINT PRIMARY KEY,  -- the number that the entry has here
  cadre BIGINT NOT NULL,  -- whose devices it is for
  household BIGINT NOT NULL,  -- the one that was assigned
  entry_feed BIGINT NOT NULL  -- the entry's own number
);
CREATE INDEX backfill_cadre ON backfill (cadre, feed);

-- Who signs in to the dashboard.

-- Who is called so is asked for among those that have not ended: a name may be given again.
CREATE TABLE account (
  id BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,  -- what is typed to sign in
  salt BYTEA NOT NULL,  -- of the password
  password_hash BYTEA NOT NULL,  -- Argon2id of the password
  must_change BIGINT NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1)),  -- 1 where somebody else chose the password
  created_at BIGINT NOT NULL,
  signed_in_at BIGINT,  -- when it last did
  locked_at BIGINT,  -- since when nobody signs in with it, if so
  ended_at BIGINT  -- since when it is nobody's any more; kept for what names it
);

-- The cadres of an office who work together, across communities.
CREATE TABLE team (
  id BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,  -- as it is shown
  office TEXT COLLATE "C" NOT NULL,  -- whose cadres they are
  lead BIGINT REFERENCES cadre (id),  -- who leads it
  UNIQUE (name, office)
);

CREATE TABLE team_member (
  team BIGINT NOT NULL REFERENCES team (id),  -- the team
  cadre BIGINT NOT NULL REFERENCES cadre (id),  -- one of its cadres
  PRIMARY KEY (team, cadre)
);

-- What an account may be, and where. A person may hold several; an inspector without a place looks at the whole district.
CREATE TABLE account_role (
  id BIGINT PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES account (id),  -- whose it is
  role TEXT COLLATE "C" NOT NULL CHECK (role IN ('district', 'street', 'secretary', 'inspector', 'lead', 'monitor')),  -- what it is
  street BIGINT REFERENCES street (id),  -- where, for a street's office and an inspector of one
  community BIGINT REFERENCES community (id),  -- where, for a secretary and an inspector of one
  team BIGINT REFERENCES team (id),  -- of what, for a lead
  from_at BIGINT NOT NULL,  -- from when on it holds
  until_at BIGINT,  -- until when, if it ends
  CHECK (
    CASE role
    WHEN 'street' THEN street IS NOT NULL AND community IS NULL AND team IS NULL
    WHEN 'secretary' THEN community IS NOT NULL AND street IS NULL AND team IS NULL
    WHEN 'inspector' THEN (street IS NULL OR community IS NULL) AND team IS NULL
    WHEN 'lead' THEN team IS NOT NULL AND street IS NULL AND community IS NULL
    ELSE street IS NULL AND community IS NULL AND team IS NULL END)
);
CREATE INDEX account_role_account ON account_role (account);

-- A session is used as one role, and ends with it.
CREATE TABLE session (
  token_hash BYTEA PRIMARY KEY,  -- SHA-256 of the cookie's value
  account BIGINT NOT NULL REFERENCES account (id),  -- whose it is
  role BIGINT NOT NULL REFERENCES account_role (id),  -- as what it is used
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  second_factor BIGINT NOT NULL CHECK (second_factor IN (0, 1)),  -- 1 where more than the password was shown
  address TEXT COLLATE "C" NOT NULL,  -- where it was opened from
  program TEXT COLLATE "C" NOT NULL  -- the name that the browser gives itself
);

-- What an account shows beside its password: codes that its phone makes of a secret and the time (RFC 6238).
CREATE TABLE second_factor (
  account BIGINT PRIMARY KEY REFERENCES account (id),  -- whose it is
  secret BYTEA NOT NULL,  -- what phone and district both know; content
  made_at BIGINT NOT NULL,  -- when it was given to the phone
  confirmed_at BIGINT,  -- when the first code was shown; until then it is asked for by nobody
  last_step BIGINT NOT NULL DEFAULT 0  -- of the last code that was taken: none is taken twice
);

-- Printed codes for a phone that is gone, each good for one sign-in.
CREATE TABLE recovery_code (
  code_hash BYTEA PRIMARY KEY,  -- SHA-256 of the code
  account BIGINT NOT NULL REFERENCES account (id),  -- whose it is
  used_at BIGINT  -- when it was used up, if it was
);
CREATE INDEX recovery_code_account ON recovery_code (account);

-- Who signed in or tried to, and who looked at personal data. It goes when the district's retention says so.
CREATE TABLE access_record (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,  -- when
  account BIGINT,  -- none where nobody is called so
  what TEXT COLLATE "C" NOT NULL,  -- a code
  household BIGINT,  -- whose page was read
  row_count BIGINT,  -- how many rows were given
  address TEXT COLLATE "C" NOT NULL  -- where it was asked from
);
CREATE INDEX access_record_account ON access_record (account, id);
CREATE INDEX access_record_at ON access_record (at);

-- Devices and what they signed.

CREATE TABLE device (
  id BIGINT PRIMARY KEY,
  cadre BIGINT NOT NULL REFERENCES cadre (id),  -- whose it is
  public_key BYTEA NOT NULL UNIQUE CHECK (length(public_key) = 32),  -- Ed25519; it signs requests and logs
  -- the key that may deliver envelopes for it while its record is closed
  delivery_key BYTEA,
  program TEXT COLLATE "C" NOT NULL,  -- the name that its program gives itself
  enrolled_at BIGINT NOT NULL,
  revoked_at BIGINT,  -- since when it syncs no more
  revoked_for TEXT COLLATE "C",  -- a code: lost, stolen, left, replaced, other
  -- since when its loss is confirmed: until it reports again, it holds no coverage back
  lost_at BIGINT,
  last_seen BIGINT,  -- its last request
  complete_to BIGINT,  -- up to when nothing was left on it
  pending BIGINT NOT NULL,  -- entries that waited on it when it last came
  clock_offset_ms BIGINT,  -- how far its clock was behind the server's
  -- the number of the directory that it held when it last came
  directory BIGINT NOT NULL DEFAULT 0,
  -- marks of the last requests that were answered, the newest last: bytes that come again are no news of the device
  heard BYTEA NOT NULL DEFAULT '\x'
);
CREATE INDEX device_cadre ON device (cadre);

CREATE TABLE invite (
  id BIGINT PRIMARY KEY,
  cadre BIGINT NOT NULL REFERENCES cadre (id),  -- who is invited
  secret_hash BYTEA NOT NULL UNIQUE,  -- SHA-256 of the secret
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  device BIGINT REFERENCES device (id)  -- the one that took it up
);

CREATE TABLE log (
  id BIGINT PRIMARY KEY,
  log BYTEA NOT NULL UNIQUE CHECK (length(log) = 16),  -- its identity: a hash of key and nonce
  device BIGINT NOT NULL REFERENCES device (id),  -- the one that signs it
  nonce BYTEA NOT NULL,  -- chosen by the device
  have BIGINT NOT NULL,  -- the number of its last entry that is held
  head BYTEA NOT NULL CHECK (length(head) = 32),  -- the hash over everything up to there
  token BYTEA,  -- shown by the device the next time: a copy of it shows an old one
  previous_token BYTEA,  -- the one before
  opened_at BIGINT NOT NULL
);

-- The truth: what a device signed, as it came. first is the first number that was new; the bytes may begin earlier.
CREATE TABLE segment (
  id BIGINT PRIMARY KEY,
  log BIGINT NOT NULL REFERENCES log (id),
  first BIGINT NOT NULL,  -- the first number that was new with it
  last BIGINT NOT NULL,  -- its last number
  first_feed BIGINT NOT NULL,  -- the place of the first new number in the feed
  received_at BIGINT NOT NULL,
  signature BYTEA NOT NULL,  -- the device's, over the head behind the last number
  bytes BYTEA NOT NULL,  -- the entries as they were signed; purged ones as commitments
  -- its leaf in the Merkle log
  leaf BIGINT NOT NULL UNIQUE,
  head BYTEA NOT NULL CHECK (length(head) = 32),  -- its log's head after it
  UNIQUE (log, first)
);

-- The other branch of a log of which two contents were signed at one number: the bytes and the signature prove it.
CREATE TABLE fork (
  id BIGINT PRIMARY KEY,
  log BIGINT NOT NULL REFERENCES log (id),
  device BIGINT NOT NULL REFERENCES device (id),  -- the one that signed both
  -- the first number at which the two differ
  sequence BIGINT NOT NULL,
  found_at BIGINT NOT NULL,
  signature BYTEA NOT NULL,  -- the proof
  -- of its last entry: what follows from it belongs to the same branch
  head BYTEA NOT NULL,
  bytes BYTEA NOT NULL,  -- the other branch, as it was signed
  UNIQUE (log, signature)
);
CREATE INDEX fork_device ON fork (device);

-- What was refused for its form, quarantined with the reason; bounded for each device.
CREATE TABLE refused (
  id BIGINT PRIMARY KEY,
  device BIGINT NOT NULL,  -- the one that sent it
  log BYTEA NOT NULL,  -- of which it was said to be
  sequence BIGINT NOT NULL,  -- the number that it was said to have
  reason TEXT COLLATE "C" NOT NULL,  -- a code
  received_at BIGINT NOT NULL,
  bytes BYTEA NOT NULL,  -- what came, as far as it is kept
  UNIQUE (log, sequence, reason)
);
CREATE INDEX refused_device ON refused (device);

-- The Merkle log over everything that has a number of the feed.

-- What the feed got besides segments has leaves as well, so that a history which lost only that is proven too.
CREATE TABLE feed_leaf (
  leaf BIGINT PRIMARY KEY,  -- its number among all leaves
  -- up to which number of the feed
  last BIGINT NOT NULL,
  digest BYTEA NOT NULL CHECK (length(digest) = 32)  -- SHA-256 over those rows
);

-- Its stored hashes, by their position in the order in which they were made.
CREATE TABLE tree (
  position BIGINT PRIMARY KEY,  -- in the order in which hashes were made
  hash BYTEA NOT NULL CHECK (length(hash) = 32)  -- SHA-256
);

-- Projections of the segments: disposable, rebuilt from them.

CREATE TABLE entry (
  feed BIGINT PRIMARY KEY,  -- its place in the feed
  log BIGINT NOT NULL,
  sequence BIGINT NOT NULL,  -- its number in the log
  cadre BIGINT NOT NULL,  -- who wrote it
  -- what it is about, where that is a household; neither that nor a place where a later version wrote it
  household BIGINT,
  resident BIGINT,  -- one of the household, where it is about one
  place_kind TEXT COLLATE "C",  -- of the place that it is about
  place BIGINT,  -- the number of that place
  kind BIGINT NOT NULL,  -- 1 contact, 2 temperature, 3 seal, and so on
  claimed_at BIGINT NOT NULL,  -- when it happened, as it says
  received_at BIGINT NOT NULL,  -- when the server got it
  bytes BYTEA NOT NULL,  -- the whole entry, as it was signed
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
  target_log BYTEA NOT NULL,  -- the identity of the log
  target_sequence BIGINT NOT NULL,  -- the number in it
  feed BIGINT NOT NULL,  -- the place of the amending entry
  PRIMARY KEY (target_log, target_sequence, feed)
);

-- Purges, backups, and what was done here.

-- Orders to purge content, as they were signed. Kept for good, and told to devices at their position in the feed.
CREATE TABLE purge_order (
  number BIGINT PRIMARY KEY,  -- in the order in which they were given
  log BYTEA NOT NULL CHECK (length(log) = 16),  -- the identity of the log that it is about
  household BIGINT NOT NULL,
  feed BIGINT NOT NULL UNIQUE,  -- where devices hear of it
  body BYTEA NOT NULL,  -- the order: ranges and commitments, no content
  signature BYTEA NOT NULL  -- the district's
);
CREATE INDEX purge_order_log ON purge_order (log);
CREATE INDEX purge_order_household ON purge_order (household);

-- What came of each backup: verified, or why not.
CREATE TABLE backup (
  id BIGINT PRIMARY KEY,
  started_at BIGINT NOT NULL,
  name TEXT COLLATE "C",  -- the file's
  bytes BIGINT,  -- its size
  verified BIGINT NOT NULL CHECK (verified IN (0, 1)),  -- 1 where it was read back and found whole
  failure TEXT COLLATE "C",  -- a code, where it was not
  CHECK ((verified = 1) = (failure IS NULL))
);

-- The last backup that was read back and found whole: the highest segment in it.
CREATE TABLE watermark (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  segment BIGINT NOT NULL,  -- the highest in it
  made_at BIGINT NOT NULL,  -- when the backup was begun
  digest BYTEA NOT NULL  -- SHA-256 of the backup's file
);

-- What was done to the district's records: when, by which command or account. No name of a resident, no reading.
CREATE TABLE audit (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,  -- when it was done
  actor TEXT COLLATE "C" NOT NULL,  -- a command, or an account by its number
  action TEXT COLLATE "C" NOT NULL,  -- a code
  detail TEXT COLLATE "C" NOT NULL  -- numbers and codes
);

-- The history of the district's records: which field of what was changed, from what to what, by whom. Never changed afterwards;
-- the texts go when the content about their household does.
CREATE TABLE change (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,  -- when it was changed
  account BIGINT,  -- who did it; none where it was a command
  actor TEXT COLLATE "C" NOT NULL,  -- the account's name at that time, or the command's
  source TEXT COLLATE "C" NOT NULL,  -- a code: screen, file, command
  act BIGINT NOT NULL,  -- the same for all that one request changed: the id of the first
  subject TEXT COLLATE "C" NOT NULL,  -- a code of what was changed: household, resident, cadre and so on
  subject_id BIGINT NOT NULL,  -- which one of them
  household BIGINT,  -- the household in whose history it stands, if it is in one's
  field TEXT COLLATE "C" NOT NULL,  -- a code
  before BYTEA,  -- what it said before, as text in UTF-8; none where it said nothing
  after BYTEA  -- what it said from then on
);
CREATE INDEX change_subject ON change (subject, subject_id, field, id);
CREATE INDEX change_household ON change (household, id);
CREATE INDEX change_act ON change (act);

-- The first answers to requests that may come again: an account's key stands for one request.
CREATE TABLE answered_request (
  id BIGINT PRIMARY KEY,
  account BIGINT NOT NULL,  -- whose key it is
  key TEXT COLLATE "C" NOT NULL,  -- as the account's program chose it
  digest BYTEA NOT NULL CHECK (length(digest) = 32),  -- SHA-256 of the method, the path and the body
  answer BYTEA NOT NULL,  -- as it was given
  at BIGINT NOT NULL,  -- when; it is kept for a day
  UNIQUE (account, key)
);
CREATE INDEX answered_request_at ON answered_request (at);

-- A database that is not to be served: one that a district is being copied into, or was moved away from. It and
-- the version of the content key are not copied.
CREATE TABLE transfer (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('filling', 'moved')),  -- on its way in, or left
  -- what the source held when it was begun, as a digest: the same on both sides
  source BYTEA NOT NULL CHECK (length(source) = 32),
  at BIGINT NOT NULL  -- when it was begun or ended
);
