// Ways to a view of the fake organization, one after another as a person takes them.
export const open = (name) => (page) =>
  page
    .getByRole("navigation", { name: "Places" })
    .getByRole("button", { name })
    .click();
export const request = (view, title) => async (page) => {
  await open(view)(page);
  await page.getByRole("button", { name: title }).click();
  await page.getByRole("group", { name: "Steps" }).waitFor();
};
export const step = (view, title, name) => async (page) => {
  await request(view, title)(page);
  await page
    .getByRole("group", { name: "Steps" })
    .getByRole("button", { name })
    .click();
  await page.getByRole("dialog").waitFor();
};
export const menuStep = (view, title, name) => async (page) => {
  await request(view, title)(page);
  await page.getByRole("button", { name: "More steps" }).click();
  await page.getByRole("menuitem", { name }).click();
  await page.getByRole("dialog").waitFor();
};
export const quickAdd = (line) => async (page) => {
  await page.keyboard.press("q");
  await page.getByRole("textbox", { name: /What do you need/ }).fill(line);
};
export const settings = (section) => async (page) => {
  await open("Settings")(page);
  await page
    .getByRole("navigation", { name: "Settings" })
    .getByRole("button", { name: section })
    .click();
};

export const catalogue = async (page) => {
  await page.keyboard.press("Control+k");
  await page
    .getByRole("combobox", { name: "Command palette" })
    .or(page.getByRole("dialog").getByRole("combobox"))
    .first()
    .fill("ask for a service");
  await page.keyboard.press("Enter");
  await page.getByRole("searchbox", { name: "Search services" }).waitFor();
};

export const wait = async (page) => page.waitForTimeout(150);
