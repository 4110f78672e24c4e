-- How often each principal called what: counts only.

CREATE TABLE tool_use (
  principal_digest TEXT PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;
