import { createContext } from "svelte";
import type { Navigate, SavedView } from "../../platform";

export const VIEWS = [
  "today",
  "my_requests",
  "my_promises",
  "queues",
  "load",
  "everyone",
  "answers",
  "thanks",
  "attention",
  "settings",
] as const;
export type View = (typeof VIEWS)[number];

export const ORGANIZATION_PARTS = ["people", "teams", "rules"] as const;
export type OrganizationPart = (typeof ORGANIZATION_PARTS)[number];

const LISTS: View[] = ["my_requests", "my_promises", "queues", "everyone"];

/** Where the main window is, and where it was before. */
export class Navigation {
  view = $state<View>("today");
  request = $state<string | null>(null);
  /** The dialog to open on the request, used up by the detail once it can. */
  dialog = $state<string | null>(null);
  isPaletteOpen = $state(false);
  isQuickAddOpen = $state(false);
  /** Whom quick add shall ask, as it is written there; used up by the line. */
  mentioned = $state<string | null>(null);
  areShortcutsOpen = $state(false);
  isThanking = $state(false);
  isClosingDay = $state(false);
  isCatalogueOpen = $state(false);
  /** The service that quick add has named, for its form. */
  asked = $state.raw<{ service: string } | null>(null);
  isRecurringOpen = $state(false);
  /** The form of a new request, and the template that it begins with; used up by it. */
  isAsking = $state(false);
  template = $state<string | null>(null);
  /** The answer that is read. */
  answer = $state<string | null>(null);
  settingsSection = $state("profile");
  organizationPart = $state<OrganizationPart>("people");
  /** The team whose queue is looked at; null for all of mine. */
  queue = $state<string | null>(null);
  /** How my promises are looked at. */
  promisesAs = $state<"list" | "week">("list");
  /** The team whose load is looked at; null for the first that I lead. */
  ledTeam = $state<string | null>(null);

  /** The saved view that is shown, or was shown before it was narrowed otherwise. */
  savedView = $state<string | null>(null);
  /** What the list shall look for; used up by the list. */
  sought = $state<string | null>(null);

  show(view: View): void {
    if (this.savedView !== null) this.sought = "";
    this.savedView = null;
    this.view = view;
    this.request = null;
    this.answer = null;
    this.dialog = null;
  }

  showWeek(): void {
    this.show("my_promises");
    this.promisesAs = "week";
  }

  /** Looks for it in the list that is shown, or among everyone's requests. */
  search(text: string): void {
    this.promisesAs = "list";
    this.show(LISTS.includes(this.view) ? this.view : "everyone");
    this.sought = text;
  }

  showSaved({ id, list, search }: SavedView): void {
    this.show(list);
    this.promisesAs = "list";
    this.savedView = id;
    this.queue = null;
    this.sought = search;
  }

  showAnswer(answer: string): void {
    this.show("answers");
    this.answer = answer;
  }

  setUpTeams(): void {
    this.organizationPart = "teams";
    this.showSettings("organization");
  }

  showSettings(section: string): void {
    this.settingsSection = section;
    this.show("settings");
  }

  open(request: string, dialog: string | null = null): void {
    this.request = request;
    this.dialog = dialog;
  }

  close(): void {
    this.request = null;
    this.dialog = null;
  }

  /** A new request, from a template where one is named. */
  begin(template: string | null): void {
    this.template = template;
    this.isAsking = true;
  }

  /** The form of a service, with what was written for it in quick add. */
  askBy(service: string): void {
    this.asked = { service };
    this.isCatalogueOpen = true;
  }

  ask(mention: string): void {
    this.mentioned = mention;
    this.isQuickAddOpen = true;
  }

  /** Follows a notification or a link. */
  follow(navigate: Navigate): void {
    const view = VIEWS.find((one) => one === navigate.view);
    if (view) this.show(view);
    if (navigate.service) this.askBy(navigate.service);
    else if (navigate.request) this.open(navigate.request, navigate.dialog);
    else if (navigate.dialog === "thank") this.isThanking = true;
  }
}

export const [useNavigation, provideNavigation] = createContext<Navigation>();
