// Templates: from the first letter to the customer's phone.
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";
import { LINE, SANDBOX, customer, open, signedIn, test, write } from "./steps";
import { answered, did, last, phone, sends } from "./talk";

const OLD = () => Math.floor(Date.now() / 1000) - 3 * 86_400;

/** The editor of a new template, its name filled in. */
async function begun(page: Page, from = "", first = "aviso") {
  const name = `${first}_${Date.now()}`;
  await page.goto("/configuracoes/modelos");
  await page.getByLabel("A partir de").selectOption({ label: from || "Em branco" });
  await page.getByRole("button", { name: "Começar" }).click();
  await page.waitForURL(/modelos\/novo/);
  await page.getByLabel("Nome", { exact: true }).fill(name);
  return name;
}

function review(page: Page) {
  return page.getByRole("region", { name: "Revisão" });
}

/** The card of a name in the list. */
function card(page: Page, name: string) {
  return page.locator("section.card").filter({ has: page.getByRole("heading", { name }) });
}

async function samples(page: Page, texts: string[]) {
  const fields = page.getByRole("textbox", { name: "Exemplo", exact: true });
  for (const [place, text] of texts.entries()) await fields.nth(place).fill(text);
}

async function submit(page: Page) {
  await page.getByRole("button", { name: "Enviar para aprovação" }).click();
  await page.waitForURL(/modelos\/[0-9a-f-]{36}/);
}

