// What a language model adds to the panel of a conversation, what is done without one, and how fast messages are read.
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, type Page, expect } from "@playwright/test";
import { SANDBOX, customer, open, signedIn, test, write } from "./steps";

/** Calls as the page itself makes them. */
const headers = { "sec-fetch-site": "same-origin" };

/** The company's models: this one and no other, or none. */
async function models(page: Page, model?: string) {
  const told = await page.request.post("/api/assist/page", { headers });
  for (const one of (await told.json()).models) {
    await page.request.post("/api/assist/remove_model", { headers, form: { id: one.id } });
  }
  const limits = await page.request.post("/api/assist/save_limits", { headers, form: { per_minute: "600", currency: "BRL" } });
  expect(limits.ok()).toBeTruthy();
  if (model === undefined) return;
  const saved = await page.request.post("/api/assist/save_model", {
    headers,
    form: {
      label: "Sandbox", kind: "compatible", model, address: `${SANDBOX}/llm/v1`, key: "",
      window_tokens: "16000", seconds_max: "8", currency: "BRL", state: "on",
    },
  });
  expect(saved.ok(), await saved.text()).toBeTruthy();
}

async function order(request: APIRequestContext, data: object) {
  expect((await request.post(`${SANDBOX}/llm/control`, { data })).ok()).toBeTruthy();
}

const panel = (page: Page) => page.locator("section.pan").first();
const block = (page: Page, heading: string) =>
  panel(page).locator("section.blk", { has: page.getByRole("heading", { name: new RegExp(heading) }) });
const button = (page: Page) => panel(page).getByRole("button", { name: "Resumir com o modelo" });

/** Somebody who wrote, with the conversation open. */
async function talk(page: Page, request: APIRequestContext, ...texts: string[]) {
  const name = `Painel ${Date.now()}`;
  const wa_id = await customer(request, name);
  for (const text of texts) await write(request, wa_id, text);
  await open(page, name);
  await expect(block(page, "Resumo")).toBeVisible();
  return wa_id;
}

test.beforeEach(async ({ page, request }) => {
  await request.delete(`${SANDBOX}/llm/control`);
  await signedIn(page);
});

test.afterEach(async ({ page, request }) => {
  await request.delete(`${SANDBOX}/llm/control`);
  await models(page);
});

test("a model sums up once it is asked, by name, and what it made up is not shown", async ({ page, request }) => {
  await models(page);
  const wa_id = await talk(page, request, "Gostei da mesa Ipê, moro em Curitiba. Quanto custa?");
  await expect(button(page)).toHaveCount(0);
  await models(page, "resumidor-1");
  await page.reload();
  await expect(button(page)).toBeVisible();
  const said = {
    summary: ["A cliente gostou da mesa Ipê e quer o preço."], step: { action: "quote", why: "ela perguntou o preço" },
    facts: [{ kind: "product", text: "mesa Ipê" }, { kind: "product", text: "sofá Jatobá" }], signs: [], promises: [],
  };
  await order(request, { mode: "grounded", count: 1, say: JSON.stringify(said) });
  await button(page).click();
  await expect(block(page, "Resumo")).toContainText("A cliente gostou da mesa Ipê e quer o preço.");
  await expect(block(page, "Resumo").locator("h3 .made")).toHaveText("resumidor-1");
  await expect(block(page, "Dados citados")).toContainText("mesa Ipê");
  await expect(panel(page)).not.toContainText("Jatobá");
  await expect(button(page)).toHaveCount(0);
  const found = await new AxeBuilder({ page }).include("section.pan").analyze();
  expect(found.violations.map((one) => one.id)).toEqual([]);
  // It stands after a reload, and not after a newer message.
  await page.reload();
  await expect(block(page, "Resumo").locator("h3 .made")).toHaveText("resumidor-1");
  await write(request, wa_id, "E a cadeira?");
  await expect(button(page)).toBeVisible();
  await expect(block(page, "Resumo").locator("h3 .made")).toHaveText("por regras");
});

test("a model that fails is named as the reason and the rules stand", async ({ page, request }) => {
  await models(page, "resumidor-2");
  await talk(page, request, "Quero comprar a mesa Ipê, quanto custa?");
  await order(request, { mode: "grounded", count: 1, say: "A cliente quer a mesa." });
  await button(page).click();
  await expect(block(page, "Resumo").getByRole("status")).toContainText("A resposta do modelo veio ilegível");
  await expect(block(page, "Resumo")).toContainText("mesa Ipê");
  await order(request, { mode: "rate_limited" });
  await button(page).click();
  await expect(block(page, "Resumo").getByRole("status")).toContainText("recebeu perguntas demais");
  await expect(button(page)).toBeEnabled();
});

test("the dashboard tells how long a message took to be read", async ({ page, request }) => {
  const wa_id = await customer(request, `Veloz ${Date.now()}`);
  await write(request, wa_id, "Quanto custa a mesa?");
  await expect(async () => {
    await page.goto("/painel/ia?dias=7");
    await expect(page.getByText("Tempo de leitura por mensagem")).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(page.getByText(/^99 de 100 em até [\d.,]+ ms$/)).toBeVisible();
});
