// What every test needs: a server of its own, a way to sign in, and an eye on the console and the policy.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "./seed";

export { expect };

export type Role = "admin" | "finance" | "head" | "manager" | "bay" | "support" | "auditor" | "owner" | "sales" | "viewer";

const PASSWORD = "tributary-demo-2025";

export interface Server {
  url: string;
  /** The folder that letters are laid into. */
  mail: string;
}

/** The letters that were sent, the newest first; lines stand as they were before they were wrapped. */
export function letters(server: Server): string[] {
  const files = existsSync(server.mail) ? readdirSync(server.mail).sort().reverse() : [];
  return files.map((file) => readFileSync(join(server.mail, file), "utf8").replace(/=\r?\n/g, ""));
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

async function untilReady(url: string, child: ChildProcess, said: () => string) {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended:\n${said()}`);
    const ready = await fetch(`${url}/health/ready`).then((r) => r.ok, () => false);
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server isn't ready:\n${said()}`);
}

/** Starts a server on a copy of the demo. */
async function start(): Promise<{ server: Server; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-worker-"));
  for (const file of ["tributary.sqlite", "master.key"]) copyFileSync(join(process.env.SEED!, file), join(folder, file));
  const listen = `127.0.0.1:${await freePort()}`;
  const child = spawn(program, ["demo", "--data-dir", folder, "--listen", listen]);
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (said += text));
  const url = `http://${listen}`;
  await untilReady(url, child, () => said);
  const stop = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { server: { url, mail: join(folder, "mail") }, stop };
}

interface TestFixtures {
  /** Opens a page of the worker's server as someone of a role. */
  as: (role: Role, path?: string) => Promise<Page>;
  /** Fails the test on console errors and policy violations; some tests expect one. */
  complaints: { expected: RegExp[] };
}

interface WorkerFixtures {
  server: Server;
  /** Tests that name something here have a server that no other test has changed. */
  alone: string;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  alone: ["", { option: true, scope: "worker" }],
  server: [
    async ({}, use) => {
      const { server, stop } = await start();
      await use(server);
      await stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  complaints: [
    async ({ page }, use) => {
      const heard: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") heard.push(message.text());
      });
      page.on("pageerror", (error) => heard.push(String(error)));
      const complaints = { expected: [] as RegExp[] };
      await use(complaints);
      expect(heard.filter((text) => !complaints.expected.some((known) => known.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
  as: async ({ page }, use) => {
    await use(async (role, path = "/") => {
      await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
      await page.getByLabel("E-mail").fill(`${role}@demo.example`);
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.getByRole("navigation", { name: "Main" }).first()).toBeVisible();
      return page;
    });
  },
});

/** WebAssembly has taken over the page. */
export async function hydrated(page: Page) {
  await page.waitForFunction(() => document.documentElement.dataset.live === "");
}

/** axe finds nothing to complain about. */
export async function isAccessible(page: Page) {
  // What lies half under the bar that stays isn't too small to be hit, only scrolled away.
  await page.evaluate(() => scrollTo(0, 0));
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  const told = found.violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html + "\n    " + n.failureSummary).join("\n  ")}`);
  expect(told).toEqual([]);
}

/** The page itself scrolls only up and down. */
export async function fitsSideways(page: Page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over).toBeLessThanOrEqual(0);
}
