import { readFileSync } from "node:fs";
import { expect, hydrated, isAccessible, test } from "../fixtures";

test.describe.configure({ mode: "serial" });

const CUSTOMERS = `customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category,city
E2E-1,E2E-R,49.00,2025-09-01,,Active,,Downey
E2E-2,E2E-R,59.00,2025-09-02,,Active,,Downey
`;

const file = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

test("a file of customers is checked, seen, and taken in", async ({ as }) => {
  const page = await as("finance", "/imports");
  await hydrated(page);
  const form = page.locator("#import");
  await form.getByLabel("Add resellers that aren't known").check();
  await form.getByLabel("File", { exact: true }).setInputFiles(file("people.csv", CUSTOMERS));
  await form.getByRole("button", { name: "Check it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "people.csv" })).toBeVisible();
  await expect(page.getByText("Every row can be taken in. Nothing was changed yet.")).toBeVisible();
  await isAccessible(page);
  await page.getByRole("button", { name: "Take it in" }).click();
  await expect(page.getByText("Done", { exact: true }).first()).toBeVisible();
  await page.goto("/customers?view=table&q=E2E-1");
  await expect(page.getByText("E2E-1").first()).toBeVisible();
});

test("bad rows are told with line and column, and can be taken away", async ({ as }) => {
  const page = await as("finance", "/imports");
  await hydrated(page);
  const form = page.locator("#import");
  await form.getByLabel("Add resellers that aren't known").check();
  const mixed = `${CUSTOMERS.replaceAll("E2E-R", "E2E-S")}E2E-3,E2E-S,much,2025-09-02,,Active,,Downey\n`;
  await form.getByLabel("File", { exact: true }).setInputFiles(file("mixed.csv", mixed));
  await form.getByRole("button", { name: "Check it" }).click();
  const bad = page.locator("#bad-rows");
  await expect(bad.getByRole("rowheader", { name: "Line 4" })).toBeVisible();
  await isAccessible(page);
  const [report] = await Promise.all([page.waitForEvent("download"), bad.getByRole("link", { name: /as CSV/ }).click()]);
  expect(readFileSync((await report.path())!, "utf8")).toMatch(/^line,field,reason,value\r?\n4,mrr,/);
  await page.getByRole("button", { name: "Give it up" }).click();
  await expect(page.getByText("Given up").first()).toBeVisible();
});

test("rows are gathered into a file and taken away", async ({ as }) => {
  const page = await as("finance", "/imports");
  await hydrated(page);
  const panel = page.locator("#export");
  await panel.getByLabel("What").selectOption({ label: "List of customers" });
  await panel.getByRole("button", { name: "Make the file" }).click();
  const row = page.locator("#transfers tbody tr").filter({ hasText: "List of customers" }).first();
  await expect(row.getByText("Done")).toBeVisible();
  await row.getByRole("link", { name: "List of customers" }).click();
  const [made] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Take the file away" }).click(),
  ]);
  expect(readFileSync((await made.path())!, "utf8")).toMatch(/^customer_id,reseller_id,lifecycle_stage,/);
});
