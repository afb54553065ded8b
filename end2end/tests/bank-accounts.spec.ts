import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test("an owner changes where commissions go, with mistakes on the way", async ({ as, complaints }) => {
  complaints.expected.push(/422/);
  const page = await as("owner", "/bank-account");
  await hydrated(page);
  await expect(page.getByText("Verified", { exact: true })).toBeVisible();
  await page.getByLabel("Routing number").fill("121042881");
  await expect(page.getByText(/last digit would have to be 2/)).toBeVisible();
  await page.getByLabel("Routing number").fill("121042882");
  await page.getByLabel("Account number", { exact: true }).fill("000123456789");
  await page.getByLabel("Number again").fill("000123456798");
  await expect(page.getByText("The two entries differ.")).toBeVisible();
  await isAccessible(page);
  await page.getByRole("button", { name: "Use this account" }).click();
  await expect(page.getByRole("alert")).toContainText("the two entries differ");
  await expect(page.getByLabel("Routing number")).toHaveValue("121042882");
  await page.getByLabel("Number again").fill("000123456789");
  await page.getByRole("button", { name: "Use this account" }).click();
  await expect(page.getByText("The account is entered.")).toBeVisible();
  await expect(page.getByText("••••6789")).toBeVisible();
  await expect(page.getByText("Unverified", { exact: true })).toBeVisible();
  await expect(page.getByRole("table", { name: /Accounts before/ }).getByRole("row")).toHaveCount(2);
  await isAccessible(page);
});

test("finance is told a number with a reason, what to send to verify it, and holds and releases payments", async ({ as }) => {
  const page = await as("finance", "/bank-accounts?only=unverified");
  await hydrated(page);
  await isAccessible(page);
  await fitsSideways(page);
  await page.getByRole("main").locator("tbody a").first().click();
  await expect(page.getByRole("heading", { level: 1, name: /Bank account of/ })).toBeVisible();
  await page.getByText("Show the number", { exact: true }).first().click();
  await page.locator("#reveal-reason").fill("The bank has called");
  await page.getByRole("button", { name: "Show the number" }).click();
  await expect(page.getByText(/The account number is \d{10}\./)).toBeVisible();
  await page.getByRole("button", { name: "Verify by micro-deposits" }).click();
  await expect(page.getByText(/to the account now/)).toBeVisible();
  await page.locator("#hold-reason").fill("Disputed");
  await page.getByRole("button", { name: "Hold payments" }).click();
  await expect(page.getByText(/by Finn Finance: Disputed/)).toBeVisible();
  await page.locator("#release-reason").fill("Settled");
  await page.getByRole("button", { name: "Release payments" }).click();
  await expect(page.getByText("Not on hold.")).toBeVisible();
  await isAccessible(page);
  await fitsSideways(page);
});

test("an auditor sees accounts masked and changes nothing", async ({ as }) => {
  const page = await as("auditor", "/bank-accounts");
  await hydrated(page);
  await page.getByRole("main").locator("tbody a").first().click();
  await expect(page.getByText(/••••\d{4}/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /Hold|Show the number|Record/ })).toHaveCount(0);
});
