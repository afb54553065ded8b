import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test("finance follows what a partner is owed from the trial balance to a statement", async ({ as }) => {
  const page = await as("finance", "/statements");
  await hydrated(page);
  await page.getByRole("navigation", { name: "Money" }).getByRole("link", { name: "Ledger" }).click();
  await expect(page.getByText(/In balance: debits and credits are both/)).toBeVisible();
  await page.getByLabel("At the end of").selectOption("2025-08");
  await expect(page.getByRole("heading", { name: "Trial balance, Aug 2025" })).toBeVisible();
  await page.getByRole("table", { name: "What is owed to each partner" }).getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: /Account of/ })).toBeVisible();
  await isAccessible(page);
  await fitsSideways(page);
  await page.getByRole("link", { name: "Statement Aug 2025" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Statement Aug 2025" })).toBeVisible();
});

test("the journal leaves as a file", async ({ as }) => {
  const page = await as("finance", "/ledger?month=2025-08");
  const leaving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Journal as CSV" }).click();
  expect((await leaving).suggestedFilename()).toBe("journal-2025-08.csv");
});

test("an owner sees its own account and not the ledger", async ({ as, complaints }) => {
  complaints.expected.push(/403/);
  const page = await as("owner", "/account");
  await expect(page.getByRole("table", { name: /Entries of the account/ })).toBeVisible();
  await page.goto("/ledger");
  await expect(page.getByText(/You may not/).first()).toBeVisible();
});
