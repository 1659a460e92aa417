// Every kind of message, both ways, as people meet them on the screen.
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";
import { LINE, SANDBOX, test, write } from "./steps";
import { PIX, answered, did, heard, last, listed, sent, talk, tool } from "./talk";

test.use({ permissions: ["microphone", "clipboard-read", "clipboard-write"] });

/** A picture of noise, so large that it has to be made smaller. */
async function photo(page: Page, width: number, height: number) {
  const base64 = await page.evaluate(async ([width, height]) => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d")!;
    const image = context.createImageData(width, height);
    for (let place = 0; place < image.data.length; place += 1) image.data[place] = (place * 2654435761) >>> 13;
    for (let place = 3; place < image.data.length; place += 4) image.data[place] = 255;
    context.putImageData(image, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1];
  }, [width, height]);
  return { name: "vitrine.png", mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
}


/** A kind of the sandbox: what its bubble holds, its words there, and how the list tells it. */
type Shown = [kind: string, inside: string, words: (string | RegExp)[], row: string | RegExp];

const SHOWN: Shown[] = [
  ["text", ".tx", ["Oi! Vocês entregam em Niterói?"], "Oi! Vocês entregam em Niterói?"],
  ["text_forwarded", ".tx", ["Encaminhada", "Olha isso"], "Olha isso"],
  ["text_forwarded_often", ".tx", ["Encaminhada", "Repassando"], "Repassando"],
  ["text_product_enquiry", ".ref", ["Pergunta sobre o produto", "SKU-44", "Ainda tem?"], "Ainda tem?"],
  ["text_from_ad", "a.ref[href='https://fb.me/exemplo']", ["Veio de um anúncio", "Frete grátis hoje", "Quero saber mais"], "Quero saber mais"],
  ["image", "a.media img", [], /^Foto$/],
  ["audio", ".snd svg.wav path:not(.on)", [/0:0\d/, "1×"], /^Áudio$/],
  ["video", "video.media", [], /^Vídeo$/],
  ["document", "a[download]", ["pedido-118.pdf", "PDF"], "Documento · pedido-118.pdf"],
  ["sticker", "img.stk", [], /^Figurinha$/],
  ["location", "svg.map .pin", ["Loja Centro", "Rua da Quitanda 10", "22,90680° S"], /^Localização · Loja Centro, Rua da Quitanda 10/],
  ["contacts", ".ccard", ["Paulo Lima", "Lima ME", "+55 21 99876-5432", "paulo@example.com"], /^Contato · Paulo Lima/],
  ["button_reply", ".bub", ["Confirmar", "Tocou em um botão"], /Confirmar$/],
  ["list_reply", ".bub", ["Ter 14h", "Consulta de 30 min"], /Ter 14h/],
  ["flow_reply", "dl", ["Formulário preenchido", "Nome", "Ana", "Optin", "Sim"], "Resposta · Ana"],
  ["call_permission_reply", ".bub", ["Pedido para ligar", "Aceitou receber ligações"], /./],
  ["payment_method", ".bub", ["Pagamento", "pedido-118"], /./],
  ["order", ".items", ["Pedido", "2×", "SKU-44", "R$ 79,80", "Total", "sem cebola"], /Pedido/],
  ["unsupported", ".bub", ["Enquete", "poll_creation"], "O WhatsApp não entrega este tipo"],
  ["ephemeral", ".bub", ["Mensagem temporária", "ephemeral"], "O WhatsApp não entrega este tipo"],
  ["video_too_large", ".bub", ["Arquivo que o WhatsApp não entregou", "media_placeholder"], "O WhatsApp não entrega este tipo"],
  ["unknown_kind", ".bub", ["Tipo de mensagem novo", "hologram"], "Tipo de mensagem novo"],
  ["interactive_empty", ".bub", ["Resposta"], "Resposta"],
];

