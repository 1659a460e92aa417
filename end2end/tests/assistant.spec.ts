// An assistant that answers by itself: rehearsed, turned on, asked, handed over, taken over.
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";
import { SANDBOX, customer, open, signedIn, test, write } from "./steps";

/** Calls as the page itself makes them. */
const headers = { "sec-fetch-site": "same-origin" };
const SENTENCE = "Vou chamar uma pessoa da equipe para ajudar você.";

/** A model of the sandbox and no other, and no assistant. */
async function prepared(page: Page) {
  const told = await page.request.post("/api/assist/page", { headers });
  for (const model of (await told.json()).models) {
    await page.request.post("/api/assist/remove_model", { headers, form: { id: model.id } });
  }
  const saved = await page.request.post("/api/assist/save_model", {
    headers,
    form: {
      label: "Sandbox", kind: "compatible", model: "stub-grounded", address: `${SANDBOX}/llm/v1`, key: "",
      window_tokens: "16000", seconds_max: "8", currency: "BRL", state: "on",
    },
  });
  expect(saved.ok(), await saved.text()).toBeTruthy();
  const limits = await page.request.post("/api/assist/save_limits", { headers, form: { per_minute: "600", currency: "BRL" } });
  expect(limits.ok()).toBeTruthy();
  const page_ = await page.request.post("/api/assistants/page", { headers });
  for (const one of (await page_.json()).assistants) {
    await page.request.post("/api/assistants/remove", { headers, form: { id: one.id } });
  }
}

/** Sends the form of a new assistant that answers at every hour, two seconds after the customer. */
async function add(page: Page, name: string, greeting = "") {
  await page.goto("/configuracoes/ia");
  const field = page.locator("#assistant-name-new");
  await expect(async () => {
    if (!(await field.isVisible())) await page.locator("summary", { hasText: "Adicionar assistente" }).click();
    await expect(field).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await field.fill(name);
  const form = page.locator("form", { has: field });
  for (const box of await form.getByRole("group", { name: "Números que ele atende" }).getByRole("checkbox").all()) await box.check();
  await page.locator("#assistant-served-new").selectOption({ label: "A qualquer hora" });
  await page.locator("#assistant-quiet_seconds-new").fill("2");
  await page.locator("#assistant-greeting-new").fill(greeting);
  await form.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("Assistente salvo")).toBeVisible();
}

const item = (page: Page, name: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });

async function turnOn(page: Page, name: string) {
  await item(page, name).locator("summary", { hasText: "Ligar" }).click();
  await expect(item(page, name).getByText(/^Regra da Meta:/)).toBeVisible();
  await item(page, name).getByRole("checkbox", { name: "Li a regra da Meta", exact: false }).check();
  await item(page, name).getByRole("button", { name: "Ligar o assistente" }).click();
  await expect(item(page, name).getByText("Ligado", { exact: true })).toBeVisible();
}

test.beforeEach(async ({ page, request }) => {
  await request.delete(`${SANDBOX}/llm/control`);
  await signedIn(page);
  await prepared(page);
});

test.afterEach(async ({ page }) => {
  const told = await page.request.post("/api/assistants/page", { headers });
  for (const one of (await told.json()).assistants) {
    await page.request.post("/api/assistants/remove", { headers, form: { id: one.id } });
  }
});

test("an assistant is rehearsed, and what it would say is seen by the team alone", async ({ page, request }) => {
  await add(page, "Aurora");
  await item(page, "Aurora").getByRole("button", { name: "Ensaiar" }).click();
  await expect(item(page, "Aurora").getByText("Ensaio", { exact: true })).toBeVisible();
  const wa_id = await customer(request, "Cliente do ensaio");
  await write(request, wa_id, "Quero falar com um atendente, por favor");
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("O cliente pediu uma pessoa.").first()).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await open(page, "Cliente do ensaio");
  await expect(page.getByText(SENTENCE)).toHaveCount(0);
});

test("turned on after Meta's rule was read, it answers from the knowledge and its message is marked", async ({ page, request }) => {
  const word = Array.from({ length: 8 }, () => "bcdfghjlmnprstvz"[Math.floor(Math.random() * 16)]).join("");
  await page.goto("/conhecimento/novo?tipo=article");
  await page.getByLabel("Título").fill(`Cofre ${word}`);
  await page.getByLabel("Texto", { exact: true }).fill(`A garantia do cofre ${word} vale por sete anos.`);
  await page.getByRole("button", { name: "Salvar" }).click();
  await page.waitForURL(/\/conhecimento\/[0-9a-f-]{36}/);
  await add(page, "Brisa");
  await turnOn(page, "Brisa");
  const results = await new AxeBuilder({ page }).analyze();
  expect(results.violations).toEqual([]);
  const wa_id = await customer(request, "Cliente da Brisa");
  await write(request, wa_id, `Qual é a garantia do cofre ${word}?`);
  await open(page, "Cliente da Brisa");
  await expect(page.getByText("vale por sete anos").last()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Assistente Brisa", { exact: true })).toBeVisible({ timeout: 30_000 });
});

test("who asks for a person is told that one comes, and the assistant keeps silent", async ({ page, request }) => {
  await add(page, "Clara");
  await turnOn(page, "Clara");
  const wa_id = await customer(request, "Cliente da Clara");
  await write(request, wa_id, "quero falar com atendente");
  await open(page, "Cliente da Clara");
  await expect(page.getByText(SENTENCE).last()).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(page.getByRole("button", { name: "Devolver ao assistente" })).toBeVisible({ timeout: 30_000 });
});

test("a member takes a conversation over and gives it back", async ({ page, request }) => {
  await add(page, "Dora");
  await turnOn(page, "Dora");
  const wa_id = await customer(request, "Cliente da Dora");
  await write(request, wa_id, "bom dia");
  await open(page, "Cliente da Dora");
  const take = page.getByRole("button", { name: "Assumir", exact: true }).first();
  await expect(take).toBeVisible({ timeout: 30_000 });
  await take.click();
  await page.reload();
  const give = page.getByRole("button", { name: "Devolver ao assistente" });
  await expect(give).toBeVisible({ timeout: 30_000 });
  await give.click();
  await page.reload();
  await expect(page.getByText("Assistente Dora responde aqui")).toBeVisible({ timeout: 30_000 });
});

test("who only greets is answered once with the company's own line, and no model is asked", async ({ page, request }) => {
  const GREETING = "Olá, aqui é da Casa Aurora. Como posso ajudar?";
  await add(page, "Elisa", GREETING);
  await turnOn(page, "Elisa");
  const wa_id = await customer(request, "Cliente da Elisa");
  await write(request, wa_id, "bom dia");
  await open(page, "Cliente da Elisa");
  await expect(page.getByText(GREETING).last()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Assistente Elisa", { exact: true })).toBeVisible({ timeout: 30_000 });
  const told = await page.request.post("/api/assistants/page", { headers });
  const turns = (await told.json()).turns.filter((turn: { name: string }) => turn.name === "Elisa");
  expect(turns.map((turn: { greeted: boolean; tokens: number }) => [turn.greeted, turn.tokens])).toEqual([[true, 0]]);
  await page.goto("/configuracoes/ia");
  await expect(page.getByText("Cumprimentou").first()).toBeVisible();
});
