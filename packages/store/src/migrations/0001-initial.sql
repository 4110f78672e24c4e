-- Bodies are sealed (AES-256-GCM). Columns beside them are ids, times and keyed digests, for lookup only:
-- what a sealed body says wins over the column.

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE runs (
  run_id TEXT PRIMARY KEY,
  principal_digest TEXT NOT NULL,
  status TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  head BLOB NOT NULL,
  answer BLOB
) STRICT;
CREATE INDEX runs_by_start ON runs (started_ms);
CREATE INDEX runs_by_principal ON runs (principal_digest, started_ms);
CREATE INDEX runs_by_status ON runs (status, started_ms);

CREATE TABLE journal (
  run_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  body BLOB NOT NULL,
  blob TEXT
) STRICT;
CREATE UNIQUE INDEX journal_by_run ON journal (run_id, seq);
CREATE INDEX journal_by_blob ON journal (blob) WHERE blob IS NOT NULL;

CREATE TABLE approvals (
  id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL,
  status TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE INDEX approvals_by_run ON approvals (run_id, created_ms);
CREATE INDEX approvals_by_status ON approvals (status, created_ms);

CREATE TABLE vault_sessions (
  session TEXT PRIMARY KEY,
  touched_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX vault_sessions_by_touch ON vault_sessions (touched_ms);

CREATE TABLE vault (
  session TEXT NOT NULL,
  token TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (session, token)
) STRICT;

CREATE TABLE state (
  session TEXT NOT NULL,
  key_digest TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (session, key_digest)
) STRICT;

CREATE TABLE blobs (
  digest TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL,
  touched_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX blobs_by_touch ON blobs (touched_ms);