test("every kind a customer can send has its own bubble and its own words in the list", async ({ page, request }) => {
  test.setTimeout(240_000);
  const { wa_id, name } = await talk(page, request, "Todas");
  for (const [kind, inside, words, row] of SHOWN) {
    await test.step(kind, async () => {
      const before = await heard(page).count();
      await did(request, "messages", { line: LINE, customer: wa_id, kind });
      await expect(heard(page)).toHaveCount(before + 1);
      const bubble = heard(page).last();
      await expect(bubble.locator(inside).first()).toBeVisible();
      for (const word of words) await expect(bubble).toContainText(word);
      await expect(listed(page, name)).toHaveText(row);
    });
  }
  const known = (await (await request.get(`${SANDBOX}/control/fixtures`)).json()) as string[];
  const elsewhere = ["button", "system_identity", "system_user_id", "group_text"];
  expect(known.filter((kind) => !SHOWN.some(([shown]) => shown === kind)).sort()).toEqual(elsewhere.sort());
  await write(request, wa_id, "*fim* de _tudo_, ~não~ ```fim```, veja https://loja.example/a?b=1");
  const end = last(page, "veja");
  for (const [tag, text] of [["strong", "fim"], ["em", "tudo"], ["s", "não"], ["code", "fim"]]) {
    await expect(end.locator(tag)).toHaveText(text);
  }
  await expect(end.getByRole("link")).toHaveAttribute("href", "https://loja.example/a?b=1");
  await expect(listed(page, name)).toHaveText("fim de tudo, não fim, veja https://loja.example/a?b=1");
  const found = await new AxeBuilder({ page }).include(".mw").analyze();
  expect(found.violations.map((one) => `${one.id} ${one.nodes.map((node) => node.target).join(" | ")}`)).toEqual([]);
});

test("what WhatsApp tells of a person stands in the middle, and a new number is taken over", async ({ page, request }) => {
  const { wa_id, name } = await talk(page, request, "Mudança");
  await did(request, "messages", { line: LINE, customer: wa_id, kind: "system_identity" });
  await expect(page.locator(".sys").last()).toContainText("O código de segurança mudou");
  await expect(listed(page, name)).toHaveText("Aviso do WhatsApp");
  const next = `55219${String(Date.now()).slice(-8)}`;
  await did(request, "number", { customer: wa_id, wa_id: next });
  await expect(page.locator(".sys").last()).toContainText(`Mudou de número para +55 21 9${next.slice(5, 9)}-${next.slice(9)}`);
  await expect(page.getByRole("region", { name: "Painel da pessoa" })).toContainText(`9${next.slice(5, 9)}-${next.slice(9)}`);
  await write(request, next, "Sou eu, do número novo");
  await expect(last(page, "Sou eu, do número novo")).toBeVisible();
});

test("an edit keeps what stood there, a deletion takes it away, and the list follows", async ({ page, request }) => {
  const { wa_id, name } = await talk(page, request, "Edita");
  const id = await write(request, wa_id, "Quero duas cadeiras");
  await expect(last(page, "Quero duas cadeiras")).toBeVisible();
  await did(request, "edits", { message: id, text: "Quero três cadeiras" });
  const bubble = last(page, "Quero três cadeiras");
  await expect(bubble).toContainText("editada");
  await expect(listed(page, name)).toHaveText("Edição de mensagem · Quero três cadeiras");
  await bubble.getByText("Ver antes da edição").click();
  await expect(bubble.locator("ol")).toContainText("Quero duas cadeiras");
  await did(request, "revocations", { message: id });
  await expect(heard(page).last()).toContainText("Mensagem apagada por quem enviou");
  await expect(heard(page).last()).not.toContainText("cadeiras");
  await expect(listed(page, name)).toHaveText(/Mensagem apagada/);
});

test("an answer to buttons, to a list and to a template shows what was asked", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Responde");
  await tool(page, "Botões");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Texto", { exact: true }).fill("Sexta serve?");
  await dialog.getByLabel("Botão 1").fill("Serve sim");
  await dialog.getByLabel("Botão 2").fill("Outro dia");
  await dialog.getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const buttons = await answered(request, wa_id, "Sexta serve?");
  await did(request, "replies", { message: buttons, choice: "b2" });
  await expect(heard(page).last()).toContainText("Outro dia");
  await expect(heard(page).last()).toContainText("Tocou em um botão");
  await expect(heard(page).last().locator(".quote")).toContainText("Sexta serve?");
  await tool(page, "Lista");
  await dialog.getByLabel("Texto", { exact: true }).fill("Qual horário?");
  await dialog.getByLabel("Botão que abre a lista").fill("Escolher");
  await dialog.getByLabel("Opção 1").fill("Manhã");
  await dialog.getByLabel("Descrição (opcional)").first().fill("Das 8 às 12");
  await dialog.getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const list = await answered(request, wa_id, "Qual horário?");
  await did(request, "replies", { message: list, choice: "r1" });
  await expect(heard(page).last()).toContainText("Manhã");
  await expect(heard(page).last()).toContainText("Das 8 às 12");
  await expect(heard(page).last().locator(".quote")).toContainText("Qual horário?");
});

