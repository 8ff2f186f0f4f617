// Builds the interface on the fake platform and runs the specs beside this file.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./stage.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const specs = readdirSync(here).filter((name) => name.endsWith(".spec.mjs"));

build();
const { status } = spawnSync(
  process.execPath,
  ["--test", "--test-reporter=spec", ...specs.map((name) => join(here, name))],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
