/** One thing that the set-up brings. */
export interface Part {
  /** What a person calls it. */
  readonly name: string;
  /** Parts that must stand before this one is brought. */
  readonly needs?: readonly Part[];
  /** One line on what stands, or null when something is to be brought. Takes milliseconds. */
  check(): string | null;
  /** Whether what stands is a second choice, for which a later try may bring the first. */
  isProvisional?(): boolean;
  /**
   * Brings it and returns one line on what was done.
   * @param say prints one line of progress before each long step
   * @throws when it cannot be had: the message says what that means and what a person can do
   */
  bring(say: (progress: string) => void): Promise<string>;
}
