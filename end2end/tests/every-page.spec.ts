// Every page, in light and dark, on a phone and on a desk: axe is content, nothing scrolls sideways, the console is still.
import { expect, fitsSideways, hydrated, isAccessible, type Role, test } from "../fixtures";

const pages: [Role, string][] = [
  ["manager", "/manager"],
  ["manager", "/manager/insight"],
  ["manager", "/manager/insight?show=score"],
  ["manager", "/alerts"],
  ["manager", "/alerts/rules"],
  ["manager", "/notifications"],
  ["manager", "/notifications/settings"],
  ["owner", "/alerts"],
  ["manager", "/manager/benchmarks"],
  ["manager", "/interventions"],
  ["manager", "/emergencies"],
  ["manager", "/interventions?view=calendar"],
  ["manager", "/interventions/playbooks"],
  ["head", "/interventions/playbooks/success_coaching"],
  ["manager", "/interventions/playbooks/success_coaching"],
  ["admin", "/emergencies/settings"],
  ["manager", "/emergencies/settings"],
  ["manager", "/manager/surveys"],
  ["head", "/manager/surveys/settings"],
  ["manager", "/manager/health-rules"],
  ["head", "/manager/managers"],
  ["head", "/manager/cover"],
  ["manager", "/manager/cover"],
  ["owner", "/review"],
  ["owner", "/surveys"],
  ["owner", "/learning"],
  ["manager", "/customers"],
  ["manager", "/customers?view=table"],
  ["manager", "/statements"],
  ["owner", "/"],
  ["owner", "/health"],
  ["owner", "/customers"],
  ["owner", "/customers?view=table"],
  ["owner", "/statements"],
  ["owner", "/statements/2025-08"],
  ["finance", "/close"],
  ["finance", "/close/2025-08"],
  ["finance", "/plans"],
  ["finance", "/plans/new"],
  ["manager", "/plans/what-if"],
  ["finance", "/payouts"],
  ["admin", "/payouts/settings"],
  ["finance", "/payouts/settings"],
  ["finance", "/ledger"],
  ["finance", "/adjustments"],
  ["finance", "/questions"],
  ["owner", "/questions"],
  ["owner", "/questions?month=2025-08&line=3"],
  ["owner", "/account"],
  ["finance", "/reconciliation"],
  ["owner", "/bank-account"],
  ["finance", "/bank-accounts"],
  ["finance", "/control-room"],
  ["finance", "/control-room?try=month_end&period=2025-09"],
  ["finance", "/control-room/health"],
  ["finance", "/imports"],
  ["finance", "/control-room/mail"],
];

for (const colorScheme of ["light", "dark"] as const) {
  for (const [width, height] of [[360, 740], [1440, 900]]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height } });

      test("signing in", async ({ page }) => {
        await page.goto("/sign-in");
        await isAccessible(page);
        await fitsSideways(page);
      });

      for (const [role, path] of pages) {
        test(`${path} as ${role}`, async ({ as }) => {
          const page = await as(role, path);
          await hydrated(page);
          await isAccessible(page);
          await fitsSideways(page);
        });
      }

      test("a partner and a customer", async ({ as }) => {
        const page = await as("manager", "/manager");
        await hydrated(page);
        await page.getByRole("main").locator('a[href^="/manager/partners/"]').first().click();
        await expect(page).toHaveURL(/partners/);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await isAccessible(page);
        await fitsSideways(page);
        await page.goto("/customers?view=table");
        await page.getByRole("main").locator("tbody a").first().click();
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await isAccessible(page);
        await fitsSideways(page);
      });
    });
  }
}

test("no page breaks the content security policy", async ({ as }) => {
  const page = await as("manager", "/manager");
  const violations = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = [];
        addEventListener("securitypolicyviolation", (event) => seen.push(`${event.violatedDirective} ${event.blockedURI}`));
        setTimeout(() => resolve(seen), 3_000);
      }),
  );
  expect(violations).toEqual([]);
  const policy = (await page.request.get("/manager")).headers()["content-security-policy"];
  expect(policy).toMatch(/script-src [^;]*'nonce-/);
  expect(policy).not.toContain("unsafe-inline");
});
