import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import english from "./en.ftl?raw";

const LANGUAGES: Record<string, string> = { en: english };

function bundleFor(locale: string): FluentBundle {
  // Isolation marks are for mixing writing directions, which none of our languages does yet.
  const bundle = new FluentBundle([locale, "en"], { useIsolating: false });
  const language = locale.split("-")[0] ?? "en";
  const problems = bundle.addResource(new FluentResource(LANGUAGES[language] ?? english));
  if (problems.length > 0) throw problems[0];
  return bundle;
}

let bundle = bundleFor("en");

/** The chosen locale or the system's; English where the system names none that browsers know, such as "C". */
export function usableLocale(chosen: string | null | undefined): string {
  try {
    return Intl.getCanonicalLocales(chosen ?? navigator.language)[0] ?? "en";
  } catch {
    return "en";
  }
}

/** Chooses the language of the whole page; called once, before anything is shown. */
export function setLanguage(locale: string): void {
  bundle = bundleFor(locale);
  document.documentElement.lang = locale;
}

export function hasWords(id: string): boolean {
  return bundle.hasMessage(id);
}

/** The sentence `id` in the person's language. */
export function t(id: string, args?: Record<string, FluentVariable>): string {
  const pattern = bundle.getMessage(id)?.value;
  if (!pattern) return id;
  return bundle.formatPattern(pattern, args);
}
