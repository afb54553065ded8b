// A month walks from open to closed as a checklist, with a hand only where one is needed.
import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test.use({ alone: "September" });
test.describe.configure({ mode: "serial" });

const point = (page: import("@playwright/test").Page, name: string) =>
  page.locator(".walk-point").filter({ has: page.getByText(name, { exact: true }) });

test("September is closed, reviewed by one person and approved by another", async ({ as }) => {
  const page = await as("finance", "/close/2025-09");
  await hydrated(page);
  await expect(point(page, "Facts are in")).toContainText("customers billed, $163,836.40");
  await expect(point(page, "Closed")).toContainText("Later");
  await page.getByRole("button", { name: "Close September 2025" }).click();
  await expect(point(page, "Reconciled")).toContainText("Done");
  await page.getByLabel("What you have looked at").fill("sums agree with August");
  await page.getByRole("button", { name: "Note the review" }).click();
  await expect(point(page, "Reviewed")).toContainText("sums agree with August");
  await expect(point(page, "Approved")).toContainText("It waits for a second person");
  await isAccessible(page);
  await fitsSideways(page);
});

test("the checklist works on a phone, and names what a month waits for", async ({ as, page: phone }) => {
  await phone.setViewportSize({ width: 360, height: 740 });
  const page = await as("admin", "/close/2025-09");
  await hydrated(page);
  await page.getByRole("button", { name: "Approve Sep 2025" }).click();
  await expect(point(page, "Approved")).toContainText("Ada Admin");
  await expect(point(page, "Statements sent")).toContainText("letters are sent");
  await expect(point(page, "Paid out")).toContainText("Waits");
  await isAccessible(page);
  await fitsSideways(page);
});

test("who has the right closes a month with open points, by keyboard, and then nothing of it changes", async ({ as }) => {
  const page = await as("admin", "/close/2025-09");
  await hydrated(page);
  await page.getByText("Close it with open points").press("Enter");
  await page.getByLabel("Why it is closed all the same").fill("paid by cheque");
  await page.keyboard.press("Enter");
  await expect(point(page, "Closed")).toContainText("paid by cheque");
  await expect(page.getByRole("button")).not.toContainText(["Approve Sep 2025"]);
});

test.describe("without WebAssembly", () => {
  test.use({ javaScriptEnabled: false });

  test("a month of the past tells who did what, and that nothing of it changes", async ({ as }) => {
    const page = await as("finance", "/close/2025-08");
    await expect(point(page, "Approved")).toContainText("Ada Admin");
    await expect(point(page, "Settled")).toContainText("Done");
    await expect(page.getByRole("button", { name: /Calculate anew|Approve/ })).toHaveCount(0);
  });
});
