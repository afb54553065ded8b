import { expect, hydrated, isAccessible, test } from "../fixtures";

test.describe.configure({ mode: "serial" });

test("finance runs the daily cycle and sees it done without looking again", async ({ as }) => {
  const page = await as("finance", "/control-room");
  await hydrated(page);
  await page.getByLabel("Run now").selectOption("daily_cycle");
  await page.getByLabel("Reason, for the record").fill("to see it work");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText(/Daily cycle .* is under way/)).toBeVisible();
  const history = page.locator("#history");
  // The demo has run it before, but by its schedule alone.
  await history.getByRole("row", { name: /Daily cycle.*Finn Finance/ }).getByRole("link").first().click();
  await expect(page.getByText(/because: to see it work/)).toBeVisible();
  await expect(page.getByText(/entries: \d+/)).toBeVisible();
  await isAccessible(page);
});

test("a month end that can't go on is stuck, tells why, and is cancelled with a reason", async ({ as }) => {
  const page = await as("finance", "/control-room");
  await hydrated(page);
  await page.getByLabel("Run now").selectOption("month_end");
  await page.getByLabel("Reason, for the record").fill("too early");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const stuck = page.locator("#stuck");
  await stuck.getByRole("link", { name: /Month end/ }).click();
  await expect(page.getByText(/has no billed revenue/).first()).toBeVisible();
  await isAccessible(page);
  await page.getByRole("button", { name: "Try what is stuck again" }).click();
  await expect(page.locator("#tries tbody tr")).toHaveCount(2);
  await page.getByLabel("Reason, for the record").last().fill("there was no business");
  await page.getByRole("button", { name: "Cancel the run" }).click();
  await expect(page.getByText("Cancelled").first()).toBeVisible();
});

test("a schedule is paused and resumed", async ({ as }) => {
  const page = await as("admin", "/control-room");
  await hydrated(page);
  await page.getByRole("button", { name: "Pause Daily cycle" }).click();
  await page.getByRole("button", { name: "Resume Daily cycle" }).click();
  await expect(page.getByRole("button", { name: "Pause Daily cycle" })).toBeVisible();
});

test("a month that one person has closed is approved by a second one", async ({ as }) => {
  const finance = await as("finance", "/close/2025-09");
  await hydrated(finance);
  // Another test on this server may have had finance close it before.
  const close = finance.getByRole("button", { name: "Close September 2025" });
  await expect(close.or(finance.getByText("Largest statements")).first()).toBeVisible();
  if (await close.isVisible()) await close.click();
  await expect(finance.getByText("It waits for a second person")).toBeVisible();
  // Away from the page first: what it asks for next would be refused.
  await finance.goto("about:blank");
  await finance.context().clearCookies();
  const admin = await as("admin", "/close/2025-09");
  await hydrated(admin);
  await admin.getByRole("button", { name: "Approve Sep 2025" }).click();
  await expect(admin.getByText("Approved").first()).toBeVisible();
  await expect(admin.getByRole("button", { name: "Approve Sep 2025" })).toHaveCount(0);
});

test("the messages that were written can be looked at in both forms", async ({ as }) => {
  const page = await as("admin", "/control-room/mail");
  await hydrated(page);
  await page.getByRole("link", { name: "Sep 2025 waits for your approval" }).click();
  await expect(page.getByText("Hello Ada Admin", { exact: false }).or(page.getByText(/^Hello /)).first()).toBeVisible();
  await isAccessible(page);
  const html = await page.getByRole("link", { name: "As HTML" }).getAttribute("href");
  const answer = await page.request.get(html!);
  expect(answer.headers()["content-security-policy"]).toContain("sandbox");
  expect(await answer.text()).toContain("waits for approval by a second person");
});

test("who may look but not steer has no buttons", async ({ as }) => {
  const page = await as("auditor", "/control-room");
  await expect(page.getByRole("heading", { name: "Schedules" })).toBeVisible();
  await expect(page.getByRole("button", { name: /Pause|Run/ })).toHaveCount(0);
});
