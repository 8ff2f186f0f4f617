const STEPS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A length in the words of the reader: 1.4 MB. */
export function fileSize(bytes: number, locale: string): string {
  const step = Math.min(STEPS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const format = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: STEPS[step],
    unitDisplay: "short",
    maximumFractionDigits: step > 1 ? 1 : 0,
  });
  return format.format(bytes / 1000 ** step);
}
