import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { audit } from "../testing/stage";
import Segments from "./Segments.svelte";

test("one of several is chosen by arrow keys, and the group has a name", async () => {
  const onChange = vi.fn();
  const user = userEvent.setup();
  const { container } = render(Segments, {
    label: "Lists",
    options: [
      { value: "comfortable", text: "Comfortable" },
      { value: "compact", text: "Compact" },
    ],
    value: "comfortable",
    onChange,
  });
  expect(screen.getByRole("group", { name: "Lists" })).toBeTruthy();
  expect(await audit(container)).toEqual([]);

  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole("radio", { name: "Comfortable" }));
  await user.keyboard("{ArrowRight}");

  expect(onChange).toHaveBeenCalledWith("compact");
});
