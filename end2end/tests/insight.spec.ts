import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test("a partner's health is explained, step by step", async ({ as }) => {
  const page = await as("manager", "/manager");
  await hydrated(page);
  await page.getByRole("main").locator('a[href^="/manager/partners/"]').first().click();
  await page.getByRole("link", { name: "Health explained" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Health of/ })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: /^Why / })).toBeVisible();
  await expect(page.getByRole("row", { name: /Customer retention.*Kept in a month: 92 % → 0/ })).toBeVisible();
  for (const panel of ["What to do next", "Risks", "Trend and outlook", "Among peers", "Month by month"]) {
    await expect(page.getByRole("heading", { level: 2, name: panel })).toBeVisible();
  }
  // A chart is drawn when it comes into view.
  await page.locator("#outlook .chart").scrollIntoViewIfNeeded();
  await expect(page.locator("#outlook .chart svg")).toBeVisible();
  await isAccessible(page);
  await fitsSideways(page);
});

test("a reseller sees its own health and what to do next, and no plans of the operator's", async ({ as }) => {
  const page = await as("owner", "/");
  await page.getByRole("link", { name: "What to do next" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your health" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "What to do next" })).toBeVisible();
  await expect(page.getByText("Suggested:")).toHaveCount(0);
});

test("the analytics are narrowed by the address, and follow a component over months", async ({ as }) => {
  const page = await as("manager", "/manager");
  await page.getByRole("link", { name: "Analytics" }).click();
  await hydrated(page);
  const map = page.locator("#health");
  await expect(map.getByRole("row", { name: /Middle of all/ })).toBeVisible();
  await map.getByLabel("Show").first().selectOption("retention");
  await expect(page).toHaveURL(/show=retention/);
  await expect(map.getByText("Customer retention at the end of each month")).toBeVisible();
  for (const panel of ["Movers", "Revenue concentration", "Territories", "Cohorts"]) {
    await expect(page.getByRole("heading", { level: 2, name: panel })).toBeVisible();
  }
});
