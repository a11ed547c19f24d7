/**
 * Experiments: projects, data sets, runs and what runs leave behind. Times are milliseconds since
 * 1970; paths are relative to the home folder, so that it can be moved; `json` columns hold records
 * of the contract that are only read and written whole.
 *
 * A metric series is kept in two places: the newest points as rows (cheap to append, safe with the
 * transaction that wrote them), the others as packed chunks with summaries. Chunk columns stand in
 * the order of their size, because reading a column of a long row means walking over those before it.
 */
export const sql = `
CREATE TABLE projects (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

INSERT INTO projects (name, created_at) VALUES ('Experiments', unixepoch() * 1000);

CREATE TABLE datasets (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  original_path TEXT NOT NULL,
  path TEXT NOT NULL,
  inspection TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  dataset_id INTEGER NOT NULL REFERENCES datasets (id),
  dataset_hash TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  task TEXT NOT NULL,
  primary_metric TEXT NOT NULL,
  settings TEXT NOT NULL,
  seed INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'running', 'paused', 'completed', 'failed', 'cancelled', 'interrupted')),
  created_at INTEGER NOT NULL,
  queued_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  seconds REAL NOT NULL DEFAULT 0,
  step INTEGER NOT NULL DEFAULT 0,
  epoch REAL NOT NULL DEFAULT 0,
  steps_per_second REAL,
  remaining_seconds REAL,
  environment TEXT,
  facts TEXT,
  baselines TEXT NOT NULL DEFAULT '[]',
  test TEXT NOT NULL DEFAULT '{}',
  verdict TEXT,
  problem TEXT,
  notes TEXT NOT NULL DEFAULT '',
  color INTEGER NOT NULL,
  directory TEXT NOT NULL UNIQUE,
  trainer TEXT,
  removed_at INTEGER
) STRICT;
CREATE INDEX runs_by_dataset ON runs (dataset_id);
CREATE INDEX runs_by_state ON runs (state, queued_at);

CREATE TABLE run_tags (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (run_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_series (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  packed INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  last_step INTEGER NOT NULL DEFAULT -1,
  last REAL NOT NULL DEFAULT 0,
  best REAL,
  best_step INTEGER,
  UNIQUE (run_id, metric)
) STRICT;

CREATE TABLE metric_tail (
  series_id INTEGER NOT NULL REFERENCES metric_series (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  step INTEGER NOT NULL,
  seconds REAL NOT NULL,
  epoch REAL NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (series_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_chunks (
  series_id INTEGER NOT NULL REFERENCES metric_series (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  count INTEGER NOT NULL,
  first_step INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  coarse BLOB NOT NULL,
  fine BLOB NOT NULL,
  points BLOB NOT NULL,
  PRIMARY KEY (series_id, ordinal)
) STRICT;

CREATE TABLE run_events (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  step INTEGER,
  level TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
  code TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX run_events_by_run ON run_events (run_id);

CREATE TABLE checkpoints (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('best', 'last', 'step')),
  step INTEGER NOT NULL,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (run_id, path)
) STRICT;

CREATE TABLE samples (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  sample TEXT NOT NULL
) STRICT;
CREATE INDEX samples_by_run ON samples (run_id, step);

CREATE TABLE preferences (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
