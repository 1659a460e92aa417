// What the machine reads: in the list, in the panel, put right by a person, and found again by filters.
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, type Page, expect } from "@playwright/test";
import { AGENT, another, customer, open, signedIn, test, write } from "./steps";

async function person(request: APIRequestContext, first: string, text: string) {
  const name = `${first} ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, text);
  return { name, wa_id };
}

function panel(page: Page) {
  return page.getByRole("region", { name: "Sobre a pessoa" }).or(page.locator("section.pan")).first();
}

function row(page: Page, name: string) {
  return page.getByRole("link", { name: new RegExp(name) }).first();
}

async function choose(page: Page, choice: string) {
  const item = page.getByRole("menuitemradio", { name: choice, exact: true });
  // A press before the page is alive opens nothing.
  await expect(async () => {
    if (!(await item.isVisible())) await page.getByRole("button", { name: "Triagem" }).click({ timeout: 2_000 });
    await item.click({ timeout: 2_000 });
  }).toPass();
}

test("what a customer wants stands in the list as the machine's word, and an angry one goes up", async ({ page, request }) => {
  const calm = await person(request, "Calma", "Oi, bom dia");
  const angry = await person(request, "Zangada", "Péssimo atendimento, um absurdo, quero cancelar meu pedido agora");
  await write(request, calm.wa_id, "tudo bem?");
  await signedIn(page);
  await page.goto("/conversas?scope=all");
  const chip = row(page, angry.name).locator(".chip.machine").last();
  await expect(chip).toBeVisible();
  // Never by colour alone: the word is there, and a drawing.
  await expect(chip.locator("svg")).toHaveCount(1);
  await expect(row(page, angry.name)).toContainText("Urgente");
  await page.goto("/conversas?scope=all&order=priority");
  const names = await page.locator("a.lrow .nm").allTextContents();
  expect(names.indexOf(angry.name)).toBeGreaterThanOrEqual(0);
  const below = names.indexOf(calm.name);
  if (below >= 0) expect(names.indexOf(angry.name)).toBeLessThan(below);
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map((violation) => violation.id)).toEqual([]);
});

test("the list is narrowed by mood and intent, and the address says so", async ({ page, request }) => {
  const buyer = await person(request, "Compradora", "Quero comprar o sofá de três lugares, pode separar para mim?");
  const angry = await person(request, "Furiosa", "Que vergonha, péssimo serviço, o produto chegou quebrado");
  await signedIn(page);
  await page.goto("/conversas?scope=all");
  await expect(row(page, buyer.name)).toBeVisible();
  await choose(page, "Quer comprar");
  await expect(page).toHaveURL(/intent=purchase/);
  await expect(row(page, buyer.name)).toBeVisible();
  await expect(row(page, angry.name)).toHaveCount(0);
  await page.goto("/conversas?scope=all&mood=negative");
  await expect(row(page, angry.name)).toBeVisible();
  await expect(row(page, buyer.name)).toHaveCount(0);
  await page.goto("/conversas?scope=mine&intent=spam&mood=positive&priority=angry");
  await expect(page.getByText("Nada nesta triagem")).toBeVisible();
  await page.getByRole("link", { name: "Tirar a triagem" }).click();
  await expect(page).not.toHaveURL(/intent=/);
});

test("a reading is put right with one press, colleagues see it, and it can be taken back", async ({ page, request, browser }) => {
  const one = await person(request, "Dúvida", "Quero comprar o sofá de três lugares");
  await signedIn(page);
  await open(page, one.name);
  const colleague = await another(browser, AGENT);
  await open(colleague, one.name);
  await expect(panel(page).getByText("Quer comprar")).toBeVisible();
  const dialog = page.getByRole("dialog");
  await expect(async () => {
    await panel(page).getByRole("button", { name: "Corrigir" }).click({ timeout: 2_000 });
    await expect(dialog).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await dialog.getByRole("group", { name: "Assunto" }).getByRole("button", { name: "Quer agendar" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(panel(page).getByText("Quer agendar")).toBeVisible();
  await expect(panel(page).getByText(/Confirmado por/)).toHaveCount(1);
  await expect(panel(colleague).getByText("Quer agendar")).toBeVisible();
  await page.goto("/configuracoes/ia");
  const example = page.locator(".examples > li", { hasText: "Quero comprar o sofá de três lugares" }).first();
  await expect(example).toContainText("Quer agendar");
  await example.getByRole("button", { name: "Desfazer correção" }).click();
  await expect(page.getByText("Correção desfeita.")).toBeVisible();
  await expect(panel(colleague).getByText("Quer comprar")).toBeVisible();
});

test("a reading is confirmed with one tap, and an older message is put right in the thread", async ({ page, request }) => {
  const one = await person(request, "Confirmada", "Quanto custa a mesa de jantar?");
  await write(request, one.wa_id, "Quero comprar duas cadeiras");
  await signedIn(page);
  await open(page, one.name);
  const confirm = panel(page).getByRole("button", { name: "Confirmar" });
  // A press before the page is alive confirms nothing.
  await expect(async () => {
    await confirm.click({ timeout: 2_000 });
    await expect(page.getByText("Leitura confirmada.")).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(panel(page).getByRole("button", { name: "Confirmar" })).toHaveCount(0);
  const first = page.locator("article.m.in", { hasText: "Quanto custa a mesa" });
  await first.hover();
  await first.getByRole("button", { name: "Corrigir a leitura" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Quanto custa a mesa de jantar?");
  await dialog.getByRole("group", { name: "Assunto" }).getByRole("button", { name: "Quer informações" }).click();
  await expect(page.getByText("Leitura corrigida.")).toBeVisible();
});

test("the settings say which model reads and how it is", async ({ page }) => {
  await signedIn(page);
  await page.goto("/configuracoes/ia");
  await expect(page.getByRole("heading", { name: "Classificador" })).toBeVisible();
  await expect(page.getByText(/prosa-2-/).first()).toBeVisible();
  await expect(page.getByRole("switch", { name: "Usar as correções" })).toBeEnabled();
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map((violation) => violation.id)).toEqual([]);
});
