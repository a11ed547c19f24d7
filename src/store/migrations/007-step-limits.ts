/** The step at which a trial is to end, where its study counts the steps of all trials. */
export const sql = `ALTER TABLE trials ADD COLUMN step_limit INTEGER;`;
