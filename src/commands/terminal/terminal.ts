import picocolors from 'picocolors';

type Colors = ReturnType<typeof picocolors.createColors>;

/** Where a command writes: results on standard output, everything else on standard error. */
export class Terminal {
  readonly #output: NodeJS.WriteStream;
  readonly #errors: NodeJS.WriteStream;
  /** Colours of standard output; plain text when it is no terminal or `NO_COLOR` is set. */
  readonly colors: Colors;

  constructor(output: NodeJS.WriteStream = process.stdout, errors = process.stderr) {
    this.#output = output;
    this.#errors = errors;
    this.colors = picocolors.createColors(output.isTTY === true && !process.env['NO_COLOR']);
    // `unroll list | head` closes the pipe early: that is no error.
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }

  /** Whether a person watches standard error, so that a moving bar makes sense. */
  get isWatched(): boolean {
    return this.#errors.isTTY === true;
  }

  get errorStream(): NodeJS.WriteStream {
    return this.#errors;
  }

  /** One or more lines of the result. */
  print(text: string): void {
    this.#output.write(`${text}\n`);
  }

  /** A piece of the result without a line end. */
  write(text: string): void {
    this.#output.write(text);
  }

  /** One JSON value on a line of its own. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value));
  }

  /** News beside the result. */
  note(text: string): void {
    this.#errors.write(`${text}\n`);
  }
}
