// Playbooks and the settings of emergencies: changed in the browser, and by post where scripts don't work.
import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test.use({ alone: "playbooks" });
test.describe.configure({ mode: "serial" });

const coaching = "/interventions/playbooks/success_coaching";

test("steps are added, moved and removed, refused with their number, and kept as a version", async ({ as, complaints }) => {
  complaints.expected.push(/422/);
  const page = await as("head", "/interventions");
  await page.getByRole("link", { name: "Playbooks" }).click();
  await page.getByRole("link", { name: "Success coaching" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Success coaching" })).toBeVisible();
  await hydrated(page);
  const steps = page.locator(".play-step");
  const before = await steps.count();
  const first = await steps.nth(0).getByLabel("What is done").inputValue();
  await page.getByRole("button", { name: "Move down step 1" }).click();
  await expect(steps.nth(1).getByLabel("What is done")).toHaveValue(first);
  await expect(steps.nth(1).getByLabel("What is done")).toBeFocused();
  await page.getByRole("button", { name: "Add a step" }).click();
  await expect(steps).toHaveCount(before + 1);
  await expect(steps.nth(before).getByLabel("What is done")).toBeFocused();
  await steps.nth(before).getByLabel("What is done").fill("Look back together");
  await steps.nth(before).getByLabel("Done when").fill("Both have said what helped");
  await steps.nth(before).getByLabel("Minutes").fill("5000");
  await page.getByRole("button", { name: "Keep as a new version" }).click();
  await expect(page.getByRole("alert")).toContainText(`step ${before + 1}: it takes between a minute and a week of work`);
  await expect(steps.nth(before).getByLabel("What is done")).toHaveValue("Look back together");
  await isAccessible(page);
  await steps.nth(before).getByLabel("Minutes").fill("45");
  await page.getByRole("button", { name: "Remove step 1" }).click();
  await expect(steps).toHaveCount(before);
  await expect(steps.nth(before - 1).getByLabel("Minutes")).toHaveValue("45");
  await page.getByRole("button", { name: "Keep as a new version" }).click();
  await expect(page.getByText("Kept as a new version.")).toBeVisible();
  await expect(page.locator("#versions")).toContainText("Version 1");
  await expect(steps).toHaveCount(before);
  await isAccessible(page);
  await fitsSideways(page);
});

test("an administrator names who is told of emergencies", async ({ as, complaints }) => {
  complaints.expected.push(/422/);
  const page = await as("admin", "/emergencies");
  await page.getByRole("link", { name: "Contacts and rules" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Contacts and rules" })).toBeVisible();
  await hydrated(page);
  await page.locator("#contacts").getByRole("checkbox").first().check();
  await page.getByLabel("Warnings pause for (hours)").fill("long");
  await page.getByRole("button", { name: "Keep" }).click();
  await expect(page.getByRole("alert")).toContainText("“long” is not a whole number");
  await expect(page.locator("#contacts").getByRole("checkbox").first()).toBeChecked();
  await page.getByLabel("Warnings pause for (hours)").fill("48");
  await page.getByRole("button", { name: "Keep" }).click();
  await expect(page.getByText("The next emergency goes by them.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Warnings pause for (hours)")).toHaveValue("48");
  await expect(page.locator("#contacts").getByRole("checkbox").first()).toBeChecked();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the same forms work by post, and lose nothing", async ({ as, complaints }) => {
    complaints.expected.push(/422/);
    const page = await as("head", coaching);
    const steps = page.locator(".play-step");
    const before = await steps.count();
    await page.getByRole("button", { name: "Add a step" }).click();
    await expect(steps).toHaveCount(before + 1);
    await steps.nth(before).getByLabel("What is done").fill("Write it down");
    await steps.nth(before).getByLabel("Done when").fill("It is in the notes");
    await steps.nth(before).getByLabel("Day").fill("500");
    await page.getByRole("button", { name: "Keep as a new version" }).click();
    await expect(page.getByRole("alert")).toContainText("steps follow each other by day, within 180 days");
    await expect(steps.nth(before).getByLabel("What is done")).toHaveValue("Write it down");
    await page.getByRole("button", { name: `Remove step ${before + 1}` }).click();
    await expect(steps).toHaveCount(before);
    await page.getByRole("button", { name: "Use the product’s steps" }).click();
    await page.getByRole("button", { name: "Keep as a new version" }).click();
    await expect(page.getByText("Kept as a new version.")).toBeVisible();
    await expect(page.locator("#versions")).toContainText("Version 2");
    await page.goto("/manager/surveys/settings");
    await page.getByLabel("Reminded after days").fill("12, 5");
    await page.getByRole("button", { name: "Keep" }).click();
    await expect(page.getByRole("alert")).toContainText("reminders: ");
    await expect(page.getByLabel("Reminded after days")).toHaveValue("12, 5");
    await page.getByLabel("Reminded after days").fill("5");
    await page.getByLabel("Question 7").fill("How well do our prices hold?");
    await page.getByRole("button", { name: "Keep" }).click();
    await expect(page.getByText("They hold from the next look on")).toBeVisible();
    await expect(page.getByLabel("Question 7")).toHaveValue("How well do our prices hold?");
  });
});
