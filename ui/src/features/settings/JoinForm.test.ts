import { screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { audit, show } from "../../testing/stage";
import JoinForm from "./JoinForm.svelte";

test("who has used the invitation already can sign in instead, at the same address", async () => {
  const onJoined = vi.fn();
  const { user, container } = await show(JoinForm, { onJoined }, "first_run");

  await user.type(
    screen.getByRole("textbox", { name: "Invitation link" }),
    "https://turn.willowreed.example/join/used",
  );
  await user.click(screen.getByRole("button", { name: "Continue" }));
  await user.type(await screen.findByLabelText("Choose a password"), "three calm geese");
  await user.click(screen.getByRole("button", { name: "Join" }));
  await user.click(await screen.findByRole("button", { name: "Sign in instead" }));

  const address = screen.getByRole<HTMLInputElement>("textbox", { name: "Address of the backend" });
  expect(address.value).toBe("https://turn.willowreed.example");
  expect(await audit(container)).toEqual([]);

  await user.type(screen.getByLabelText("Password"), "three calm geese");
  await user.click(screen.getByRole("button", { name: "Sign in" }));

  await vi.waitFor(() => expect(onJoined).toHaveBeenCalledOnce());
});

test("who has an account signs in without an invitation", async () => {
  const { user } = await show(JoinForm, { onJoined: () => undefined }, "first_run");

  await user.click(screen.getByRole("button", { name: "I have an account" }));

  expect(screen.getByRole("textbox", { name: "Address of the backend" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "I have an invitation" })).toBeTruthy();
});
