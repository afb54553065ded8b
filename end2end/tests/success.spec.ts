// Partner success: rules are tried before they are saved, partners stand beside each other, a quarter is reviewed.
import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test.describe.configure({ mode: "serial" });
test.use({ alone: "success" });

test("rules are changed, tried on today's portfolio, and only then saved", async ({ as, complaints }) => {
  const page = await as("admin", "/manager/health-rules");
  await hydrated(page);
  await page.getByLabel("Revenue performance", { exact: true }).fill("a lot");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("weight of Revenue performance: “a lot” is not a number")).toBeVisible();
  await expect(page.getByLabel("Revenue performance", { exact: true })).toHaveValue("a lot");
  await page.getByLabel("Revenue performance", { exact: true }).fill("80");
  await page.getByRole("button", { name: "Preview" }).click();
  const preview = page.locator("#preview");
  await expect(preview.getByText("Would change band")).toBeVisible();
  await hydrated(page);
  await preview.locator(".chart").scrollIntoViewIfNeeded();
  await expect(preview.locator(".chart svg")).toBeVisible();
  await isAccessible(page);
  await fitsSideways(page);
  await preview.getByLabel("Why, for the record").fill("Revenue counts most this year");
  await preview.getByRole("button", { name: "Save as a new version" }).click();
  await expect(page.getByText(/Version \d+ holds from today on/)).toBeVisible();
  await expect(page.locator("#versions").getByText("Revenue counts most this year")).toBeVisible();
});

test("who may look but not change sees what rules would do, and can't save them", async ({ as }) => {
  const page = await as("manager", "/manager/health-rules");
  await hydrated(page);
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("Nobody's score would be another one.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save as a new version" })).toHaveCount(0);
});

test("the industry's figures begin empty, and are entered with their source", async ({ as, complaints }) => {
  complaints.expected.push(/422/);
  const page = await as("admin", "/manager/benchmarks");
  await hydrated(page);
  const industry = page.locator("#industry");
  await expect(industry.getByText("No figures yet")).toBeVisible();
  await industry.getByText("Enter a figure").click();
  await industry.getByLabel("Figure", { exact: true }).selectOption("quota_attainment");
  for (const [label, value] of [["Lower quarter", "60"], ["Middle", "80"], ["Upper quarter", "70"], ["For which year", "2024"]]) {
    await industry.getByLabel(label, { exact: true }).fill(value);
  }
  await industry.getByLabel("Where it was published").fill("A yearbook, p. 7");
  await industry.getByRole("button", { name: "Keep" }).click();
  await expect(industry.getByText(/figure: the figures must not fall/)).toBeVisible();
  await industry.getByLabel("Upper quarter", { exact: true }).fill("110");
  await industry.getByRole("button", { name: "Keep" }).click();
  await expect(industry.getByText("A yearbook, p. 7, 2024")).toBeVisible();
  await isAccessible(page);
  await industry.getByRole("button", { name: /^Remove/ }).click();
  await expect(industry.getByText("No figures yet")).toBeVisible();
});

test("partners are narrowed by type, and small cohorts are told as such", async ({ as }) => {
  const page = await as("manager", "/manager/benchmarks");
  await hydrated(page);
  await expect(page.locator("#standing tbody tr").first()).toBeVisible();
  await page.locator("#spread").getByLabel("Tier").selectOption({ index: 1 });
  await expect(page).toHaveURL(/tier=/);
  await fitsSideways(page);
});

test("a quarter is reviewed on the screen and as PDF", async ({ as }) => {
  const page = await as("manager", "/manager");
  await hydrated(page);
  await page.getByRole("main").locator('a[href^="/manager/partners/"]').first().click();
  await page.getByRole("link", { name: "Business review" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Business review of/ })).toBeVisible();
  for (const panel of ["Month by month", "Customers", "Tickets and installations", "Alerts", "Outlook"]) {
    await expect(page.getByRole("heading", { level: 2, name: panel, exact: true })).toBeVisible();
  }
  await expect(page.getByRole("heading", { level: 2, name: /^Health/ })).toBeVisible();
  await isAccessible(page);
  await fitsSideways(page);
  const pdf = await page.getByRole("link", { name: "Review as PDF" }).getAttribute("href");
  const answer = await page.request.get(pdf!);
  expect(answer.headers()["content-type"]).toBe("application/pdf");
  expect((await answer.body()).subarray(0, 5).toString()).toBe("%PDF-");
});

test("a reseller reviews its own quarter", async ({ as }) => {
  const page = await as("owner", "/review");
  await hydrated(page);
  await expect(page.getByRole("heading", { level: 1, name: /^Business review of/ })).toBeVisible();
  await isAccessible(page);
});
