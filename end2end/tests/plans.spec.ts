import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test.describe.configure({ mode: "serial" });

const bands = (first: string, second: string) => `{
  "rules": [{
    "name": "volume",
    "pay": { "tiered": { "mode": "whole_amount", "tiers": [
      { "from": "${first}", "rate": "14%" }, { "from": "${second}", "rate": "4%" }] } }
  }]
}`;

test("a plan with a gap between its bands is refused with the reason, mended, tried and saved", async ({ as, complaints }) => {
  // The browser tells the console of the plan that is refused.
  complaints.expected.push(/422/);
  const page = await as("finance", "/plans");
  await hydrated(page);
  await page.getByRole("link", { name: "New plan" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New plan" })).toBeVisible();
  await expect(page.locator("#said")).toContainText("10 % of billed revenue");
  const file = page.getByLabel("What it says, as JSON");
  await page.getByLabel("Code", { exact: true }).fill("small-first");
  await page.getByLabel("Name", { exact: true }).fill("Small first");
  await file.fill(bands("500.00", "6000.00"));
  await expect(page.locator("#said")).toContainText("rules[0].pay.tiered.tiers[0].from");
  await expect(page.locator("#said")).toContainText("what is below 500.00 has no rate");
  await isAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("rules[0].pay.tiered.tiers[0].from");
  await expect(file).toHaveValue(bands("500.00", "6000.00"));
  await expect(page.getByLabel("Code", { exact: true })).toHaveValue("small-first");

  await file.fill(bands("0", "6000.00"));
  await expect(page.locator("#said")).toContainText("It can be saved as it is.");
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.locator("#tried").getByRole("heading", { name: /The plan as it is written, tried on/ })).toBeVisible();
  await isAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/plans\/small-first$/);
  await expect(page.locator("#versions")).toContainText("Version 1");
});

test("what if shows cost, winners and losers of a plan that is saved", async ({ as }) => {
  const page = await as("manager", "/plans/small-first");
  await hydrated(page);
  await page.getByRole("main").getByRole("link", { name: "What if", exact: true }).click();
  await expect(page).toHaveURL(/what-if\?plan=small-first/);
  await page.getByLabel("Month").selectOption({ label: "Aug 2025" });
  await expect(page).toHaveURL(/month=2025-08/);
  const cost = page.locator("#cost");
  await expect(cost.getByRole("heading", { name: "Small first, version 1, tried on Aug 2025" })).toBeVisible();
  const figure = (label: string) => cost.locator(".tile").filter({ hasText: label }).locator(".tile-figure");
  await expect(figure("Winners")).not.toHaveText("0");
  await expect(figure("Losers")).not.toHaveText("0");
  await expect(page.locator("#partners").getByRole("row")).not.toHaveCount(1);
  await isAccessible(page);
  await fitsSideways(page);
});

test("the plan in force is what the month's statements say", async ({ as }) => {
  const page = await as("auditor", "/plans");
  await hydrated(page);
  await page.getByRole("main").locator('tbody a[href^="/plans/"]:not([href$="small-first"])').first().click();
  await page.getByRole("main").getByRole("link", { name: "What if", exact: true }).click();
  await page.getByLabel("Month").selectOption({ label: "Aug 2025" });
  const figure = (label: string) => page.locator("#cost .tile").filter({ hasText: label }).locator(".tile-figure");
  await expect(figure("Winners")).toHaveText("0");
  await expect(figure("Losers")).toHaveText("0");
  await expect(page.getByText("aren’t what the plans in force come to now")).toHaveCount(0);
});

test("a plan gets its next version, which is coming", async ({ as }) => {
  const page = await as("finance", "/plans/small-first/revise");
  await hydrated(page);
  const file = page.getByLabel("What it says, as JSON");
  await expect(file).toHaveValue(/whole_amount/);
  await page.getByText("Begin with another plan").click();
  await page.getByRole("link", { name: "Cap and floor" }).click();
  await expect(page.locator("#said")).toContainText("$5,000.00");
  await page.getByRole("button", { name: "Put back what stood there" }).click();
  await expect(file).toHaveValue(/whole_amount/);
  await page.getByRole("link", { name: "Holdback" }).click();
  const months = page.getByLabel("From", { exact: true });
  await months.selectOption({ index: 23 });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#versions")).toContainText("Version 2");
  await expect(page.locator("#versions")).toContainText("Coming");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("what was typed comes back with what is wrong, and a sound plan is saved", async ({ as, complaints }) => {
    complaints.expected.push(/422/);
    const page = await as("finance", "/plans/new?start=bounds");
    const file = page.getByLabel("What it says, as JSON");
    await expect(file).toHaveValue(/"cap"/);
    await page.getByLabel("Code", { exact: true }).fill("plain");
    await page.getByLabel("Name", { exact: true }).fill("Plain");
    await file.fill(bands("0", "0"));
    await page.getByRole("button", { name: "Check" }).click();
    await expect(page.locator("#said")).toContainText("rules[0].pay.tiered.tiers[1].from");
    await expect(page.getByLabel("Code", { exact: true })).toHaveValue("plain");
    await expect(file).toHaveValue(/14%/);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toContainText("rules[0].pay.tiered.tiers[1].from");
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Plain");
    await file.fill(bands("0", "6000.00"));
    await page.getByRole("button", { name: "Try it" }).click();
    await expect(page.locator("#tried")).toContainText("The plan as it is written, tried on");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(/\/plans\/plain$/);
    await expect(page.getByRole("heading", { level: 1, name: "Plain" })).toBeVisible();
  });
});
