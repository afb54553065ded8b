import { expect, hydrated, isAccessible, test } from "../fixtures";

test.describe.configure({ mode: "serial" });

const BANK = `Date,Amount,Balance,Description,Return Code
2025-08-04,-12.50,987.50,Wire fee,
2025-08-05,40.00,1027.50,ACH return,R03
`;

test("a closed month is compared, and what was compared is told", async ({ as }) => {
  const page = await as("finance", "/reconciliation");
  await hydrated(page);
  await page.locator("#compared").getByLabel("Month").selectOption({ label: "Aug 2025" });
  await page.getByRole("button", { name: "Compare now" }).click();
  await expect(page.getByText("Aug 2025 was compared: everything agrees.")).toBeVisible();
  await expect(page.locator("#compared").getByText("Aug 2025: Commissions and billed revenue")).toBeVisible();
  await expect(page.locator("#findings").getByText("Everything agrees")).toBeVisible();
  await isAccessible(page);
});

test("a bank's file is looked at, taken in, and leads to findings that a person settles", async ({ as, complaints }) => {
  // The browser tells the console of the file that is refused.
  complaints.expected.push(/422/);
  const page = await as("finance", "/reconciliation");
  await hydrated(page);
  const bank = page.locator("#bank");
  const file = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await bank.getByLabel("Bank statement").setInputFiles(file("broken.csv", BANK.replace("987.50", "x")));
  await expect(bank.getByText(/line 2, Balance: “x” is not an amount of whole cents/)).toBeVisible();
  await bank.getByLabel("Bank statement").setInputFiles(file("august.csv", BANK));
  await expect(bank.getByRole("cell", { name: "Wire fee" })).toBeVisible();
  await isAccessible(page);
  await bank.getByRole("button", { name: "Take it in" }).click();
  await expect(bank.getByText("The statement was taken in, and its months were compared.")).toBeVisible();
  await expect(bank.getByRole("rowheader", { name: "august.csv" })).toBeVisible();

  await page.locator("#findings").getByRole("link", { name: "Bank line without payout" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Bank line without payout" })).toBeVisible();
  await expect(page.locator("#evidence").getByText(/of august.csv/)).toBeVisible();
  await isAccessible(page);
  await page.getByLabel("What was done, or why nothing need be done").fill("The bank's fee for a wire");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.locator("#resolution").getByText(/Dismissed by .*: The bank's fee for a wire/)).toBeVisible();
  await page.getByRole("button", { name: "Open it again" }).click();
  await expect(page.locator("#resolution").getByText("Nobody has looked at it yet.")).toBeVisible();
});

test("the inbox is narrowed by its address", async ({ as }) => {
  const page = await as("auditor", "/reconciliation?state=cleared");
  await hydrated(page);
  await expect(page.locator("#findings").getByText("No such findings")).toBeVisible();
  await page.locator("#findings").getByLabel("State").selectOption({ label: "To look at" });
  await expect(page.locator("#findings").getByRole("link", { name: "Bank line without payout" }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /Compare now|Take it in/ })).toHaveCount(0);
});
