/** What the command tells the shell; `unroll --help` lists them. */
export const exitCodes = {
  done: 0,
  /** The work itself failed: a run, or an item of `doctor`. */
  failed: 1,
  /** What was asked for cannot be: unknown name, value out of range, unreadable file. */
  wrongInput: 2,
  /** Another Unroll works in the same home folder. */
  homeInUse: 3,
  /** Paused with a checkpoint by Ctrl-C. */
  interrupted: 130,
  /** Paused with a checkpoint by a request to end. */
  terminated: 143,
} as const;

export const exitCodesHelp = `
Exit codes:
  0    done
  1    the work failed (a run, an item of doctor)
  2    wrong input: unknown name, value out of range, unreadable file
  3    another Unroll works in the same home folder
  130  paused with a checkpoint by Ctrl-C; a second Ctrl-C ends at once
  143  paused with a checkpoint by a request to end (SIGTERM)`;
