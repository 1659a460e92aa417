// What messages cost, what waits, what stopped, and how numbers are, as those who lead see and steer it.
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, type Locator, type Page, expect } from "@playwright/test";
import { LINE, MANAGER, SANDBOX, control, customer, open, signedIn, test, write } from "./steps";

const ACCOUNT = "102290129340398";

/** What the sandbox took for a customer, as text. */
async function sent(request: APIRequestContext, wa_id: string) {
  const answer = await request.get(`${SANDBOX}/control/sent?line=${LINE}&customer=${wa_id}`);
  return JSON.stringify(await answer.json());
}

/** An approved template of utility, known here. */
async function template(page: Page, request: APIRequestContext) {
  const name = `aviso_${Date.now()}`;
  await control(request, "templates", {
    waba_id: ACCOUNT,
    template: {
      name, language: "pt_BR", category: "UTILITY",
      components: [{ type: "BODY", text: "Seu pedido saiu para entrega." }],
    },
  });
  await page.goto("/configuracoes/modelos");
  await page.getByRole("button", { name: "Sincronizar" }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  return name;
}

/** Chooses a template in the open conversation; the dialog stays open with its price. */
async function choose(page: Page, name: string): Promise<Locator> {
  await page.getByRole("button", { name: "Modelo", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const search = dialog.getByLabel("Buscar modelo");
  const option = dialog.locator("label.topt", { hasText: name });
  await expect(option.or(search).first()).toBeVisible();
  if (await search.isVisible()) await search.fill(name);
  await option.getByRole("radio").check();
  return dialog;
}

/** A person who just wrote from a number of a country. */
async function person(request: APIRequestContext, name: string, prefix: string) {
  const wa_id = `${prefix}${String(Date.now()).slice(-8)}`;
  await control(request, "customers", { name, wa_id, bsuid: `XX.${wa_id}` });
  await write(request, wa_id, "Bom dia");
  return wa_id;
}

test("a budget with a stop refuses a template with words, and a higher limit lets it through", async ({ page, request }) => {
  await signedIn(page);
  const name = await template(page, request);
  await page.goto("/configuracoes/custos");
  const budgets = page.getByRole("region", { name: "Orçamentos do mês" });
  await budgets.getByText("Novo orçamento").click();
  await budgets.getByLabel("Limite por mês (BRL)").fill("muito");
  await budgets.getByRole("radio", { name: /Travar/ }).check();
  await budgets.getByRole("button", { name: "Salvar" }).last().click();
  await expect(budgets.getByText(/limite/i).filter({ hasText: /inválid|não serve|aceit/i }).first()).toBeVisible();
  await budgets.getByLabel("Limite por mês (BRL)").fill("0,01");
  await budgets.getByRole("button", { name: "Salvar" }).last().click();
  await expect(page.getByText("Orçamento salvo").first()).toBeVisible();
  const company = budgets.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Toda a empresa" }) });
  await expect(company).toContainText("Com trava");
  await expect(company).toContainText("de R$ 0,01");

  const who = `Vera ${Date.now()}`;
  const wa_id = await person(request, who, "55119");
  await open(page, who);
  const dialog = await choose(page, name);
  await expect(dialog.locator(".tprice")).toContainText("R$ 0,0350");
  await dialog.getByRole("button", { name: "Enviar modelo" }).click();
  await expect(page.getByRole("alert").first()).toContainText("O orçamento do mês acabou");
  expect(await sent(request, wa_id)).not.toContain(name);

  await page.goto("/configuracoes/custos");
  await company.getByText("Alterar").click();
  await company.getByLabel("Limite por mês (BRL)").fill("250,00");
  await company.getByRole("button", { name: "Salvar" }).click();
  await expect(company).toContainText("de R$ 250,00");
  await expect(company).toContainText("Dentro do limite");
  await open(page, who);
  await (await choose(page, name)).getByRole("button", { name: "Enviar modelo" }).click();
  await expect.poll(() => sent(request, wa_id)).toContain(name);

  // What it cost is booked when WhatsApp confirms it.
  await expect(async () => {
    await page.goto("/configuracoes/custos");
    await expect(page.getByRole("region", { name: "Por categoria" })).toContainText("Utilidade", { timeout: 1_000 });
  }).toPass();
  await company.getByText("Alterar").click();
  await company.getByRole("button", { name: "Apagar orçamento" }).click();
  await expect(company).toHaveCount(0);
});

test("a price that is added, and one that is corrected, show before sending", async ({ page, request }) => {
  await signedIn(page);
  const name = await template(page, request);
  const who = `Inês ${Date.now()}`;
  await person(request, who, "35191");
  await open(page, who);
  await expect((await choose(page, name)).locator(".tprice")).toContainText("não está na tabela");

  await page.goto("/configuracoes/custos");
  const prices = page.getByRole("region", { name: "Tabela de preços" });
  await expect(prices.getByRole("listitem").filter({ hasText: "Brasil" }).first()).toContainText("De terceiros, a conferir");
  await prices.getByText("Adicionar um preço").click();
  await prices.getByLabel("País (duas letras)").fill("pt");
  await prices.getByLabel("Categoria").selectOption("utility");
  await prices.getByLabel("Preço por mensagem (BRL)").last().fill("0,0777");
  await prices.getByLabel("Vale desde").last().fill("2026-10-01");
  await prices.getByRole("button", { name: "Adicionar" }).click();
  const portugal = prices.getByRole("listitem").filter({ hasText: "Portugal" });
  await expect(portugal).toContainText("R$ 0,0777");
  await expect(portugal).toContainText("Informado por vocês");
  await expect(portugal).toContainText("Vale hoje");
  await open(page, who);
  await expect((await choose(page, name)).locator(".tprice")).toContainText("R$ 0,0777");

  await page.goto("/configuracoes/custos");
  await portugal.getByText("Alterar").click();
  await portugal.getByLabel("Preço por mensagem (BRL)").fill("0,0888");
  await portugal.getByLabel("Vale desde").fill("2026-10-01");
  await portugal.getByRole("button", { name: "Trocar o preço" }).click();
  await expect(portugal).toContainText("R$ 0,0888");
  await open(page, who);
  await expect((await choose(page, name)).locator(".tprice")).toContainText("R$ 0,0888");
});

test("a refused token holds the number with its queue, and released by hand the message arrives", async ({ page, browser, request }) => {
  const who = `Davi ${Date.now()}`;
  const wa_id = await customer(request, who);
  await write(request, wa_id, "Chega hoje?");
  await signedIn(page);
  await open(page, who);
  await control(request, "failures", { mode: "auth", line: LINE, count: 1 });
  await page.getByLabel("Escrever uma mensagem").fill("Chega às 15 h.");
  await page.keyboard.press("Enter");
  const context = await browser.newContext({ locale: "pt-BR" });
  const lead = await context.newPage();
  await signedIn(lead);
  await lead.goto("/configuracoes/envios");
  const card = lead.getByRole("region", { name: "Loja", exact: true });
  await expect(card.getByText("Parado sozinho")).toBeVisible();
  await expect(card).toContainText("a Meta recusou o token");
  await expect(card).toContainText("Uma mensagem esperando para sair");
  expect(await sent(request, wa_id)).not.toContain("Chega às 15 h.");
  await card.getByRole("button", { name: "Voltar a enviar agora" }).click();
  await expect(card.getByText("Enviando", { exact: true })).toBeVisible();
  await expect.poll(() => sent(request, wa_id)).toContain("Chega às 15 h.");
  await expect(card).toContainText("Nada esperando para sair agora");
  await context.close();
});

test("sending is paused and resumed, and a pace is set in words", async ({ page }) => {
  await signedIn(page);
  await page.goto("/configuracoes/envios");
  const card = page.getByRole("region", { name: "Entregas", exact: true });
  await card.getByRole("button", { name: "Pausar envios" }).click();
  await expect(card.getByText("Em pausa")).toBeVisible();
  await card.getByRole("button", { name: "Retomar envios" }).click();
  await expect(card.getByText("Enviando", { exact: true })).toBeVisible();
  await card.getByText("Mudar o ritmo").click();
  await card.getByLabel("Mensagens por segundo").fill("20");
  await card.getByRole("button", { name: "Salvar" }).click();
  await expect(card).toContainText("Ritmo: 20 mensagens por segundo");
  await card.getByLabel("Mensagens por segundo").fill("");
  await card.getByRole("button", { name: "Salvar" }).click();
  await expect(card).toContainText("80 mensagens por segundo (padrão)");
});

test("what WhatsApp refused is listed with its reason, sent again, or discarded after a question", async ({ page, request }) => {
  await signedIn(page);
  const [first, second] = [`Bruna ${Date.now()}`, `Caio ${Date.now()}`];
  const ids: string[] = [];
  for (const who of [first, second]) {
    const wa_id = await customer(request, who);
    ids.push(wa_id);
    await write(request, wa_id, "Oi");
    await control(request, "failures", { mode: "undeliverable", customer: wa_id, count: 1, sync: who === first });
    await open(page, who);
    await page.getByLabel("Escrever uma mensagem").fill(`Olá, ${who}`);
    await page.keyboard.press("Enter");
    await expect(page.locator("article.m.out").last()).toContainText("Não enviada");
  }
  await page.goto("/configuracoes/envios");
  const dead = page.getByRole("region", { name: "Não enviadas" });
  const row = (who: string) => dead.getByRole("listitem").filter({ has: page.getByRole("link", { name: who }) });
  await expect(row(first)).toContainText("não conseguiu entregar");
  await expect(row(first)).toContainText("131026");
  await expect(row(second)).toContainText("Loja");
  await row(first).getByRole("button", { name: `Reenviar para ${first}` }).click();
  await expect(page.getByText("Uma de volta à fila.").first()).toBeVisible();
  await expect(row(first)).toHaveCount(0);
  await expect.poll(() => sent(request, ids[0])).toContain(`Olá, ${first}`);
  await row(second).getByRole("button", { name: `Descartar a mensagem para ${second}` }).click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText("Descartar uma mensagem?");
  await question.getByRole("button", { name: "Manter" }).click();
  await expect(row(second)).toBeVisible();
  await row(second).getByRole("button", { name: `Descartar a mensagem para ${second}` }).click();
  await question.getByRole("button", { name: "Descartar" }).click();
  await expect(row(second)).toHaveCount(0);
  await open(page, second);
  await expect(page.locator("article.m.out").last()).toContainText("Não enviada");
});

test("the health of a number tells what Meta told, live, and says what is unknown", async ({ page, request }) => {
  await signedIn(page);
  await page.goto("/configuracoes/numeros");
  const card = page.locator("section.card", { has: page.getByText(LINE, { exact: true }) });
  const health = card.getByRole("region", { name: "Saúde do número Loja" });
  await expect(health).toContainText("Qualidade");
  await control(request, `lines/${LINE}`, { tier: "TIER_10K" });
  await expect(health).toContainText("10 mil pessoas fora da janela");
  await control(request, `lines/${LINE}`, { quality: "RED" });
  await health.getByRole("button", { name: "Perguntar à Meta agora" }).click();
  await expect(health.getByRole("listitem").filter({ hasText: "Qualidade" })).toContainText("baixa");
  await expect(health.getByRole("listitem").filter({ hasText: "Qualidade" })).toContainText("agora");
  await control(request, `lines/${LINE}`, { quality: "GREEN" });
  await health.getByRole("button", { name: "Perguntar à Meta agora" }).click();
  await expect(health.getByRole("listitem").filter({ hasText: "Qualidade" })).toContainText("boa");
  await expect(health.getByRole("listitem").filter({ hasText: "Token" })).toContainText("aceito");
});

test("who only leads sees costs and sending, and has no button to change them", async ({ page }) => {
  await signedIn(page, MANAGER);
  await page.goto("/configuracoes/custos");
  await expect(page.getByRole("region", { name: "Tabela de preços" })).toContainText("Brasil");
  await expect(page.getByText("Alterar")).toHaveCount(0);
  await expect(page.getByText("Novo orçamento")).toHaveCount(0);
  await page.goto("/configuracoes/envios");
  await expect(page.getByRole("region", { name: "Loja", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /Pausar|Retomar/ })).toHaveCount(0);
});

for (const theme of ["light", "dark"] as const) {
  for (const size of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    test(`no barrier in costs, sending and health at ${size.width}, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize(size);
      await signedIn(page);
      const barriers: string[] = [];
      for (const path of ["custos", "envios", "numeros"]) {
        await page.goto(`/configuracoes/${path}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        for (const fold of await page.locator("details.fold:not(li *) > summary").all()) await fold.click();
        const found = await new AxeBuilder({ page }).analyze();
        barriers.push(...found.violations.map((one) => `${path}: ${one.id} ${one.nodes.map((node) => node.target).join(" | ")}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) barriers.push(`${path}: ${wide} px too wide`);
        if (process.env.PROSA_LOOK) {
          await page.locator(".money, .two").first().evaluate((top) => top.scrollIntoView());
          await page.screenshot({ path: `${process.env.PROSA_LOOK}/${path}-${size.width}-${theme}.png` });
        }
      }
      expect(barriers).toEqual([]);
    });
  }
}
