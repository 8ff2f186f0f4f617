// The only door to the host: features see this interface, never Tauri.
import type { Changed, Commands, Navigate } from "./bindings";

export type * from "./bindings";

/** What a refused or failed command says. Screens act on `code`, never on `message`. */
export interface CommandFailure {
  code: string;
  message: string;
  details?: unknown;
}

/** What a notice is about; a second one about the same takes the place of the first. */
export interface NoticeSubject {
  type: "request" | "follow_up" | "thanks" | "app";
  id: string;
}

/** A notice that the system did not show, ready in the person's words. */
export interface Notice {
  subject: NoticeSubject;
  title: string;
  body: string;
  actions: { action: string; label: string }[];
  needs_you: boolean;
}

export interface Platform {
  /** Every command of the core, typed. */
  readonly core: Commands;
  onChanged(listener: (changed: Changed) => void): Promise<() => void>;
  onNavigate(listener: (navigate: Navigate) => void): Promise<() => void>;
  /** Hears of notices that the system does not show, and of those that have become pointless. */
  onNotice(shown: (notice: Notice) => void, withdrawn: (subject: NoticeSubject) => void): Promise<() => void>;
  /** Tells what was chosen on one: `open` for its words, nothing when it was waved away. */
  answerNotice(subject: NoticeSubject, action: string | null): Promise<void>;
  /** This page's own window. */
  readonly ownWindow: {
    hide(): Promise<void>;
    resize(height: number): Promise<void>;
    onFocus(listener: () => void): Promise<() => void>;
  };
  /** Asks the shell to show the main window at a place. */
  openMain(navigate: Navigate): Promise<void>;
}

let current: Promise<Platform> | undefined;

/** The host in the app, an organization in memory in the browser and in tests. */
export function openPlatform(): Promise<Platform> {
  current ??=
    import.meta.env.VITE_PLATFORM === "fake" || import.meta.env.DEV
      ? import("./fake").then((fake) => fake.createFakePlatform())
      : import("./tauri").then((tauri) => tauri.createTauriPlatform());
  return current;
}

export function isCommandFailure(cause: unknown): cause is CommandFailure {
  return typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string";
}

/** Makes a failure of anything thrown, so that callers can rely on its shape. */
export function asFailure(cause: unknown): CommandFailure {
  if (isCommandFailure(cause)) return cause;
  return { code: "unexpected", message: cause instanceof Error ? cause.message : String(cause) };
}
