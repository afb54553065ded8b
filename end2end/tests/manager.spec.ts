import { expect, hydrated, test } from "../fixtures";

test("the portfolio shows the sample's own totals", async ({ as }) => {
  const page = await as("head", "/manager");
  const main = page.getByRole("main");
  await expect(main).toContainText("2,638");
  await expect(main).toContainText("$163,836.40");
  await expect(page.getByRole("contentinfo")).toContainText("IBM sample data");
});

test("filters and order stand in the address and survive a reload", async ({ as }) => {
  const page = await as("manager", "/manager");
  await hydrated(page);
  await page.getByRole("searchbox").first().fill("Downey");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/Downey/);
  await expect(page.getByRole("row", { name: /Downey/ })).toHaveCount(1);
  await page.reload();
  await expect(page.getByRole("row", { name: /Downey/ })).toHaveCount(1);
});

test("charts are drawn once the page is read, each with its numbers in a table", async ({ as }) => {
  const page = await as("head", "/manager");
  await expect(page.locator("figure svg, .chart svg").first()).toBeVisible();
  await page.locator("figure summary, .chart summary").first().click();
  await expect(page.getByRole("cell", { name: "$163,836.40" }).first()).toBeVisible();
});

test("a partner's page explains its score", async ({ as }) => {
  const page = await as("manager", "/manager?q=Downey");
  await hydrated(page);
  await page.getByRole("link", { name: /Territory 902/ }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: /Territory 902/ })).toBeVisible();
  for (const component of ["Revenue performance", "Customer retention", "Partner satisfaction"]) {
    await expect(page.getByText(component).first()).toBeVisible();
  }
  await expect(page.getByText("nothing of this kind is recorded yet").first()).toBeVisible();
});

test("a page that isn't there says so", async ({ as, complaints }) => {
  complaints.expected.push(/404/);
  const page = await as("manager");
  const response = await page.goto("/no/such/page");
  expect(response?.status()).toBe(404);
  const partner = await page.goto("/manager/partners/018f0000-0000-7000-8000-000000000000");
  expect(partner?.status()).toBe(404);
});
