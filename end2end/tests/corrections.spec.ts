import { readFileSync } from "node:fs";
import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test("a statement is taken away as pages, as a workbook and as CSV", async ({ as }) => {
  const page = await as("owner", "/statements/2025-08");
  await hydrated(page);
  for (const [kind, begin] of [["PDF", "%PDF-"], ["Excel", "PK"], ["CSV", "row,month,partner,"]]) {
    const leaving = page.waitForEvent("download");
    await page.getByRole("link", { name: `Statement as ${kind}` }).click();
    const file = await leaving;
    expect(file.suggestedFilename()).toMatch(/^statement-2025-08-RS-956\.(pdf|xlsx|csv)$/);
    expect(readFileSync(await file.path()).subarray(0, begin.length).toString()).toBe(begin);
  }
});

test("all lines of a month leave from its close", async ({ as }) => {
  const page = await as("finance", "/close/2025-08");
  const leaving = page.waitForEvent("download");
  await page.getByRole("link", { name: "All lines as CSV" }).click();
  expect((await leaving).suggestedFilename()).toBe("statement-lines-2025-08.csv");
});

test("an owner asks about a line, and finance answers with an adjustment that a second person agrees to", async ({ as, complaints }) => {
  complaints.expected.push(/422/);
  const page = await as("owner", "/statements/2025-08");
  await hydrated(page);
  const row = page.getByRole("table", { name: "Lines of the statement" }).getByRole("row").nth(3);
  await row.getByText("Why?").click();
  await expect(row.getByText(/ × .* = /)).toBeVisible();
  await isAccessible(page);
  await fitsSideways(page);
  await row.getByRole("link", { name: "Ask about this line" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Questions" })).toBeVisible();
  await expect(page.getByText("Statement of Aug 2025.")).toBeVisible();
  await page.getByLabel("Your question").fill("   ");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("say it in words");
  await page.getByLabel("Your question").fill("This customer pays more since July.");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(page.getByText("Your question is on its way.")).toBeVisible();
  await expect(page.getByText("This customer pays more since July.")).toBeVisible();
  await isAccessible(page);

  await as("finance", "/questions");
  await hydrated(page);
  await page.getByText("Answer", { exact: true }).first().click();
  await page.getByLabel("Answer, which the reseller reads").first().fill("You are right: it was billed late.");
  await page.getByLabel(/Adjustment, if you propose one/).first().fill("much");
  await page.getByRole("button", { name: "Send the answer" }).first().click();
  await expect(page.getByRole("alert")).toContainText("“much” is not an amount");
  await expect(page.getByLabel("Answer, which the reseller reads").first()).toHaveValue("You are right: it was billed late.");
  await page.getByLabel(/Adjustment, if you propose one/).first().fill("4.20");
  await page.getByRole("button", { name: "Send the answer" }).first().click();
  await expect(page.getByText("Answered. The adjustment is proposed")).toBeVisible();
  await isAccessible(page);
  await fitsSideways(page);

  await page.goto("/adjustments");
  await hydrated(page);
  await expect(page.getByText("Yours: a second person decides.")).toBeVisible();
  await isAccessible(page);
  await as("admin", "/adjustments");
  await hydrated(page);
  await page.getByRole("button", { name: "Agree" }).first().click();
  await expect(page.getByText(/Agreed: it takes effect from/)).toBeVisible();
  await expect(page.getByText("Approved", { exact: true })).toBeVisible();

  await as("owner", "/questions");
  await expect(page.getByText("You are right: it was billed late.")).toBeVisible();
  await expect(page.getByText("Adjusted", { exact: true })).toBeVisible();
});

test("a proposal that is refused keeps what was typed", async ({ as, complaints }) => {
  complaints.expected.push(/422/);
  const page = await as("finance", "/adjustments");
  await hydrated(page);
  await page.getByLabel("Reseller's code").fill("RS-none");
  await page.getByLabel("Amount", { exact: true }).fill("-3.50");
  await page.getByLabel("Reason, as it stands on the statement").fill("Billed twice");
  await page.getByRole("button", { name: "Propose" }).click();
  await expect(page.getByRole("alert")).toContainText("there is no partner “RS-none”");
  await expect(page.getByLabel("Reason, as it stands on the statement")).toHaveValue("Billed twice");
  await page.getByLabel("Reseller's code").fill("RS-956");
  await page.getByRole("button", { name: "Propose" }).click();
  await expect(page.getByText("Proposed. It waits for a second person.")).toBeVisible();
  await expect(page.getByRole("row", { name: /Billed twice/ })).toContainText("3.50");
  await fitsSideways(page);
});
