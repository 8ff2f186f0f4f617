import { render } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import type { Component } from "svelte";
import { Navigation } from "../features/session/navigation.svelte";
import { Session } from "../features/session/session.svelte";
import { createFakePlatform } from "../platform/fake";
import type { Scenario } from "../platform/fake/world";
import Stage from "./Stage.svelte";

/** Shows a component inside the organization of the fake platform. */
export async function show<Props extends Record<string, unknown>>(
  of: Component<Props>,
  props: Props,
  scenario: Scenario = "usual",
) {
  const session = await Session.open(createFakePlatform(scenario));
  const stop = session.start();
  const navigation = new Navigation();
  const shown = render(Stage as unknown as Component, { session, navigation, of, with: props });
  return { ...shown, session, navigation, core: session.core, user: userEvent.setup(), stop };
}

/** What axe finds, by rule; colours and landmarks are for the real browser. */
export async function audit(element: Element): Promise<string[]> {
  const { violations } = await axe.run(element, {
    rules: {
      "color-contrast": { enabled: false },
      region: { enabled: false },
      "page-has-heading-one": { enabled: false },
    },
  });
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
}