test("a photo is made smaller, gets a caption, and is seen whole", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Foto");
  const large = await photo(page, 2400, 1800);
  const chooser = page.waitForEvent("filechooser");
  await tool(page, "Foto ou vídeo");
  await (await chooser).setFiles([large]);
  await page.getByLabel("Legenda de vitrine.png").fill("A *vitrine* nova");
  await page.getByRole("dialog").getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const picture = page.locator("article.m.out a.media img").last();
  await expect(picture).toBeVisible();
  await expect.poll(() => sent(request, wa_id)).toContain("vitrine");
  await picture.click();
  const whole = page.locator("dialog.viewer img");
  await expect(whole).toBeVisible();
  expect(await whole.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1600);
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog.viewer")).toBeHidden();
});

test("a file beyond the limit is refused before it is sent, and one dropped in goes", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Limite");
  const chooser = page.waitForEvent("filechooser");
  await tool(page, "Foto ou vídeo");
  await (await chooser).setFiles([{ name: "longo.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(17 * 1024 * 1024) }]);
  await expect(page.getByRole("alert")).toContainText("16 MB");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Enviar", exact: true })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: "Tirar longo.mp4" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const data = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["%PDF-1.4\n%%EOF"], "orçamento.pdf", { type: "application/pdf" }));
    return data;
  });
  await page.locator("form.cmp").dispatchEvent("drop", { dataTransfer: data });
  await page.getByRole("dialog").getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(page.locator("article.m.out").getByText("orçamento.pdf").first()).toBeVisible();
  await expect.poll(() => sent(request, wa_id)).toContain("orçamento.pdf");
});

test("a voice note is recorded, heard, sent and played", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Voz");
  await page.getByRole("button", { name: "Gravar áudio" }).click();
  await expect(page.getByRole("timer")).toHaveText("0:02", { timeout: 20_000 });
  await page.getByRole("button", { name: "Parar e ouvir" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Tocar" }).click();
  await expect(dialog.getByRole("button", { name: "Pausar" })).toBeVisible();
  await dialog.getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const note = page.locator("article.m.out .snd").last();
  await expect(note).toBeVisible();
  await expect.poll(() => sent(request, wa_id)).toContain('"audio"');
  await note.getByRole("button", { name: "Velocidade: 1×" }).click();
  await expect(note.getByRole("button", { name: "Velocidade: 1,5×" })).toBeVisible();
  await note.getByRole("slider").focus();
  await page.keyboard.press("End");
  await expect(note.getByRole("slider")).not.toHaveAttribute("aria-valuenow", "0");
});

test("buttons, a list, a link, a card, a place and a charge are filled in by keyboard and sent", async ({ page, request }) => {
  test.setTimeout(180_000);
  const { wa_id } = await talk(page, request, "Formas");
  const send = async (fields: Record<string, string>, name = "Enviar") => {
    const dialog = page.getByRole("dialog");
    for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(text);
    const barriers = await new AxeBuilder({ page }).include("dialog[open]").analyze();
    expect(barriers.violations.map((one) => one.id)).toEqual([]);
    await dialog.getByRole("button", { name, exact: true }).press("Enter");
    await expect(dialog).toHaveCount(0);
  };
  await tool(page, "Botões");
  await page.getByRole("dialog").getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Botão 1");
  await send({ Texto: "Sexta serve?", "Botão 1": "Sim", "Botão 2": "Outro dia" });
  await expect(page.locator("article.m.out .prs").last()).toContainText("Outro dia");
  await tool(page, "Lista");
  await send({ Texto: "Qual horário?", "Botão que abre a lista": "Escolher", "Opção 1": "Manhã", "Opção 2": "Tarde" });
  await tool(page, "Botão com link");
  await send({ Texto: "Acompanhe aqui", "Texto do botão": "Abrir", "Endereço do link": "https://loja.example/p/1" });
  await tool(page, "Contato");
  await send({ Nome: "Paulo Lima", Telefone: "+55 11 90000-0175" });
  await tool(page, "Localização");
  await send({ Coordenadas: "-23.18571, -46.89784", "Nome do lugar (opcional)": "Loja Centro" });
  await expect(page.locator("article.m.out .map").last()).toBeVisible();
  await tool(page, "Pedir localização");
  await send({ Texto: "Onde entregamos?" });
  await tool(page, "Cobrança Pix");
  await send({
    "O que está sendo cobrado": "Mesa Jatobá", "Valor em reais": "8.037,00", "Pix copia e cola": PIX,
    "Quem recebe": "Casa Aurora", "Chave Pix": "5f2c6b0e-7a41-4a4e-9c6b-0f3b1d2e4a55",
  });
  await expect(page.locator("article.m.out .total").last()).toContainText("8.037,00");
  await page.locator("article.m.out").getByRole("button", { name: /Copiar código Pix/ }).last().click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(PIX);
  // The pair rate of six seconds holds for what is many at once, so that the last comes late.
  for (const word of ['"button"', '"list"', '"cta_url"', '"contacts"', '"location"', '"location_request_message"', '"order_details"']) {
    await expect.poll(() => sent(request, wa_id), { timeout: 90_000 }).toContain(word);
  }
  await expect(page.locator("article.m.out").last()).toContainText(/8\.037,00/);
});

test("products, a form, a boleto and news of its order are filled in and reach the provider", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Loja");
  const send = async (fields: Record<string, string>, choose: Record<string, string> = {}) => {
    const dialog = page.getByRole("dialog");
    for (const [label, value] of Object.entries(choose)) await dialog.getByLabel(label, { exact: true }).selectOption({ label: value });
    for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(text);
    const barriers = await new AxeBuilder({ page }).include("dialog[open]").analyze();
    expect(barriers.violations.map((one) => one.id)).toEqual([]);
    await dialog.getByRole("button", { name: "Enviar", exact: true }).click();
    await expect(dialog).toHaveCount(0);
  };
  await tool(page, "Produtos do catálogo");
  await send({ "ID do catálogo": "194836987003835", "IDs dos produtos": "mesa-1, mesa-2", "Título da lista": "Mesas", Texto: "Veja as duas:" });
  await tool(page, "Formulário");
  await send({ "ID do formulário": "1398724118239", Texto: "Conte o que procura", "Texto do botão": "Preencher" });
  await tool(page, "Cobrança por boleto ou link");
  await send(
    { "O que está sendo cobrado": "Cadeira Ipê", "Valor em reais": "390,00", "Linha digitável": "34191.79001 01043.510047 91020.150008 9 96610000039000" },
    { "Como a pessoa paga": "Boleto" },
  );
  await expect(page.locator("article.m.out .total").last()).toContainText("390,00");
  await tool(page, "Andamento do pedido");
  const reference = await page.getByRole("dialog").getByLabel("Referência do pedido").inputValue();
  expect(reference).toMatch(/^[0-9a-f]{32}$/);
  await send({ Texto: "Saiu hoje!" }, { "Situação": "Pedido enviado" });
  for (const kind of ["product_list", "flow", "order_details", "order_status"]) {
    await expect.poll(() => sent(request, wa_id), { timeout: 60_000 }).toContain(`"${kind}"`);
  }
});

