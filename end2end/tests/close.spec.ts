import { expect, hydrated, test } from "../fixtures";

test.describe.configure({ mode: "serial" });

test("finance closes September and sees what it came to", async ({ as }) => {
  const page = await as("finance", "/close");
  await hydrated(page);
  await page.getByRole("link", { name: /Close: Sep 2025/ }).click();
  await expect(page.getByText("$163,836.40").first()).toBeVisible();
  await page.getByRole("button", { name: "Close September 2025" }).click();
  await expect(page.getByText("Largest statements").first()).toBeVisible();
  // Computed independently of this product, half to even: see data/isp-customers/expected_totals.json for half up.
  await expect(page.getByText("$15,270.61").first()).toBeVisible();
  await page.reload();
  await expect(page.getByText("$15,270.61").first()).toBeVisible();
});

test("a statement's lines lead to the bills they come from", async ({ as }) => {
  const page = await as("owner", "/statements/2025-09");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.getByRole("main").locator('a[href*="#bill-2025-09"]').first().click();
  await expect(page).toHaveURL(/\/customers\/.+#bill-2025-09/);
  await expect(page.locator("#bill-2025-09")).toBeVisible();
});

test("who may not close a month isn't offered it", async ({ as, complaints }) => {
  complaints.expected.push(/403/);
  const page = await as("auditor", "/close");
  await expect(page.getByRole("link", { name: /^Close:/ })).toHaveCount(0);
  const context = page.context();
  await page.goto("about:blank");
  await context.clearCookies();
  const owner = await as("owner", "/close");
  await expect(owner.getByText(/You may not/).first()).toBeVisible();
});
