-- What parked runs wait for, and what starts by the clock.

CREATE TABLE waits (
  run_id TEXT NOT NULL,
  call_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  wake_ms INTEGER,
  event_digest TEXT,
  created_ms INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (run_id, call_id)
) STRICT;
CREATE INDEX waits_by_wake ON waits (wake_ms) WHERE wake_ms IS NOT NULL;
CREATE INDEX waits_by_event ON waits (event_digest) WHERE event_digest IS NOT NULL;
CREATE INDEX waits_by_kind ON waits (kind, created_ms);

CREATE TABLE schedules (
  id TEXT PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;
