import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { signedIn, open, test, found } from "./steps";

for (const theme of ["light", "dark"] as const) {
  for (const size of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    test(`no barrier on the main screens at ${size.width}, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize(size);
      await page.goto("/entrar");
      const barriers: string[] = [];
      const look = async (screen: string) => {
        const found = await new AxeBuilder({ page }).analyze();
        barriers.push(...found.violations.map((one) => `${screen}: ${one.id} ${one.nodes.map((node) => node.target).join(" | ")}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
        if (wide) barriers.push(`${screen}: scrolls sideways`);
      };
      await look("entrar");
      await page.goto("/criar-conta");
      await look("criar-conta");
      await page.goto("/esqueci-a-senha");
      await look("esqueci-a-senha");
      await page.goto("/nova-senha/nada-disso");
      await look("nova-senha");
      await page.goto("/convite/nada-disso");
      await look("convite");
      await page.goto("/nada-aqui");
      await look("nada aqui");
      await signedIn(page);
      await look("conversas");
      await open(page, "Marina Souza");
      await look("conversa");
      // A bubble stands whole in its row: nothing hangs over what comes next.
      const hanging = await page.locator(".m").evaluateAll((rows) =>
        rows.filter((row) => {
          const bubble = row.querySelector(".bub")?.getBoundingClientRect();
          return bubble !== undefined && bubble.bottom > row.getBoundingClientRect().bottom + 1;
        }).length);
      if (hanging > 0) barriers.push(`conversa: ${hanging} bubbles hang over their rows`);
      await page.getByRole("button", { name: "Atribuir" }).first().click();
      await expect(page.getByRole("menu").first()).toBeVisible();
      await look("menu de atribuir");
      await page.goto("/conversas/00000000-0000-7000-8000-000000000000");
      await expect(page.getByText("Conversa não encontrada")).toBeVisible();
      await look("conversa que não existe");
      await page.goto("/configuracoes/equipe");
      await look("equipe");
      await page.goto("/configuracoes/numeros");
      await look("numeros");
      await page.goto("/configuracoes/diario");
      await look("diario");
      await page.locator("tbody").last().getByRole("link").first().click();
      await expect(page.locator("pre")).toBeVisible();
      await look("entrega do diario");
      await page.goto("/configuracoes/conta");
      await look("conta");
      await page.locator(".acct-b").click();
      await expect(page.getByRole("menuitem", { name: "Sair" })).toBeVisible();
      await look("menu da conta");
      expect(barriers).toEqual([]);
    });
  }
}

test("the language follows the browser and the choice", async ({ browser }) => {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  await page.goto("/entrar");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await context.addCookies([{ name: "lang", value: "es", url: page.url() }]);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  await context.close();
});

test("the theme can be pinned and holds after a reload", async ({ page, context }) => {
  await page.goto("/entrar");
  await context.addCookies([{ name: "theme", value: "dark", url: page.url() }]);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("pages run under a strict policy without a complaint", async ({ page }) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await signedIn(page);
  const answer = await page.goto("/conversas?scope=all");
  expect(answer?.headers()["content-security-policy"]).toContain("script-src 'self' 'nonce-");
  await open(page, "Paulo Henrique");
  // The menu opens only once the browser's half is alive.
  await page.locator(".acct-b").click();
  await expect(page.getByRole("menuitem", { name: "Sair" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("on a phone one pane shows at a time and back leads to the list", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signedIn(page);
  await page.goto("/conversas?scope=all");
  await (await found(page, "Marina Souza")).click();
  await expect(page.getByLabel("Escrever uma mensagem").first()).toBeVisible();
  await page.goBack();
  await expect(await found(page, "Paulo Henrique")).toBeVisible();
});
