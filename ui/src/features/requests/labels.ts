/** What is typed into a list's search to see what has the label. */
export const labelSearch = (label: string): string =>
  label.includes(" ") ? `label:"${label}"` : `label:${label}`;

/** Labels that differ only in case are one. */
export const isSameLabel = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
