// Voice notes in words: under the sound, found by search, read like a typed message.
import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { LINE, test } from "./steps";
import { did, heard, talk } from "./talk";

/** What the stand-in hears in every sound that says nothing else. */
const SAID = "Olá, queria saber o preço e o prazo de entrega, por favor.";

test("what a voice note says stands under it, can be found, and is read like a typed message", async ({ page, request }) => {
  const { wa_id, name } = await talk(page, request, "Áudio");
  const before = await heard(page).count();
  await did(request, "messages", { line: LINE, customer: wa_id, kind: "audio" });
  await expect.poll(() => heard(page).count()).toBe(before + 1);
  const note = heard(page).last();
  await expect(note.getByRole("note", { name: "O que diz o áudio" })).toHaveText(SAID, { timeout: 30_000 });
  await expect(note.locator(".snd")).toBeVisible();

  const told = await page.request.post("/api/search/messages", { form: { "ask[words]": "prazo entrega" } });
  if (told.ok()) expect(JSON.stringify(await told.json())).toContain("prazo de entrega");

  await page.reload();
  await expect(heard(page).last().getByRole("note", { name: "O que diz o áudio" })).toHaveText(SAID);
  expect(name).toBeTruthy();
  expect((await new AxeBuilder({ page }).include(".snd").analyze()).violations).toEqual([]);
});
