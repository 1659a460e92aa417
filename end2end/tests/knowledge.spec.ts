// What the company knows: written, tried, suggested in a conversation, put away.
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";
import { AGENT, customer, open, signedIn, test, write } from "./steps";

const unique = () => Array.from({ length: 8 }, () => "bcdfghjlmnprstvz"[Math.floor(Math.random() * 16)]).join("");

async function article(page: Page, title: string, text: string) {
  await page.goto("/conhecimento/novo?tipo=article");
  await page.getByLabel("Título").fill(title);
  await page.getByLabel("Texto", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Salvar" }).click();
  await page.waitForURL(/\/conhecimento\/[0-9a-f-]{36}/);
}

test("an article is written, listed, and found by a question with its reasons", async ({ page }) => {
  await signedIn(page);
  const word = unique();
  await article(page, `Prazos ${word}`, `# Entrega\nA entrega de ${word} leva dois dias.`);
  await page.getByRole("link", { name: "Conhecimento" }).first().click();
  await expect(page.getByRole("link", { name: new RegExp(`Prazos ${word}`) })).toBeVisible();
  await page.getByRole("textbox", { name: "Pergunta" }).fill(`quanto leva a entrega de ${word}?`);
  await page.getByRole("button", { name: "Procurar" }).click();
  await expect(page.locator(".knhit").first()).toContainText("leva dois dias");
  await expect(page.locator(".knhit").first()).toContainText(/palavras: 1º/);
  await expect(page.locator(".knhit mark").first()).toBeVisible();
  const axe = await new AxeBuilder({ page }).analyze();
  expect(axe.violations).toEqual([]);
});

test("a change is another version, and the first one comes back", async ({ page }) => {
  await signedIn(page);
  const word = unique();
  await article(page, `Troca ${word}`, "Trocamos em 30 dias.");
  await page.getByLabel("Texto", { exact: true }).fill("Trocamos em 7 dias.");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText(/versão 2/)).toBeVisible();
  await page.getByRole("button", { name: "Restaurar" }).click();
  await expect(page.getByText(/restaurada da versão 1/)).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Texto", { exact: true })).toHaveValue("Trocamos em 30 dias.");
});

test("what is put away is found no more", async ({ page }) => {
  await signedIn(page);
  const word = unique();
  await article(page, `Guardado ${word}`, `Algo sobre ${word}.`);
  await page.getByRole("button", { name: "Arquivar" }).click();
  await expect(page.getByRole("button", { name: "Trazer de volta" })).toBeVisible();
  await page.goto("/conhecimento");
  await page.getByRole("textbox", { name: "Pergunta" }).fill(word);
  await page.getByRole("button", { name: "Procurar" }).click();
  await expect(page.getByText("Nenhum trecho responde a isso")).toBeVisible();
  await page.getByRole("link", { name: "Arquivados" }).click();
  await expect(page.getByRole("link", { name: new RegExp(`Guardado ${word}`) })).toBeVisible();
});

test("a suggested answer goes into the field and is judged", async ({ page, request }) => {
  await signedIn(page);
  const word = unique();
  await page.goto("/conhecimento/novo?tipo=faq");
  await page.getByLabel("Título").fill(`Dúvidas ${word}`);
  await page.getByLabel("Pergunta 1").fill(`O sofá ${word} é lavável?`);
  await page.getByLabel("Resposta 1").fill(`Sim, a capa do ${word} sai e vai à máquina.`);
  await page.getByRole("button", { name: "Salvar" }).click();
  await page.waitForURL(/\/conhecimento\/[0-9a-f-]{36}/);
  const name = `Cliente ${word}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, `o sofá ${word} é lavável?`);
  await open(page, name);
  await page.getByRole("button", { name: "Respostas do conhecimento" }).click();
  const dialog = page.getByRole("dialog", { name: "Respostas do conhecimento" });
  await expect(dialog).toContainText(`Fonte: Dúvidas ${word}`);
  await dialog.getByRole("button", { name: "Útil", exact: true }).click();
  await expect(page.getByText("Anotado. Obrigado.")).toBeVisible();
  await dialog.getByRole("button", { name: "Usar" }).click();
  await expect(page.getByLabel("Escrever uma mensagem")).toHaveValue(`Sim, a capa do ${word} sai e vai à máquina.`);
  await page.goto("/conhecimento");
  await expect(page.getByRole("link", { name: new RegExp(`Dúvidas ${word}`) })).toContainText("Usado em 1 · útil 1");
});

test("an agent reads and tries, and does not write", async ({ page }) => {
  await signedIn(page, AGENT);
  await page.goto("/conhecimento");
  await expect(page.getByRole("heading", { name: "Testar uma pergunta" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Novo artigo" })).toHaveCount(0);
});
