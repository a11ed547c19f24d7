/**
 * Hyperparameter searches. A trial is trained by a run; where a script measures it, it has none.
 * `json` columns hold records of the contract that are only read and written whole.
 */
export const sql = `
CREATE TABLE studies (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  dataset_id INTEGER NOT NULL REFERENCES datasets (id),
  name TEXT NOT NULL UNIQUE,
  task TEXT NOT NULL,
  trains INTEGER NOT NULL CHECK (trains IN (0, 1)),
  settings TEXT NOT NULL,
  definition TEXT NOT NULL,
  queue TEXT NOT NULL DEFAULT '[]',
  limits TEXT NOT NULL,
  parallel INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'interrupted', 'completed', 'failed')),
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  seconds REAL NOT NULL DEFAULT 0,
  reason TEXT,
  problem TEXT,
  removed_at INTEGER
) STRICT;
CREATE INDEX studies_by_task ON studies (task);

CREATE TABLE trials (
  study_id INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'completed', 'pruned', 'failed')),
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  trial TEXT NOT NULL,
  PRIMARY KEY (study_id, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX trials_by_run ON trials (run_id);
`;
