import picocolors from 'picocolors';

type Colors = ReturnType<typeof picocolors.createColors>;

/** Goes back and erases what stands there. */
const startOfLine = '\r\u001B[K';

/** Where a command writes: results on standard output, everything else on standard error. */
export class Terminal {
  readonly #output: NodeJS.WriteStream;
  readonly #errors: NodeJS.WriteStream;
  /** Colours of standard output; plain text when it is no terminal or `NO_COLOR` is set. */
  readonly colors: Colors;
  /** Whether a line says what is waited for. */
  #isWaiting = false;
  /** Whether a piece of a line or a bar stands where that line would. */
  #isTaken = false;

  constructor(
    output: NodeJS.WriteStream = process.stdout,
    errors: NodeJS.WriteStream = process.stderr,
  ) {
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

  /**
   * Says what is waited for, on a line that whatever comes next replaces; only where a person
   * watches and nothing else stands on the line.
   */
  wait(text: string): void {
    if (!this.isWatched || this.#isTaken) return;
    this.#isWaiting = true;
    this.#errors.write(`${startOfLine}${text.slice(0, (this.#errors.columns || 80) - 1)}`);
  }

  endWait(): void {
    if (this.#isWaiting) this.#errors.write(startOfLine);
    this.#isWaiting = false;
  }

  /** A moving bar takes the line from now on, or leaves it. */
  set hasBar(taken: boolean) {
    this.endWait();
    this.#isTaken = taken;
  }

  /** One or more lines of the result. */
  print(text: string): void {
    this.endWait();
    this.#output.write(`${text}\n`);
  }

  /** A piece of the result without a line end. */
  write(text: string): void {
    this.endWait();
    this.#isTaken = true;
    this.#output.write(text);
  }

  /** One JSON value on a line of its own. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value));
  }

  /** News beside the result. */
  note(text: string): void {
    this.endWait();
    this.#errors.write(`${text}\n`);
  }
}
