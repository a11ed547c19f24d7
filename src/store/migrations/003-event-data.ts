/** What an event's sentence is made of, as JSON, so that a window can say it in its own language. */
export const sql = `ALTER TABLE run_events ADD COLUMN data TEXT;`;
