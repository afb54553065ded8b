// Managers see their own partners: assigned one by one or many at once, and lent for the days of a vacation.
import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test.describe.configure({ mode: "serial" });
test.use({ alone: "roles" });

/** A day from today on, as a date field takes it; by the demo's clocks, which are behind UTC. */
function day(ahead: number): string {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Los_Angeles" }).format(new Date());
  const date = new Date(`${today}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + ahead);
  return date.toISOString().slice(0, 10);
}

const SAN_FRANCISCO = /Territory 941/;
const SAN_MATEO = /Territory 944/;

test("a manager finds its own partners, and another's address leads nowhere", async ({ as, complaints }) => {
  complaints.expected.push(/404/);
  const head = await as("head", "/manager?q=Francisco");
  await hydrated(head);
  const link = head.getByRole("link", { name: SAN_FRANCISCO }).first();
  const address = (await link.getAttribute("href"))!;
  const page = await as("manager", "/manager?q=Francisco");
  await expect(page.getByRole("link", { name: SAN_FRANCISCO })).toHaveCount(0);
  expect((await page.goto(address))?.status()).toBe(404);
  const bay = await as("bay", "/manager?q=Francisco");
  await expect(bay.getByRole("link", { name: SAN_FRANCISCO }).first()).toBeVisible();
});

test("a partner that nobody looks after is given to a manager on its page", async ({ as }) => {
  const page = await as("head", "/manager/managers");
  await hydrated(page);
  await page.locator("#unassigned").getByRole("link", { name: SAN_MATEO }).click();
  const panel = page.locator("#manager");
  await expect(panel).toContainText("Nobody: heads of partners");
  await hydrated(page);
  await panel.getByLabel("Manager").selectOption({ label: "Bruno Bay" });
  await panel.getByRole("button", { name: "Assign" }).click();
  await expect(panel.getByText("Assigned.")).toBeVisible();
  await expect(panel.locator(".plan")).toHaveText("Bruno Bay");
  await isAccessible(page);
  const bay = await as("bay", "/manager?q=Mateo");
  await expect(bay.getByRole("link", { name: SAN_MATEO }).first()).toBeVisible();
  await expect(bay.getByRole("link", { name: "Managers", exact: true })).toHaveCount(0);
});

test("many partners are given to a manager at once", async ({ as, complaints }) => {
  complaints.expected.push(/422/);
  const page = await as("head", "/manager/managers");
  await hydrated(page);
  const bruno = page.locator("#team").getByRole("row", { name: /Bruno Bay/ });
  const before = Number(await bruno.locator("td").first().innerText());
  await page.getByRole("button", { name: "Assign" }).click();
  await expect(page.getByRole("alert")).toContainText("manager: choose one of the list");
  const many = page.locator("#many");
  await many.getByLabel("Territory").selectOption("Salinas");
  await many.getByLabel("Become those of").selectOption({ label: "Bruno Bay" });
  await many.getByRole("button", { name: "Assign" }).click();
  await expect(page.getByText("One partner is assigned.")).toBeVisible();
  await expect(bruno.locator("td").first()).toHaveText(String(before + 1));
  await isAccessible(page);
  await fitsSideways(page);
});

test("a manager goes on vacation, and another sees the partners until it is ended", async ({ as, complaints }) => {
  complaints.expected.push(/422/);
  const page = await as("bay", "/manager/cover");
  await hydrated(page);
  const form = page.locator("#enter");
  await expect(form.getByLabel("Away").locator("option")).toHaveCount(2);
  await form.getByLabel("From", { exact: true }).fill(day(0));
  await form.getByLabel("Until").fill(day(-1));
  await form.getByLabel("Covered by").selectOption({ label: "Mara Manager" });
  await form.getByRole("button", { name: "Keep" }).click();
  await expect(page.getByRole("alert")).toContainText("until: the last day lies before the first");
  await form.getByLabel("From", { exact: true }).fill(day(0));
  await form.getByLabel("Until").fill(day(3));
  await form.getByLabel("Covered by").selectOption({ label: "Mara Manager" });
  await form.getByRole("button", { name: "Keep" }).click();
  const row = page.locator("#covers").getByRole("row", { name: /Bruno Bay/ });
  await expect(row).toContainText("Away now");
  await isAccessible(page);
  await fitsSideways(page);

  const mara = await as("manager", "/manager?q=Francisco");
  await mara.getByRole("link", { name: SAN_FRANCISCO }).first().click();
  await expect(mara.locator("#manager")).toContainText("Mara Manager covers until");
  const again = await as("bay", "/manager/cover");
  await hydrated(again);
  await again.locator("#covers").getByRole("button", { name: /^End now/ }).click();
  await expect(again.getByText("The cover has ended.")).toBeVisible();
  const over = await as("manager", "/manager?q=Francisco");
  await expect(over.getByRole("link", { name: SAN_FRANCISCO })).toHaveCount(0);
});
