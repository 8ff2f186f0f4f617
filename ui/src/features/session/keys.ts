/** Whether a key belongs to what has the focus: somebody is typing, or a dialog or menu is open. */
export function isTaken(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest(
      "input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]",
    ) !== null
  );
}

/** Whether the focus is in a field of the page that has nothing to take back itself. */
export function isInEmptyField(event: KeyboardEvent): boolean {
  const { target } = event;
  const isField = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  return isField && target.value === "" && !target.closest("[role=dialog]");
}

export const isCommandKey = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey;

/** What the sheet of shortcuts shows: the keys, and the words of the sentence. */
export const SHORTCUTS: { group: string; keys: [string, string][] }[] = [
  {
    group: "keys-everywhere",
    keys: [
      ["Ctrl K", "palette"],
      ["Q", "quick-add"],
      ["C", "keys-new"],
      ["/", "keys-search"],
      ["?", "keys-sheet"],
      ["Ctrl ,", "view-settings"],
      ["Ctrl Z", "keys-undo"],
    ],
  },
  {
    group: "keys-go",
    keys: [
      ["G T", "view-today"],
      ["G M", "view-my-requests"],
      ["G P", "view-my-promises"],
      ["G W", "view-week"],
      ["G Q", "view-queues"],
      ["G L", "view-load"],
      ["G E", "view-everyone"],
      ["G A", "view-answers"],
      ["G K", "view-thanks"],
    ],
  },
  {
    group: "keys-lists",
    keys: [
      ["F", "keys-filter"],
      ["X", "keys-choose"],
      ["Shift ↓", "keys-reach"],
      ["J", "keys-next"],
      ["K", "keys-previous"],
      ["Enter", "open"],
      ["Esc", "back"],
    ],
  },
  {
    group: "keys-week",
    keys: [
      ["M", "keys-move"],
      ["← →", "keys-move-day"],
      ["↑ ↓", "keys-move-time"],
      ["Enter", "keys-move-ask"],
      ["Esc", "keys-move-stop"],
    ],
  },
  {
    group: "keys-request",
    keys: [
      ["R", "composer-say"],
      ["X", "composer-note"],
      ["1", "step-acknowledge"],
      ["2", "step-hand-over"],
      ["3", "step-decline"],
      ["P", "keys-promise"],
      ["E", "keys-deliver"],
      ["A", "step-hand-over"],
      ["H", "keys-snooze"],
      ["L", "step-labels"],
      ["M", "keys-mute"],
      ["T", "step-thank"],
      ["Ctrl Enter", "send"],
      ["@", "keys-mention"],
      ["::", "keys-canned-text"],
      ["↑", "keys-reword"],
    ],
  },
];
