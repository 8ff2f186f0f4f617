// Finds what a person would: visible, not disabled, of a role, called as asked: best in full, else at
// the beginning, else anywhere in its name.
// The topmost open dialog hides what is behind it.
const [role, wanted] = arguments;
const selectors = {
  button: "button, [role=button], summary, input[type=submit]",
  link: "a[href], [role=link]",
  textbox:
    "input:not([type]), input[type=text], input[type=email], input[type=password], input[type=search], input[type=url], textarea, [contenteditable=true], [role=textbox], [role=combobox]",
  checkbox: "input[type=checkbox], [role=checkbox], [role=switch]",
  radio: "input[type=radio], [role=radio]",
  option: "option, [role=option]",
  list: "select",
  row: "[role=row], [role=listitem], li, tr",
};
const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const isShown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
const byIds = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
function name(element) {
  const said = element.getAttribute("aria-labelledby");
  if (said) return squeeze(byIds(said));
  if (element.getAttribute("aria-label")) return squeeze(element.getAttribute("aria-label"));
  if (element.labels?.length) return squeeze([...element.labels].map((label) => label.textContent).join(" "));
  return squeeze(element.textContent) || squeeze(element.title) || squeeze(element.placeholder);
}
const dialogs = [...document.querySelectorAll("dialog[open], [role=dialog], [role=alertdialog]")].filter(isShown);
// Lists and menus open beside the dialog that they belong to.
const isInList = role === "option" || role === "menuitem";
const place = (isInList ? undefined : dialogs.at(-1)) ?? document;
const look = (within) => {
  const all = [...within.querySelectorAll(selectors[role] ?? `[role=${role}]`)];
  const usable = all.filter((element) => (isShown(element) || element.type === "radio" || element.type === "checkbox") && !element.disabled);
  const exact = usable.find((element) => name(element) === wanted);
  const beginning = usable.find((element) => name(element).startsWith(wanted));
  return exact ?? beginning ?? usable.find((element) => name(element).includes(wanted)) ?? null;
};
const found = look(place);
found?.scrollIntoView({ block: "nearest" });
return found;
