// Interventions: planned from what is suggested, worked on step by step, and completed with a word.
import { expect, fitsSideways, hydrated, isAccessible, test } from "../fixtures";

test.describe.configure({ mode: "serial" });
test.use({ alone: "interventions" });

test("an intervention is planned for a reason, worked on, and completed", async ({ as }) => {
  const page = await as("manager", "/manager");
  await hydrated(page);
  await page.getByRole("main").locator('a[href^="/manager/partners/"]').first().click();
  await page.getByRole("link", { name: "Help", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Help for/ })).toBeVisible();
  await expect(page.locator("#suggestions li").first()).toContainText("Fits");
  await page.getByRole("link", { name: "Choose Performance review" }).click();
  await expect(page.getByLabel("What", { exact: true })).toHaveValue("performance_review");
  await expect(page.getByLabel("Why", { exact: true })).toHaveValue(/\w/);
  await isAccessible(page);
  await page.getByRole("button", { name: "Plan it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Performance review for/ })).toBeVisible();
  await expect(page.getByText("Planned", { exact: true }).first()).toBeVisible();
  await isAccessible(page);

  await page.goto("/interventions");
  await hydrated(page);
  const progress = page.getByRole("region", { name: /^In progress/ });
  const planned = page.getByRole("region", { name: /^Planned/ });
  await planned.getByRole("button", { name: /^Begin Performance review/ }).first().click();
  const card = progress.getByRole("link", { name: "Performance review", exact: true });
  await expect(card).toBeVisible();
  await isAccessible(page);
  await card.click();

  await page.getByLabel("Minutes").fill("30");
  await page.getByLabel("On what").fill("A first call");
  await page.getByRole("button", { name: "Note the time" }).click();
  await expect(page.getByText("30 minutes so far.")).toBeVisible();
  const steps = page.locator("#steps");
  const done = steps.getByRole("button", { name: /^Done: / });
  await expect(done.first()).toBeVisible();
  for (let left = await done.count(); left > 0; left--) {
    await done.first().click();
    await expect(done).toHaveCount(left - 1);
  }
  await page.getByRole("textbox", { name: "What came of it" }).fill("They agreed on weekly goals");
  await page.getByRole("button", { name: "Complete", exact: true }).click();
  await expect(page.locator("#outcome").getByText("They agreed on weekly goals")).toBeVisible();
  await expect(page.getByText("Completed", { exact: true }).first()).toBeVisible();
  await isAccessible(page);
});

test("the month's steps stand in a calendar", async ({ as }) => {
  const page = await as("manager", "/interventions?view=calendar");
  await hydrated(page);
  await expect(page.locator(".calendar")).toBeVisible();
  await fitsSideways(page);
  await isAccessible(page);
  const month = await page.locator(".calendar-head h3").innerText();
  await page.locator(".calendar-head a[rel=next]").click();
  await expect(page.locator(".calendar-head h3")).not.toHaveText(month);
});

test("a planned intervention is begun by dragging its card", async ({ as }) => {
  const page = await as("manager", "/interventions");
  await hydrated(page);
  const cards = (name: RegExp) => page.getByRole("region", { name }).getByRole("listitem").filter({ has: page.getByRole("link") });
  const [planned, begun] = [await cards(/^Planned/).count(), await cards(/^In progress/).count()];
  const progress = page.getByRole("region", { name: /^In progress/ });
  await cards(/^Planned/).first().dragTo(progress, { targetPosition: { x: 40, y: 30 } });
  await expect(cards(/^Planned/)).toHaveCount(planned - 1);
  await expect(cards(/^In progress/)).toHaveCount(begun + 1);
});
