export interface Toast {
  readonly id: number;
  readonly message: string;
  readonly tone: 'plain' | 'good' | 'danger';
  readonly action?: { readonly label: string; run(): void | Promise<void> } | undefined;
}

/** Long enough to read the sentence and reach the button. */
const VISIBLE_MILLISECONDS = 9000;

let shown = $state.raw<readonly Toast[]>([]);
const timers = new Map<number, ReturnType<typeof setTimeout>>();
let nextId = 1;

export function toasts(): readonly Toast[] {
  return shown;
}

export function toast(options: {
  message: string;
  tone?: Toast['tone'];
  action?: Toast['action'];
}): void {
  const id = nextId++;
  shown = [
    ...shown.slice(-2),
    { id, message: options.message, tone: options.tone ?? 'plain', action: options.action },
  ];
  restartToast(id);
}

export function dismissToast(id: number): void {
  holdToast(id);
  shown = shown.filter((entry) => entry.id !== id);
}

/** Stops the clock while the pointer or the focus is on it. */
export function holdToast(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

export function restartToast(id: number): void {
  holdToast(id);
  timers.set(
    id,
    setTimeout(() => dismissToast(id), VISIBLE_MILLISECONDS),
  );
}
