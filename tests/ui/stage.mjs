// Starts the built interface on the fake platform, under the app's own content security policy.
import { execFileSync } from "node:child_process";
import { createReadStream, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(join(root, "ui/package.json"));
const { chromium } = require("playwright-core");
const axe = require.resolve("axe-core/axe.min.js");

const dist = join(root, "target/ui-fake");
export const shots = join(root, "target/shots/ui");
mkdirSync(shots, { recursive: true });

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src ipc: http://ipc.localhost; object-src 'none'; base-uri 'none'; frame-src 'none'; form-action 'none'";
const MIME = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
};

export function build() {
  execFileSync(
    "npx",
    ["vite", "build", "--outDir", dist, "--emptyOutDir", "--logLevel", "warn"],
    {
      cwd: join(root, "ui"),
      env: { ...process.env, VITE_PLATFORM: "fake" },
      stdio: "inherit",
    },
  );
}

function serve() {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    const file = join(dist, path === "/" ? "index.html" : path);
    if (!file.startsWith(dist) || !existsSync(file))
      return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": MIME[extname(file)] ?? "application/octet-stream",
      "content-security-policy": CSP,
    });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(server)),
  );
}

/** A browser on the interface; `open` gives a page that collects what must never happen. */
export async function raise() {
  const server = await serve();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  const origin = `http://127.0.0.1:${server.address().port}`;

  async function open(path = "/", options = {}) {
    const context = await browser.newContext({
      viewport: { width: 1200, height: 800 },
      reducedMotion: "reduce",
      bypassCSP: false,
      ...options,
    });
    const page = await context.newPage();
    page.troubles = [];
    page.on("pageerror", (error) => page.troubles.push(String(error)));
    page.on(
      "console",
      (message) =>
        message.type() === "error" && page.troubles.push(message.text()),
    );
    await page.goto(origin + path);
    await page.getByRole("main").waitFor();
    await page.evaluate(() => document.fonts.ready);
    return page;
  }

  return { open, close: async () => (await browser.close(), server.close()) };
}

/** What axe finds against WCAG 2.2 AA, as short lines. */
export async function audit(page) {
  const source = (await import("node:fs")).readFileSync(axe, "utf8");
  await page.evaluate(source);
  const { violations } = await page.evaluate(() =>
    // Popovers hang at the end of the body on purpose, next to the landmarks.
    globalThis.axe.run(document, {
      runOnly: [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
      ],
      rules: { region: { enabled: false } },
    }),
  );
  return violations.map(
    (one) =>
      `${one.id}: ${one.nodes.map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).join(" | ")}`,
  );
}
