// A drill from its beginning to its end: who is told, what a person does in it, and that nothing else is touched.
import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test.use({ alone: "emergencies" });

test("a drill is begun, told by mail, taken stock of and closed", async ({ as }) => {
  const page = await as("manager", "/emergencies");
  await hydrated(page);
  await isAccessible(page);
  const rows = page.locator("#emergencies tbody tr");
  const before = await rows.count();
  await page.goto("/manager");
  await hydrated(page);
  await page.getByRole("main").locator('a[href^="/manager/partners/"]').first().click();
  await page.getByRole("link", { name: "Help", exact: true }).click();
  await page.getByLabel("Why it is begun").fill("We try the bell");
  await page.getByRole("button", { name: "Begin a drill" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Drill of/ })).toBeVisible();
  const timeline = page.locator("#timeline");
  await expect(timeline).toContainText("Begun");
  await expect(timeline).toContainText("Escalated");
  await expect(timeline).not.toContainText("Warnings paused");
  await expect(timeline).not.toContainText("Intervention");
  await isAccessible(page);
  await page.getByLabel("What was seen, and how to go on").fill("Everybody was there");
  await page.getByRole("button", { name: "Take stock" }).click();
  await expect(timeline).toContainText("Everybody was there");
  await page.getByLabel("Why it is over").fill("The drill went well");
  await page.getByRole("button", { name: "Close it" }).click();
  await expect(page.getByText("Closed", { exact: true }).first()).toBeVisible();
  await expect(timeline).toContainText("The drill went well");
  await page.setViewportSize({ width: 360, height: 740 });
  await fitsSideways(page);
  await isAccessible(page);
  await page.goto("/emergencies");
  await expect(rows).toHaveCount(before + 1);

  const admin = await as("admin", "/control-room/mail");
  await expect(admin.getByRole("main")).toContainText(/drill/i);
});