test("a text for later stands in the thread with its time and can be called off", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Depois");
  await page.getByLabel("Escrever uma mensagem").fill("Bom dia! A mesa saiu da fábrica.");
  await page.getByRole("button", { name: "Agendar envio" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Agendar", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByLabel("Escrever uma mensagem")).toHaveValue("");
  await expect(page.locator(".later")).toContainText("Sai em");
  await page.getByRole("button", { name: "Cancelar envio" }).click();
  await expect(page.locator(".later")).toHaveCount(0);
  expect(await sent(request, wa_id)).not.toContain("saiu da fábrica");
});

test("a document that came in is brought here and can be downloaded", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Arquivo");
  const answer = await request.post(`${SANDBOX}/control/files?line=${LINE}&customer=${wa_id}&name=nota.pdf`, {
    headers: { "content-type": "application/pdf" }, data: Buffer.from("%PDF-1.4\n%%EOF"),
  });
  expect(answer.ok(), await answer.text()).toBeTruthy();
  const link = page.getByRole("link", { name: "Baixar nota.pdf" });
  await expect(link).toBeVisible({ timeout: 30_000 });
  const download = page.waitForEvent("download");
  await link.click();
  expect((await download).suggestedFilename()).toBe("nota.pdf");
});

for (const theme of ["light", "dark"] as const) {
  for (const size of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    test(`no barrier in the tools of the composer at ${size.width}, ${theme}`, async ({ page, request }) => {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize(size);
      await talk(page, request, "Formas");
      const barriers: string[] = [];
      for (const name of ["Contato", "Localização", "Botões", "Lista", "Botão com link", "Cobrança Pix"]) {
        await tool(page, name);
        await expect(page.getByRole("dialog")).toBeVisible();
        const found = await new AxeBuilder({ page }).analyze();
        barriers.push(...found.violations.map((one) => `${name}: ${one.id} ${one.nodes.map((node) => node.target).join(" | ")}`));
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
        await expect(page.getByRole("button", { name: "Anexar" })).toBeFocused();
      }
      expect(barriers).toEqual([]);
    });
  }
}
