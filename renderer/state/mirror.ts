/**
 * A copy of a few preferences beside the page, readable before the engine has answered, so that the
 * first paint already has the right theme and language. The engine's copy is the one that counts.
 */
export function mirrored(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function mirror(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage may be switched off; then the first frame uses the system's theme.
  }
}
