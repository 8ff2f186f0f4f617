const NAMED: Record<string, string> = { " ": "Space", Escape: "", Tab: "" };
const MODIFIERS = ["Control", "Shift", "Alt", "Meta"];

/** The pressed keys as the shell names them, such as `CmdOrCtrl+Shift+Space`; none while only modifiers are down. */
export function shortcutOf(event: KeyboardEvent): string | undefined {
  if (MODIFIERS.includes(event.key)) return undefined;
  const key =
    NAMED[event.key] ??
    (event.code.startsWith("Key")
      ? event.code.slice(3)
      : event.code.startsWith("Digit")
        ? event.code.slice(5)
        : event.key);
  const held = [
    event.ctrlKey || event.metaKey ? "CmdOrCtrl" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey ? "Shift" : "",
  ].filter(Boolean);
  if (!key || held.length === 0) return undefined;
  return [...held, key].join("+");
}

const commandKey = () => (navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl");

/** A sentence of the shell about a shortcut, with the keys as people read them. */
export const withKeysAsRead = (sentence: string): string => sentence.replaceAll("CmdOrCtrl", commandKey());

/** The same as people read it. */
export function shortcutWords(shortcut: string): string[] {
  return shortcut
    .split("+")
    .filter(Boolean)
    .map((part) => (part === "CmdOrCtrl" ? commandKey() : part));
}
