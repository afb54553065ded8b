import { expect, hydrated, isAccessible, test } from "../fixtures";

test.describe.configure({ mode: "serial" });

test("an administrator says how payouts are made, and is told which field can't be used", async ({ as }) => {
  const page = await as("admin", "/payouts");
  await hydrated(page);
  await page.getByRole("link", { name: "How payouts are made" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "How payouts are made" })).toBeVisible();
  const name = page.getByLabel("Company name");
  await expect(name).toHaveValue("PACIFIC FIBER");
  await name.fill("PACIFIC FIBER AND MORE");
  await page.getByLabel("In a batch at most").fill("10");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("limit per batch: it must be at least the limit per partner");
  await expect(page.locator("#company_name-error")).toContainText("16 characters fit");
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveValue("PACIFIC FIBER AND MORE");
  await isAccessible(page);
  await name.fill("PACIFIC FIBRE");
  await page.getByLabel("In a batch at most").fill("600,000.00");
  await page.getByText("The account", { exact: true }).click();
  await page.getByText("Each batch takes what it gives from this account").click();
  await page.getByLabel("Routing number of the account").fill("121042882");
  await page.getByLabel("Account number", { exact: true }).fill("000123456789");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Payouts are made so from the next batch on.")).toBeVisible();
  await expect(page.locator("#company_name-error")).toBeEmpty();
  await page.reload();
  await expect(name).toHaveValue("PACIFIC FIBRE");
  await expect(page.getByText("Batches are balanced now.")).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("6789");
});

test("finance sees how payouts are made, and can't change it", async ({ as }) => {
  const page = await as("finance", "/payouts/settings");
  await hydrated(page);
  await expect(page.locator("#in-force")).toContainText("PACIFIC FIBRE");
  await expect(page.locator("#in-force")).toContainText("600,000.00");
  await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0);
  await isAccessible(page);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("what was typed comes back with what is wrong, and sound settings are kept", async ({ as, complaints }) => {
    complaints.expected.push(/422/);
    const page = await as("admin", "/payouts/settings");
    await page.getByLabel("Entry description").fill("RESELLERS");
    await page.getByLabel("Your bank’s routing number").fill("121042881");
    await page.getByLabel("Same day").check();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.locator("#odfi-error")).toContainText("last digit would have to be 2");
    await expect(page.getByLabel("Entry description")).toHaveValue("RESELLERS");
    await expect(page.getByLabel("Same day")).toBeChecked();
    await page.getByLabel("Your bank’s routing number").fill("121042882");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Payouts are made so from the next batch on.")).toBeVisible();
    await expect(page.getByLabel("Entry description")).toHaveValue("RESELLERS");
    await expect(page.getByText("Batches are balanced now.")).toBeVisible();
  });
});
