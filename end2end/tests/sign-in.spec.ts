import { expect, hydrated, test } from "../fixtures";

test("the demo shows a sign-in for each role, and one click is enough", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText("manager@demo.example").first()).toBeVisible();
  await page.getByRole("button", { name: /manager@demo/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Portfolio" })).toBeVisible();
});

test("a wrong password is told without losing the name", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill("viewer@demo.example");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue("viewer@demo.example");
});

test("whoever signs in comes to where they wanted to go, and signing out ends it", async ({ page, as }) => {
  await as("owner", "/statements");
  await expect(page).toHaveURL(/\/statements$/);
  await hydrated(page);
  await page.getByRole("button", { name: /Olga Owner: account/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/statements");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test("the session's cookie is out of reach of scripts", async ({ page, as, context }) => {
  await as("manager");
  const session = (await context.cookies()).find((cookie) => cookie.name.includes("sid"));
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  expect(await page.evaluate(() => document.cookie)).not.toContain("sid");
});
