import type { Page } from "@playwright/test";
import { expect, hydrated, test } from "../fixtures";

const column = (page: Page, stage: string) => page.locator(`#stage-${stage}`);
const counted = async (page: Page, stage: string) =>
  Number((await column(page, stage).locator("header .board-count").innerText()).replace(/\D/g, ""));

/** What was moved is stored: until then the board shows it as moving. */
const stored = (page: Page) => expect(page.locator("[data-card] [data-pending]")).toHaveCount(0);

async function firstCard(page: Page, stage: string) {
  const card = column(page, stage).locator("[data-card]").first();
  await expect(card).toBeVisible();
  return (await card.getAttribute("data-card"))!;
}

test.describe.configure({ mode: "serial" });

test("a card is moved by mouse, and stays where it was put", async ({ as }) => {
  const page = await as("sales", "/customers");
  await hydrated(page);
  await column(page, "onboarding").scrollIntoViewIfNeeded();
  const [onboarding, active] = [await counted(page, "onboarding"), await counted(page, "active")];
  const id = await firstCard(page, "onboarding");
  const from = (await page.locator(`[data-card="${id}"]`).boundingBox())!;
  await page.mouse.move(from.x + 40, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 80, from.y + 40, { steps: 5 });
  const to = (await column(page, "active").boundingBox())!;
  await page.mouse.move(to.x + to.width / 2, to.y + 150, { steps: 10 });
  await page.mouse.up();
  await expect.poll(() => counted(page, "active")).toBe(active + 1);
  await stored(page);
  await page.reload();
  await hydrated(page);
  expect([await counted(page, "onboarding"), await counted(page, "active")]).toEqual([onboarding - 1, active + 1]);
});

test("a card is moved by keys alone, and the move is announced", async ({ as }) => {
  const page = await as("sales", "/customers");
  await hydrated(page);
  const atRisk = await counted(page, "at_risk");
  const id = await firstCard(page, "active");
  await page.locator(`[data-card="${id}"] a`).focus();
  await page.keyboard.press(" ");
  await expect(page.locator("[data-tray]")).toBeVisible();
  await page.locator("[data-tray]").getByRole("button", { name: "At risk" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => counted(page, "at_risk")).toBe(atRisk + 1);
  await expect(page.getByRole("status").filter({ hasText: /moved|At risk/i }).first()).toBeAttached();
});

test("only legal stages are offered, and leaving asks for the reason", async ({ as }) => {
  const page = await as("sales", "/customers");
  await hydrated(page);
  const id = await firstCard(page, "active");
  await page.locator(`[data-card="${id}"] a`).focus();
  await page.keyboard.press(" ");
  const tray = page.locator("[data-tray]");
  await expect(tray.getByRole("button")).toHaveText(["Expansion", "At risk", "Churned", "Put back"]);
  await tray.getByRole("button", { name: "Churned" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox").selectOption({ label: "Price" });
  const churned = await counted(page, "churned");
  await dialog.getByRole("button", { name: "Move to churned" }).click();
  await expect.poll(() => counted(page, "churned")).toBe(churned + 1);
  await stored(page);
  await page.goto(`/customers/${id}`);
  await expect(page.getByText("Price").first()).toBeVisible();
});

test("Escape puts a card back", async ({ as }) => {
  const page = await as("sales", "/customers");
  await hydrated(page);
  const before = await counted(page, "active");
  const id = await firstCard(page, "active");
  await page.locator(`[data-card="${id}"] a`).focus();
  await page.keyboard.press(" ");
  await page.keyboard.press("Escape");
  await expect(page.locator("[data-tray]")).toHaveCount(0);
  expect(await counted(page, "active")).toBe(before);
});

test("a move that someone else has overtaken is taken back with the reason", async ({ as, browser, server, complaints }) => {
  complaints.expected.push(/409|status of 4\d\d/);
  const page = await as("sales", "/customers");
  await hydrated(page);
  const id = await firstCard(page, "active");
  const other = await (await browser.newContext({ storageState: await page.context().storageState() })).newPage();
  await other.goto(`${server.url}/customers/${id}`);
  await other.getByRole("combobox").first().selectOption({ label: "Expansion" });
  await other.getByRole("button", { name: "Move", exact: true }).click();
  await expect(other.getByText("Expansion").first()).toBeVisible();
  await page.locator(`[data-card="${id}"] a`).focus();
  await page.keyboard.press(" ");
  await page.locator("[data-tray]").getByRole("button", { name: "At risk" }).click();
  await expect(page.getByText(/was changed by someone else in the meantime/).first()).toBeVisible();
});

test("the board shows its cards also when another page leads to it", async ({ as }) => {
  const page = await as("sales", "/statements");
  await hydrated(page);
  await page.getByRole("navigation", { name: "Main" }).first().getByRole("link", { name: "Customers" }).click();
  await firstCard(page, "active");
});
