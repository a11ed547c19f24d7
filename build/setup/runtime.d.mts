export interface Runtime {
  /** Holds the executable and everything beside it. */
  readonly folder: string;
  readonly executable: string;
  /** Electron's version, such as `45.4.1`. */
  readonly version: string;
  /** Whether this is the registry-served runtime, not the declared one. */
  readonly isSubstitute: boolean;
  /** better-sqlite3's addon for this runtime, or null when the set-up has not brought it. */
  readonly sqliteBinding: string | null;
}

/** The runtime that opens the window: the declared one, else the substitute, else null. */
export function findRuntime(): Runtime | null;
export function runtimeEnvironment(runtime: Runtime): Record<string, string>;
/** For people: version and origin. */
export function describeRuntime(runtime: Runtime): string;
