// A survey behind its private link, as it stands in the letter, without scripts; and what the operator sees of it.
import { expect, fitsSideways, hydrated, isAccessible, letters, type Server, test } from "../fixtures";

test.use({ alone: "survey" });
test.describe.configure({ mode: "serial" });

/** The path in the newest letter that asks. */
function linkOf(server: Server): string {
  const found = letters(server).map((letter) => letter.match(/\/survey\/\d+-[0-9a-f]{64}/)).find((match) => match);
  expect(found).toBeTruthy();
  return found![0];
}

test("an owner is asked by letter and answers once", async ({ as, browser, baseURL, server, complaints }) => {
  const page = await as("admin", "/control-room");
  await hydrated(page);
  await page.getByLabel("Run now").selectOption("surveys");
  await page.getByLabel("Reason, for the record").fill("to ask now");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const stranger = await (await browser.newContext({ baseURL, javaScriptEnabled: false })).newPage();
  await stranger.setViewportSize({ width: 360, height: 740 });
  let link = "";
  // Letters of the demo's past stand there too.
  await expect(async () => {
    link = linkOf(server);
    await stranger.goto(link);
    await expect(stranger.getByRole("button", { name: "Send" })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 40_000 });
  await stranger.getByLabel("What should we do better?").fill("Answer the telephone");
  const asked = ["recommend", "support", "connect", "payments", "training"];
  for (const question of asked) {
    await stranger.getByRole("group", { name: new RegExp(question) }).getByLabel("8", { exact: true }).check();
  }
  await fitsSideways(stranger);
  await stranger.getByRole("button", { name: "Send" }).click();
  await expect(stranger.getByText("Thank you! Your answers have arrived.")).toBeVisible();
  await stranger.goto(link);
  await expect(stranger.getByText("This survey was answered already.")).toBeVisible();
  await stranger.goto("/survey/1-" + "0".repeat(64));
  await expect(stranger.getByText(/There is no such survey/)).toBeVisible();
  await stranger.context().close();
  complaints.expected.push(/40\d|422/);
  await page.goto(link);
  await isAccessible(page);
  await page.goto("/control-room/mail");
  await page.getByRole("link", { name: /How does/ }).first().click();
  await expect(page.locator("pre.letter"), "the link is for who was asked alone").toContainText("/survey/…");
});

test("what was said stands with the operator", async ({ as }) => {
  const page = await as("head", "/manager/surveys");
  await hydrated(page);
  await expect(page.locator("#voices")).toContainText("How satisfied are you with our support?");
  const row = page.locator("#sent tbody tr", { hasText: "Answered" }).first();
  await row.getByText("Answers", { exact: true }).click();
  await expect(row).toContainText("Answer the telephone");
  await isAccessible(page);
  await fitsSideways(page);
  await row.getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: /^Surveys of/ })).toBeVisible();
  await isAccessible(page);
});

test("a reseller finds its surveys beside its health, quarter and trainings", async ({ as }) => {
  const page = await as("owner", "/");
  const tabs = page.getByRole("navigation", { name: "Partner success" });
  await tabs.getByRole("link", { name: "Surveys" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Surveys" })).toBeVisible();
  await expect(page.locator("#sent")).toContainText(/Waiting|Answered/);
  await isAccessible(page);
  await tabs.getByRole("link", { name: "Learning" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Learning" })).toBeVisible();
  await isAccessible(page);
});
