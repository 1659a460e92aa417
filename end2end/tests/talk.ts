// A conversation of a test's own, and what is in it.
import { type APIRequestContext, type Page, expect } from "@playwright/test";
import { LINE, SANDBOX, customer, open, signedIn, write } from "./steps";

/** A Pix code that holds together: the example of the Banco Central's manual. */
export const PIX =
  "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D";

/** Asks the sandbox for something that has to work, and tells its answer. */
export async function did(request: APIRequestContext, path: string, data: object) {
  const answer = await request.post(`${SANDBOX}/control/${path}`, { data });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBeTruthy();
  return answer.json();
}

type Sent = { id: string; kind: string; content: unknown; quote?: string; status: string; arrived_ms?: number };

/** What the sandbox took for a customer, the oldest first. */
export async function sends(request: APIRequestContext, wa_id: string, line = LINE): Promise<Sent[]> {
  return (await request.get(`${SANDBOX}/control/sent?line=${line}&customer=${wa_id}`)).json();
}

/** The same as text. */
export async function sent(request: APIRequestContext, wa_id: string, line = LINE) {
  return JSON.stringify(await sends(request, wa_id, line));
}

/** Waits until a message with these words reached the customer, and tells its id. */
export async function answered(request: APIRequestContext, wa_id: string, words: string, line = LINE) {
  let id = "";
  await expect.poll(async () => {
    const found = (await sends(request, wa_id, line)).find((one) => JSON.stringify(one.content).includes(words));
    id = found?.id ?? "";
    return found?.status ?? "";
  }, { timeout: 30_000 }).toMatch(/delivered|read/);
  return id;
}

/** The chat as the customer's phone shows it. */
export async function phone(request: APIRequestContext, wa_id: string, line = LINE) {
  return (await request.get(`${SANDBOX}/control/chat?line=${line}&customer=${wa_id}`)).json();
}

/** A customer of the test's own who wrote, their conversation open before a member who is signed in. */
export async function talk(page: Page, request: APIRequestContext, first: string, more: object = {}) {
  const name = `${first} ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Oi, tudo bem?", more);
  await signedIn(page);
  await open(page, name);
  await expect(page.getByLabel("Escrever uma mensagem")).toBeVisible();
  return { wa_id, name };
}

/** Opens a tool of the composer. */
export async function tool(page: Page, name: string) {
  await page.getByRole("button", { name: "Anexar" }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

/** Sends a text. */
export async function say(page: Page, words: string) {
  await page.getByLabel("Escrever uma mensagem").fill(words);
  await page.keyboard.press("Enter");
}

/** The bubbles of the customer. */
export function heard(page: Page) {
  return page.locator("article.m.in");
}

/** The newest bubble with these words. */
export function last(page: Page, words: string) {
  return page.locator("article.m").filter({ hasText: words }).last();
}

/** What the list says of a conversation: the second line of its row. */
export function listed(page: Page, name: string) {
  return page.locator("a.lrow").filter({ hasText: name }).locator(".l2").first();
}
