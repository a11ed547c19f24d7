/** What the command tells the shell; `unroll --help` lists them. */
export const exitCodes = {
  done: 0,
  /** The work itself failed: a run, or an item of `doctor`. */
  failed: 1,
  /** What was asked for cannot be: unknown name, value out of range, unreadable file. */
  wrongInput: 2,
  /** Another Unroll works in the same home folder. */
  homeInUse: 3,
  /** Ended by Ctrl-C; a training has paused with a checkpoint. */
  interrupted: 130,
  /** Ended by a request to end, likewise. */
  terminated: 143,
} as const;

export const exitCodesHelp = `
Exit codes:
  0    done
  1    the work failed (a run, an item of doctor)
  2    wrong input: unknown name, value out of range, unreadable file
  3    another Unroll works in the same home folder
  130  ended by Ctrl-C: a training pauses with a checkpoint, a second Ctrl-C ends at once
  143  ended by a request to end (SIGTERM), likewise`;
