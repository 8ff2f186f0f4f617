// A believable organization: a land trust with its teams.
import type { Directory, PersonCard, TeamCard } from "../bindings";

export const ZONE = "Europe/Berlin";
export const NOW = "2026-11-18T08:40:00Z";
export const ME = "p-mara";

const HOUR = 3_600_000;

/** The instant `days` from today at `hour` o'clock of the organization's winter time. */
export function at(days: number, hour: number, minute = 0): string {
  const midnight = Date.parse("2026-11-17T23:00:00Z");
  return new Date(midnight + days * 24 * HOUR + hour * HOUR + minute * 60_000).toISOString();
}

function person(
  id: string,
  name: string,
  position: string,
  teams: string[],
  skills: string[] = [],
  role = "member",
): PersonCard {
  const email = `${name.split(" ")[0]?.toLowerCase() ?? id}@willowreed.example`;
  const rest = { manager: null, absence: null, is_respect_officer: false, skills };
  return { id: `p-${id}`, name, email, position, role, zone: ZONE, is_active: true, teams, ...rest };
}

export const PEOPLE: PersonCard[] = [
  person("mara", "Mara Lindqvist", "Grants officer", ["t-grants"], ["Budgets"], "owner"),
  person("sam", "Sam Okafor", "Counsel", ["t-legal"], ["Leases", "Riparian law"]),
  person("jo", "Jo Castellanos", "Office coordinator", ["t-people"]),
  person("priya", "Priya Raman", "Head of finance", ["t-finance"]),
  person("tomas", "Tomás Herrera", "Land steward", ["t-land"], ["Boundaries", "Gates and keys"]),
  person("ines", "Ines Baumann", "Paralegal", ["t-legal"], ["Deeds", "Land registry"]),
  person("noah", "Noah Whitfield", "Systems engineer", ["t-systems"], ["VPN", "Laptops"]),
  person("aiko", "Aiko Tanaka", "Designer", ["t-news"], ["Leaflets", "Photographs"]),
  person("leila", "Leila Haddad", "Grants lead", ["t-grants"]),
  person("ben", "Ben Osei", "Field ecologist", ["t-land"]),
  person("freya", "Freya Nilsen", "Accountant", ["t-finance"], ["Receipts"]),
  person("ruth", "Ruth Adeyemi", "People partner", ["t-people"]),
  person("oscar", "Oscar Lund", "Communications lead", ["t-news"]),
  person("dmitri", "Dmitri Volkov", "Surveyor, Volkov & Sons", [], ["Corner stones"], "guest"),
];

// Leila leads Grants, together with Mara; the counsel reports to the head of finance.
PEOPLE[0]!.manager = "p-leila";
PEOPLE[1]!.manager = "p-priya";

function team(id: string, name: string, prefix: string): TeamCard {
  const key = `t-${id}`;
  const members = PEOPLE.filter((one) => one.teams.includes(key));
  return {
    id: key,
    name,
    prefix,
    members: members.map((one, index) => ({
      person: one.id,
      is_lead: index === members.length - 1 || one.id === ME,
    })),
    part_of: null,
    is_led_from_above: false,
    leads_above: [],
    is_active: true,
  };
}

export const TEAMS: TeamCard[] = [
  team("grants", "Grants", "GRA"),
  team("legal", "Legal", "LEG"),
  team("land", "Land stewardship", "LND"),
  team("finance", "Finance", "FIN"),
  team("people", "People and culture", "HR"),
  team("systems", "Systems", "IT"),
  team("news", "Communications", "COM"),
];

// Grants is part of Finance, whose lead leads it too.
TEAMS[0]!.part_of = "t-finance";
TEAMS[0]!.is_led_from_above = true;
TEAMS[0]!.leads_above = TEAMS[3]!.members.filter((one) => one.is_lead).map((one) => one.person);

export const VALUES = ["teamwork", "candour", "care", "craft"];

export const DIRECTORY: Directory = {
  me: ME,
  organization: "Willow & Reed Land Trust",
  organization_zone: ZONE,
  values: VALUES,
  confirm_reminder_days: 2,
  lapse_days: 5,
  rating_share: "every",
  people: PEOPLE,
  teams: TEAMS,
};

export const ALONE: Directory = {
  ...DIRECTORY,
  organization: "My workspace",
  people: PEOPLE.slice(0, 1).map((me) => ({ ...me, name: "", email: null, position: null, teams: [] })),
  teams: [],
};