test("a template is written with the review at hand, approved, and sent outside the window", async ({ page, request }) => {
  test.setTimeout(180_000);
  await signedIn(page);
  const name = await begun(page, "", "pedido_saiu");
  await page.getByLabel("Categoria").selectOption({ label: "Utilidade" });
  const body = page.locator("#tpl-body");
  await body.fill("{{nome}}, o seu pedido {{pedido}}");
  await expect(review(page)).toContainText("A variável “nome” abre o texto");
  await expect(review(page)).toContainText("A variável “pedido” fecha o texto");
  await expect(page.getByRole("button", { name: "Enviar para aprovação" })).toHaveAttribute("aria-disabled", "true");
  await body.fill("Olá, {{nome}}. O seu pedido {{pedido}} saiu para entrega e chega ainda hoje à tarde.");
  await expect(review(page)).toContainText("Falta o exemplo de “nome”");
  await samples(page, ["Marina", "4471"]);
  await expect(review(page)).toContainText("Nada a corrigir");
  await expect(page.getByRole("complementary", { name: "Prévia" })).toContainText("Olá, Marina. O seu pedido 4471 saiu");
  await page.getByRole("button", { name: "Adicionar botão" }).click();
  await page.getByRole("textbox", { name: "Texto", exact: true }).last().fill("Falar com a loja");
  await expect(page.getByRole("complementary", { name: "Prévia" })).toContainText("Falar com a loja");
  await page.getByRole("button", { name: "Salvar", exact: true }).click();
  await page.waitForURL(/modelos\/[0-9a-f-]{36}/);
  await expect(page.getByText("Rascunho", { exact: true }).first()).toBeVisible();
  await submit(page);
  await expect(page.getByText(/Em análise|Aprovado/).first()).toBeVisible();
  await expect(page.getByText("Aprovado").first()).toBeVisible();
  await page.goto("/configuracoes/modelos");
  await expect(card(page, name)).toContainText("Aprovado");
  await expect(card(page, name)).toContainText("Utilidade");

  const person = `Marcos ${Date.now()}`;
  const wa_id = await customer(request, person);
  await write(request, wa_id, "Quando chega?", { at: OLD() });
  await open(page, person);
  await expect(page.getByText("Fora da janela: escolha um modelo")).toBeVisible();
  await page.getByRole("button", { name: "Escolher modelo" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: new RegExp(name) }).check();
  await expect(dialog.getByLabel("nome", { exact: true })).toHaveValue("Marcos");
  await dialog.getByRole("button", { name: "Enviar modelo" }).click();
  await expect(dialog.getByRole("alert")).toContainText("pedido");
  await dialog.getByLabel("pedido", { exact: true }).fill("4471");
  await expect(dialog.locator(".bub")).toContainText("Olá, Marcos. O seu pedido 4471 saiu");
  await expect(dialog).toContainText(/Este envio custa R\$/);
  const barriers = await new AxeBuilder({ page }).include("dialog[open]").analyze();
  expect(barriers.violations.map((one) => `${one.id} ${one.nodes.map((node) => node.target).join(" | ")}`)).toEqual([]);
  await dialog.getByRole("button", { name: "Enviar modelo" }).click();
  await expect(dialog).toHaveCount(0);
  const bubble = last(page, "pedido 4471");
  await expect(bubble).toContainText(name);
  await expect(bubble).toContainText("Utilidade");
  await expect(bubble).toContainText("Falar com a loja");
  await expect(bubble).toContainText(/entregue/, { timeout: 30_000 });
  const [message] = await sends(request, wa_id);
  expect(message.kind).toBe("template");
  const id = await answered(request, wa_id, name);
  expect(JSON.stringify(await phone(request, wa_id))).toContain("Olá, Marcos. O seu pedido 4471 saiu");
  // A tap on its button is an answer: the window opens and shows what was asked.
  await did(request, "replies", { message: id, choice: "0" });
  const answer = page.locator("article.m.in").last();
  await expect(answer).toContainText("Falar com a loja");
  await expect(answer.locator(".quote")).toContainText("pedido 4471");
  await expect(page.getByText("Fora da janela: escolha um modelo")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Enviar", exact: true })).toBeVisible();
});

test("a rejected template says why, is mended and handed in again", async ({ page }) => {
  await signedIn(page);
  const name = await begun(page, "", "rodada");
  await page.getByLabel("Categoria").selectOption({ label: "Marketing" });
  const body = page.locator("#tpl-body");
  await body.fill("Olá, {{nome}}. Sua aposta da semana já está aqui na loja. Responda SAIR para não receber.");
  await samples(page, ["Marina"]);
  await submit(page);
  await expect(page.getByText("Recusado", { exact: true }).first()).toBeVisible();
  await expect(page.getByText("Conteúdo abusivo")).toBeVisible();
  await page.goto("/configuracoes/modelos");
  await expect(card(page, name)).toContainText("Recusado");
  await card(page, name).getByRole("link").click();
  await body.fill("Olá, {{nome}}. A coleção de verão já está aqui na loja. Responda SAIR para não receber.");
  await page.getByRole("button", { name: "Enviar para aprovação" }).click();
  await expect(page.getByText("Aprovado", { exact: true }).first()).toBeVisible();
  await expect(page.getByText("Conteúdo abusivo")).toHaveCount(0);
});

test("a template of the library passes the review, and advertising in it is told before Meta moves it", async ({ page, request }) => {
  await signedIn(page);
  const name = await begun(page, "Pedido confirmado", "confirma");
  await expect(review(page)).toContainText("Nada a corrigir");
  const body = page.locator("#tpl-body");
  await body.fill(`${await body.inputValue()} Aproveite o desconto de Natal na próxima compra.`);
  await expect(review(page)).toContainText("costuma virar Marketing");
  await submit(page);
  await expect(page.getByText("Aprovado", { exact: true }).first()).toBeVisible();
  await page.goto("/configuracoes/modelos");
  await expect(card(page, name)).toContainText("Marketing");
  // What Meta tells later comes by itself.
  const all = (await (await request.get(`${SANDBOX}/control/templates`)).json()) as { template: { id: string; name: string } }[];
  const id = all.find((one) => one.template.name === name)?.template.id ?? "";
  await did(request, `templates/${id}`, { quality: "RED" });
  await expect(card(page, name)).toContainText("Em pausa");
  await expect(card(page, name)).toContainText("Baixa");
});

test("another language stands beside the first, and a deleted one is gone", async ({ page }) => {
  await signedIn(page);
  const name = await begun(page, "Retomar atendimento", "retomar");
  await page.getByRole("button", { name: "Salvar", exact: true }).click();
  await page.waitForURL(/modelos\/[0-9a-f-]{36}/);
  await page.getByRole("link", { name: /Outro idioma|Español/ }).first().click();
  await page.waitForURL(/copia=/);
  await page.getByRole("button", { name: "Salvar", exact: true }).click();
  await page.waitForURL(/modelos\/[0-9a-f-]{36}/);
  await page.goto("/configuracoes/modelos");
  await expect(card(page, name).getByRole("link")).toHaveCount(2);
  await card(page, name).getByRole("link").first().click();
  await page.getByText("Excluir", { exact: true }).first().click();
  await page.getByRole("button", { name: "Excluir" }).click();
  await page.waitForURL(/configuracoes\/modelos$/);
  await expect(card(page, name).getByRole("link")).toHaveCount(1);
});

for (const theme of ["light", "dark"] as const) {
  for (const size of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    test(`no barrier in the templates at ${size.width}, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize(size);
      await signedIn(page);
      const barriers: string[] = [];
      const look = async (screen: string) => {
        const found = await new AxeBuilder({ page }).analyze();
        barriers.push(...found.violations.map((one) => `${screen}: ${one.id} ${one.nodes.map((node) => node.target).join(" | ")}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
        if (wide) barriers.push(`${screen}: scrolls sideways`);
        const tall = await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight + 1);
        if (tall) barriers.push(`${screen}: the frame itself scrolls`);
      };
      await page.goto("/configuracoes/modelos");
      await expect(page.getByRole("heading", { name: "Novo modelo" })).toBeVisible();
      await look("list");
      await begun(page, "Lembrete de pagamento");
      await expect(review(page)).toBeVisible();
      await look("editor");
      await page.locator("#tpl-body").fill("{{nome}} {{valor}}");
      await look("editor with errors");
      expect(barriers).toEqual([]);
    });
  }
}
