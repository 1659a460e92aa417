// What the company teaches the model, what a conversation comes to, and the dashboard's figures.
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, type Page, expect } from "@playwright/test";
import { customer, open, signedIn, test, write } from "./steps";

async function person(request: APIRequestContext, first: string, ...texts: string[]) {
  const name = `${first} ${Date.now()}`;
  const wa_id = await customer(request, name);
  for (const text of texts) await write(request, wa_id, text);
  return { name, wa_id };
}

function panel(page: Page) {
  return page.locator("section.pan").first();
}

/** The block of the panel with this heading. */
function block(page: Page, heading: string) {
  return panel(page).locator("section.blk", { has: page.getByRole("heading", { name: new RegExp(heading) }) });
}

/** How a new customer's message is read: the words, and whose model read it. */
async function read(page: Page, request: APIRequestContext, text: string) {
  const one = await person(request, "Leitura", text);
  await open(page, one.name);
  const chip = block(page, "Leitura").locator(".guesses .chip").first();
  await expect(chip).toBeVisible();
  return { words: (await chip.textContent()) ?? "", by: (await chip.getAttribute("title")) ?? "" };
}

async function barriers(page: Page) {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target).join(" ")}`);
}

test("a correction teaches the next like message, and the switch gives the shipped reading back", async ({ page, request }) => {
  test.setTimeout(120_000);
  const said = "glow amanhã";
  await signedIn(page);
  const before = await read(page, request, said);
  expect(before.words).not.toContain("Quer agendar");
  const dialog = page.getByRole("dialog");
  await expect(async () => {
    await panel(page).getByRole("button", { name: "Corrigir" }).click({ timeout: 2_000 });
    await expect(dialog).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await dialog.getByRole("group", { name: "Assunto" }).getByRole("button", { name: "Quer agendar" }).click();
  await expect(page.getByText("Leitura corrigida.")).toBeVisible();
  // Learning is background work; the next message after it is read so.
  await expect(async () => {
    const after = await read(page, request, said);
    expect(after.words).toContain("Quer agendar");
    expect(after.by).toContain("modelo da empresa");
  }).toPass({ timeout: 60_000 });
  expect((await read(page, request, "quanto custa a mesa?")).words).toContain("Quer saber o preço");

  await page.goto("/configuracoes/ia");
  await expect(page.getByRole("row", { name: /Frases de controle/ })).toContainText("320");
  expect(await barriers(page)).toEqual([]);
  const use = page.getByRole("switch", { name: "Usar as correções" });
  await expect(async () => {
    if ((await use.getAttribute("aria-checked")) === "true") await use.click({ timeout: 2_000 });
    await expect(use).toHaveAttribute("aria-checked", "false", { timeout: 2_000 });
  }).toPass();
  const shipped = await read(page, request, said);
  expect(shipped.words).not.toContain("Quer agendar");
  expect(shipped.by).toContain("modelo padrão");
  await page.goto("/configuracoes/ia");
  await expect(async () => {
    if ((await use.getAttribute("aria-checked")) === "false") await use.click({ timeout: 2_000 });
    await expect(use).toHaveAttribute("aria-checked", "true", { timeout: 2_000 });
  }).toPass();
  expect((await read(page, request, said)).words).toContain("Quer agendar");

  await page.goto("/configuracoes/ia");
  await page.getByRole("button", { name: "Esquecer o aprendido" }).click();
  await page.getByRole("button", { name: "Esquecer mesmo" }).click();
  await expect(page.getByText("O aprendido foi esquecido.")).toBeVisible();
  expect((await read(page, request, said)).words).not.toContain("Quer agendar");
});

test("the summary is made of the conversation's own sentences and leads to them", async ({ page, request }) => {
  const one = await person(
    request,
    "Resumida",
    "Quero comprar a mesa de jantar Jatobá para oito pessoas",
    "Meu e-mail é marina@exemplo.com.br e o orçamento é de R$ 8.460,00",
    "Vocês entregam em Jundiaí antes de 18/12?",
  );
  await signedIn(page);
  await open(page, one.name);
  const summary = block(page, "Resumo");
  await expect(summary.locator(".made")).toHaveText("por regras");
  const piece = summary.getByRole("button", { name: /mesa de jantar Jatobá/ });
  await piece.click();
  await expect(page.locator("article.m.in", { hasText: "mesa de jantar Jatobá" })).toHaveClass(/found/);
  const facts = block(page, "Dados citados");
  await expect(facts).toContainText("R$ 8.460,00");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await facts.getByRole("button", { name: "Copiar: E-mail" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("marina@exemplo.com.br");
  await expect(block(page, "Sinais de compra")).toContainText("de 100");
  expect(await barriers(page)).toEqual([]);
});

test("the next step says why, and its button does it", async ({ page, request }) => {
  const one = await person(request, "Atendida", "Quero falar com uma pessoa, por favor");
  await signedIn(page);
  await open(page, one.name);
  const next = block(page, "Próximo passo");
  await expect(next).toContainText("Passar para uma pessoa");
  await expect(next).toContainText("é o que a última mensagem pede");
  await next.getByRole("button", { name: "Assumir conversa" }).click();
  await expect(panel(page).getByRole("definition").filter({ hasText: /^Você$/ })).toBeVisible();
  await write(request, one.wa_id, "quanto custa a cadeira?");
  await expect(next).toContainText("Informar o preço");
  await next.getByRole("button", { name: "Responder" }).click();
  await expect(page.locator("#composer-field")).toBeFocused();
  await expect(page.getByText(/Respondendo a Atendida/)).toBeVisible();
});

test("a promise stands with who made it and its day", async ({ page, request }) => {
  const one = await person(request, "Prometida", "Vou mandar o comprovante amanhã");
  await signedIn(page);
  await open(page, one.name);
  const promises = block(page, "Combinados");
  const tomorrow = new Date(Date.now() + 86_400_000).toLocaleDateString("pt-BR", { timeZone: "America/Sao_Paulo" });
  await expect(promises).toContainText(`O cliente prometeu · até ${tomorrow} 23:59`);
  await promises.getByRole("button", { name: /mandar o comprovante/ }).click();
  await expect(page.locator("article.m.in", { hasText: "mandar o comprovante" })).toHaveClass(/found/);
});

test("the dashboard counts what was sent", async ({ page, request }) => {
  await signedIn(page);
  const figures = async () => {
    await page.goto("/painel/ia?dias=7");
    const read = page.locator(".figs > div", { hasText: "Mensagens lidas" }).locator("dd").first();
    const row = page.getByRole("row", { name: /^Quer saber o preço/ });
    const count = async (text: string | null) => Number((text ?? "0").replace(/\D/g, ""));
    const pricing = (await row.count()) > 0 ? await count(await row.locator("td").first().textContent()) : 0;
    return { read: (await read.count()) > 0 ? await count(await read.textContent()) : 0, pricing };
  };
  await person(request, "Contada", "Oi, bom dia");
  await expect(async () => expect((await figures()).read).toBeGreaterThan(0)).toPass();
  const before = await figures();
  await person(request, "Contada", "quanto custa o sofá?", "quanto custa a mesa?", "obrigada");
  await expect(async () => {
    const after = await figures();
    expect(after.read).toBe(before.read + 3);
    expect(after.pricing).toBe(before.pricing + 2);
  }).toPass();
  await page.getByRole("link", { name: "90 dias" }).click();
  await expect(page).toHaveURL(/dias=90/);
  await expect(page.getByRole("link", { name: "90 dias" })).toHaveAttribute("aria-current", "page");
  const day = page.getByRole("columnheader", { name: "Dia" }).first();
  // The page may be drawn anew between the press and the look.
  await expect(async () => {
    if (!(await day.isVisible())) await page.locator("summary").first().click({ timeout: 2_000 });
    await expect(day).toBeVisible({ timeout: 2_000 });
  }).toPass();
});

for (const [locale, title] of [["pt-BR", "Painel de IA"], ["es-MX", "Panel de IA"], ["en-US", "AI dashboard"]] as const) {
  for (const theme of ["light", "dark"] as const) {
    test(`no barrier on the dashboard in ${locale}, ${theme}`, async ({ browser }) => {
      const context = await browser.newContext({ locale, colorScheme: theme, viewport: { width: 390, height: 844 } });
      const page = await context.newPage();
      await page.goto("/entrar");
      await page.locator("input[type=email]").fill("beatriz@casaaurora.example");
      await page.locator("input[type=password]").fill("cadeira-azul-42");
      await page.locator("button.pri[type=submit]").click();
      await page.waitForURL(/\/conversas/);
      await page.goto("/painel/ia?dias=30");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
      expect(await barriers(page)).toEqual([]);
      await context.close();
    });
  }
}
