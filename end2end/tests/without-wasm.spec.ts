// Pages read and forms post without WebAssembly and without JavaScript.
import { expect, test } from "../fixtures";

test.use({ javaScriptEnabled: false });

test("the portfolio reads and filters", async ({ as }) => {
  const page = await as("head", "/manager");
  await expect(page.getByText("$163,836.40").first()).toBeVisible();
  await page.getByRole("searchbox").first().fill("Downey");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row", { name: /Downey/ })).toHaveCount(1);
});

test("a customer is moved on its own page", async ({ as }) => {
  const page = await as("sales", "/customers?view=table&stage=at_risk");
  await page.goto("/customers?view=table&stage=active");
  await page.getByRole("main").locator("tbody a").first().click();
  await page.getByRole("combobox").first().selectOption({ label: "At risk" });
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await expect(page.getByRole("main")).toContainText("At risk");
});

test("an alert is taken up in the list, and settled on its own page", async ({ as }) => {
  const page = await as("manager", "/alerts");
  const row = page.locator("#alerts tbody tr").first();
  const name = await row.getAttribute("data-name");
  await row.getByRole("button", { name: /^Acknowledge/ }).click();
  const again = page.locator(`#alerts tr[data-name="${name}"]`);
  await expect(again).toContainText("Acknowledged");
  await again.getByRole("link").click();
  await page.getByLabel("What was done").fill("Called, and agreed on a plan");
  await page.getByRole("button", { name: "Resolve" }).click();
  await expect(page.locator("#history")).toContainText("Called, and agreed on a plan");
  await expect(page.locator("#handling")).toHaveCount(0);
});
