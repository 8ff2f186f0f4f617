import { setLanguage, usableLocale } from "../../i18n";
import type { Settings } from "../../platform";

/** Gives the page the language and the looks that the person has chosen. */
export function dress(settings: Settings): void {
  setLanguage(usableLocale(settings.locale));
  wear(settings);
}

export function wear(settings: Settings): void {
  const { dataset } = document.documentElement;
  if (settings.appearance === "system") delete dataset.appearance;
  else dataset.appearance = settings.appearance;
  dataset.density = settings.density;
}
