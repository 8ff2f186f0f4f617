import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { audit } from "../testing/stage";
import Select from "./Select.svelte";

const options = ["5", "10", "30"].map((value) => ({ value, text: `${value} minutes` }));

test("a choice is made with the keyboard alone, and says what is chosen", async () => {
  const onChange = vi.fn();
  const user = userEvent.setup();
  const { container } = render(Select, { label: "Save memory after", options, value: "10", onChange });
  const select = screen.getByRole("combobox", { name: "Save memory after 10 minutes" });
  expect(await audit(container)).toEqual([]);

  select.focus();
  await user.keyboard("{Enter}");
  await screen.findByRole("option", { name: "10 minutes", selected: true });
  await user.keyboard("{ArrowDown}");
  await waitFor(() =>
    expect(screen.getByRole("option", { name: "30 minutes" }).hasAttribute("data-highlighted")).toBe(true),
  );
  await user.keyboard("{Enter}");

  await waitFor(() => expect(onChange).toHaveBeenCalledWith("30"));
});
