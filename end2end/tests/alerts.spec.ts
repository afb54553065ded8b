// Alerts: they appear in open pages as they come, are worked by keys alone, and by forms without WebAssembly.
import { type Browser, type Page } from "@playwright/test";
import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test.describe.configure({ mode: "serial" });
test.use({ alone: "alerts" });

/** Somebody else, in a browser of their own. */
async function elsewhere(browser: Browser, baseURL: string | undefined, role: string, path: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL })).newPage();
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  await page.getByLabel("E-mail").fill(`${role}@demo.example`);
  await page.getByLabel("Password", { exact: true }).fill("tributary-demo-2025");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await hydrated(page);
  return page;
}

/** A month end that can't go on, as nothing was billed: automation raises an alert by itself. */
async function getStuck(page: Page) {
  await page.getByLabel("Run now").selectOption("month_end");
  await page.getByLabel("Reason, for the record").fill("too early");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.locator("#stuck").getByRole("link", { name: /Month end/ })).toBeVisible();
}

test("what gets stuck appears in another browser, which takes it up by keys alone", async ({ as, browser, baseURL }) => {
  const admin = await elsewhere(browser, baseURL, "admin", "/alerts?kind=workflow_stuck");
  await expect(admin.getByText("No such alerts")).toBeVisible();
  const bell = admin.getByRole("link", { name: /^Notifications/ });
  const before = Number((await bell.getAttribute("aria-label"))?.match(/\d+/)?.[0] ?? 0);
  const finance = await as("finance", "/control-room");
  await hydrated(finance);
  await getStuck(finance);

  // Nobody has touched the administrator's page.
  await expect(admin.locator(".toasts").getByText(/waits for a person/)).toBeVisible();
  await expect(bell).toHaveAccessibleName(new RegExp(`Notifications: ${before + 1} unread`));
  const row = admin.locator("#alerts").getByRole("row", { name: /Workflow stuck/ });
  await expect(row.getByText("Open")).toBeVisible();
  await isAccessible(admin);
  await admin.locator(".toasts").getByRole("button", { name: "Close" }).press("Enter");

  await admin.keyboard.press("j");
  await expect(row.getByRole("link")).toBeFocused();
  await admin.keyboard.press("a");
  await expect(row.getByText("Acknowledged")).toBeVisible();
  await expect(row.getByText("Ada Admin")).toBeVisible();
  // The focus is where it was: the next key goes on from there.
  await expect(row.getByRole("link")).toBeFocused();
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("heading", { level: 1, name: "Workflow stuck" })).toBeVisible();
  await expect(admin.locator("#history").getByText("by Ada Admin")).toBeVisible();
  await isAccessible(admin);
  await admin.context().close();
});

test("keys go from row to row, ask for a word, and are never taken from fields", async ({ as }) => {
  const page = await as("manager", "/alerts");
  await hydrated(page);
  const rows = page.locator("#alerts tbody tr");
  await expect(rows.nth(1)).toBeVisible();
  const found = await rows.count();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(rows.nth(1).getByRole("link")).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows.nth(0).getByRole("link")).toBeFocused();

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys of the inbox" });
  await expect(help).toBeVisible();
  await isAccessible(page);
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();

  const name = await rows.nth(0).getAttribute("data-name");
  await page.keyboard.press("d");
  const dialog = page.getByRole("dialog", { name: "Dismiss this alert" });
  await expect(dialog.getByLabel("Why nothing needs doing")).toBeFocused();
  await page.keyboard.type("jakarta is fine");
  await expect(dialog.getByLabel("Why nothing needs doing")).toHaveValue("jakarta is fine");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").getByText(`Dismissed: ${name}.`)).toBeAttached();
  await expect(page.locator(`#alerts tr[data-name="${name}"]`)).toHaveCount(0);
  expect(await rows.count()).toBeLessThanOrEqual(found);
  await expect(rows.nth(0).getByRole("link")).toBeFocused();

  const code = page.getByLabel("Partner's code");
  await code.focus();
  await page.keyboard.type("jak");
  await expect(code).toHaveValue("jak");
  await fitsSideways(page);
});

test("keys can be switched off, and stay off", async ({ as }) => {
  const page = await as("manager", "/alerts");
  await hydrated(page);
  await page.getByRole("button", { name: "All keys" }).click();
  await page.getByLabel("Use these keys in this browser").uncheck();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.reload();
  await hydrated(page);
  await page.keyboard.press("j");
  await expect(page.locator("#alerts tbody tr").nth(0).getByRole("link")).not.toBeFocused();
});

test("notifications are read one by one and all together, and lead to their alert", async ({ as }) => {
  const page = await as("admin", "/notifications");
  await hydrated(page);
  const first = page.locator("#told li").first();
  await expect(first.getByText("New")).toBeVisible();
  await first.getByRole("button", { name: /^Mark as read/ }).click();
  await expect(first.getByRole("button", { name: /^Mark as unread/ })).toBeVisible();
  await first.getByRole("button", { name: /^Mark as unread/ }).click();
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await expect(page.getByText("All read.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Notifications", exact: true })).toBeVisible();
  await isAccessible(page);
  await first.getByRole("link").click();
  await expect(page).toHaveURL(/\/alerts\//);
});

test("somebody says what they want to be told, and is told where it can't be meant", async ({ as, complaints }) => {
  complaints.expected.push(/422/);
  const page = await as("support", "/notifications/settings");
  await hydrated(page);
  await page.getByLabel("About", { exact: true }).selectOption("these");
  await page.getByLabel("Their codes").fill("RS-0000");
  await page.getByRole("button", { name: "Keep" }).click();
  await expect(page.getByRole("alert").getByText("partners: there is no “RS-0000”")).toBeVisible();
  await expect(page.getByLabel("Their codes")).toHaveValue("RS-0000");
  await page.getByLabel("About", { exact: true }).selectOption("all");
  await page.getByLabel("By mail too").uncheck();
  await page.getByRole("button", { name: "Keep" }).click();
  await expect(page.getByText("Kept. From now on you are told so.")).toBeVisible();
  await expect(page.getByText("Subscription 2")).toBeVisible();
  await isAccessible(page);
});

test("an administrator changes when alerts are raised; others read the rules", async ({ as, complaints }) => {
  complaints.expected.push(/422/);
  const page = await as("admin", "/alerts/rules");
  await hydrated(page);
  await page.getByLabel("A fall by (points)").fill("many");
  await page.getByRole("button", { name: "Keep these rules" }).click();
  await expect(page.getByText("fall: “many” is not a number")).toBeVisible();
  await page.getByLabel("A fall by (points)").fill("12");
  await page.getByRole("button", { name: "Keep these rules" }).click();
  await expect(page.getByText("Kept. They hold from the next look at scores on.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("A fall by (points)")).toHaveValue("12");
  await isAccessible(page);
});

test("a reseller sees what is noticed about itself, and nothing of others", async ({ as }) => {
  const page = await as("owner", "/alerts");
  await hydrated(page);
  await expect(page.getByRole("heading", { level: 1, name: "Alerts" })).toBeVisible();
  await expect(page.locator("#noticed")).toBeVisible();
  await expect(page.getByRole("link", { name: /^Notifications/ })).toHaveCount(0);
  await isAccessible(page);
});
