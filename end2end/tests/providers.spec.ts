// Numbers that come by 360dialog and by Twilio: connected on the screen, written to, answered, with their ticks.
import { type APIRequestContext, type Page, expect } from "@playwright/test";
import { SANDBOX, customer, found, signedIn, test } from "./steps";
import { answered, did, last, say, sends } from "./talk";

const BASE = process.env.PROSA_URL ?? `http://127.0.0.1:${process.env.PROSA_PORT ?? 4710}`;

/** The card of a line. */
function card(page: Page, label: string) {
  return page.locator("section.card").filter({ has: page.getByRole("heading", { name: label, exact: true }) });
}

async function connect(page: Page, provider: string, fields: Record<string, string>) {
  await page.goto("/configuracoes/numeros");
  await page.getByLabel("Provedor").selectOption({ label: provider });
  const form = page.getByRole("region", { name: "Conectar um número" });
  for (const [label, text] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(text);
  await form.getByRole("button", { name: "Salvar número" }).click();
}

/** A customer writes to the line; a member answers; both ticks come. */
async function talked(page: Page, request: APIRequestContext, line: string, label: string) {
  const name = `${label} ${Date.now()}`;
  const wa_id = await customer(request, name);
  await did(request, "messages", { line, customer: wa_id, text: "Oi, vocês atendem por aqui?" });
  await page.goto("/conversas?scope=all");
  await (await found(page, name)).click();
  await expect(last(page, "Oi, vocês atendem por aqui?")).toBeVisible();
  await expect(page.locator(".th")).toContainText(label);
  await say(page, "Atendemos sim.");
  const bubble = last(page, "Atendemos sim.");
  await expect(bubble).toContainText(/entregue/, { timeout: 30_000 });
  await answered(request, wa_id, "Atendemos sim.", line);
  await did(request, "read", { line, customer: wa_id });
  await expect(bubble).toContainText(/lida/);
  expect(await sends(request, wa_id, line)).toHaveLength(1);
  return { name, wa_id };
}

test("a number at 360dialog is connected, written to and answered", async ({ page, request }) => {
  test.setTimeout(150_000);
  const id = `3601${String(Date.now()).slice(-9)}`;
  const [key, secret] = [`chave-${id}`, `segredo-${id}`];
  await did(request, "lines", {
    phone_number_id: id, waba_id: `3602${String(Date.now()).slice(-9)}`, display_phone_number: "+55 11 4004-1010",
    verified_name: "Casa Aurora 360", provider: "360dialog", access_token: key,
  });
  await signedIn(page);
  const label = `Filial 360 ${id.slice(-4)}`;
  await connect(page, "360dialog", {
    Nome: label, "ID do número na Meta": id, "ID da conta do WhatsApp Business": "3602000111",
    "Chave da API (D360-API-KEY)": key, "Segredo do retorno": secret,
  });
  await expect(card(page, label)).toContainText(`${BASE}/webhooks/360dialog`);
  await expect(card(page, label)).toContainText("com o cabeçalho X-Prosa-Secret");
  await expect(card(page, label)).not.toContainText("Token de verificação");
  await card(page, label).getByRole("button", { name: "Verificar agora" }).click();
  await expect(card(page, label)).toContainText("Token aceito");
  await expect(card(page, label)).toContainText("Aplicativo não inscrito");
  // What a person sets at 360dialog: the address and the secret header.
  const set = await request.post(`${SANDBOX}/360dialog/v1/configs/webhook`, {
    headers: { "D360-API-KEY": key }, data: { url: `${BASE}/webhooks/360dialog`, headers: { "X-Prosa-Secret": secret } },
  });
  expect(set.ok(), await set.text()).toBeTruthy();
  await card(page, label).getByRole("button", { name: "Verificar agora" }).click();
  await expect(card(page, label)).toContainText("Conectado");
  const { wa_id } = await talked(page, request, id, label);
  // A file comes by 360dialog's own address, and a reaction names its message.
  await did(request, "messages", { line: id, customer: wa_id, kind: "image" });
  await expect(page.locator("article.m.in a.media img")).toBeVisible({ timeout: 30_000 });
});

test("a number at Twilio is connected, written to and answered", async ({ page, request }) => {
  test.setTimeout(150_000);
  const digits = `5511400${String(Date.now()).slice(-5)}`;
  const account = `AC${Date.now().toString(16).padStart(32, "0")}`;
  const token = `twilio-${digits}`;
  await did(request, "lines", {
    phone_number_id: digits, waba_id: account, display_phone_number: `+${digits}`, verified_name: "Casa Aurora Twilio",
    provider: "twilio", access_token: token, webhook_url: `${BASE}/webhooks/twilio`,
  });
  await signedIn(page);
  const label = `Filial Twilio ${digits.slice(-4)}`;
  await connect(page, "Twilio", {
    Nome: label, "Número do remetente": digits, "Account SID": account, "Auth Token": token,
  });
  await card(page, label).getByRole("button", { name: "Verificar agora" }).click();
  await expect(card(page, label)).toContainText("Conectado");
  const { wa_id } = await talked(page, request, digits, label);
  await did(request, "messages", { line: digits, customer: wa_id, kind: "image" });
  await expect(page.locator("article.m.in a.media img")).toBeVisible({ timeout: 30_000 });
});

test("a wrong key is told at the check, and the number stays a draft", async ({ page, request }) => {
  const id = `3609${String(Date.now()).slice(-9)}`;
  await did(request, "lines", {
    phone_number_id: id, waba_id: "3602000112", display_phone_number: "+55 11 4004-2020", verified_name: "Casa Aurora",
    provider: "360dialog", access_token: `certa-${id}`,
  });
  await signedIn(page);
  const label = `Errada ${id.slice(-4)}`;
  await connect(page, "360dialog", {
    Nome: label, "ID do número na Meta": id, "ID da conta do WhatsApp Business": "3602000112",
    "Chave da API (D360-API-KEY)": "errada", "Segredo do retorno": "qualquer-segredo",
  });
  await card(page, label).getByRole("button", { name: "Verificar agora" }).click();
  await expect(card(page, label)).toContainText("Token recusado");
  await expect(card(page, label)).toContainText("Rascunho");
});
