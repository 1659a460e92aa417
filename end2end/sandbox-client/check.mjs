// A third-party Cloud API client library against a running sandbox: `node check.mjs http://127.0.0.1:9100`.
// It adds a line and a customer of its own, with its own webhook, token and secret, so it disturbs nobody else.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { WhatsAppClient } from "@kapso/whatsapp-cloud-api";
import { normalizeWebhook, verifySignature } from "@kapso/whatsapp-cloud-api/server";

const sandbox = (process.argv[2] ?? process.env.SANDBOX_URL ?? "http://127.0.0.1:9100").replace(/\/$/, "");
const run = String(Date.now()).slice(-9);
const appSecret = `secret-${run}`, accessToken = `token-${run}`, verifyToken = `verify-${run}`;
const phoneNumberId = `9${run}1`, wabaId = `9${run}2`;
const customer = `5511988${run.slice(-6)}`, to = `+${customer}`;
const events = { messages: [], statuses: [], forged: 0 };

/** The webhook, read with the library's own verifier and normaliser. */
const hook = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (request.method === "GET") {
    const good = url.searchParams.get("hub.verify_token") === verifyToken;
    response.writeHead(good ? 200 : 403).end(good ? url.searchParams.get("hub.challenge") : "");
    return;
  }
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const rawBody = Buffer.concat(parts);
    if (!verifySignature({ appSecret, rawBody, signatureHeader: request.headers["x-hub-signature-256"] })) {
      events.forged += 1;
      response.writeHead(401).end();
      return;
    }
    const read = normalizeWebhook(JSON.parse(rawBody.toString("utf8")));
    events.messages.push(...read.messages);
    events.statuses.push(...read.statuses);
    response.writeHead(200).end();
  });
});

async function control(path, body) {
  const answer = await fetch(`${sandbox}/control/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const value = await answer.json();
  assert.ok(answer.ok, `${path}: ${JSON.stringify(value)}`);
  return value;
}

async function until(what, holds) {
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    const value = holds();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never: ${what}`);
}

const statusesOf = (id) => events.statuses.filter((status) => status.id === id).map((status) => status.status);
let steps = 0;
async function step(name, work) {
  const value = await work();
  steps += 1;
  console.log(`ok  ${name}`);
  return value;
}

async function receive() {
  await step("the webhook answers the challenge", async () => {
    const answer = await control("verify", { line: phoneNumberId });
    assert.deepEqual(answer, { verified: true, status: 200 });
  });
  return step("a customer's message arrives, verified by the library", async () => {
    await control("messages", { line: phoneNumberId, customer, text: "Olá, vocês entregam às 10/11? 👍" });
    const message = await until("message", () => events.messages.find((one) => one.type === "text"));
    assert.equal(message.text.body, "Olá, vocês entregam às 10/11? 👍");
    assert.equal(message.from, customer);
    assert.match(message.fromUserId, /^BR\./);
    return message;
  });
}

async function send(client, first) {
  await step("marking as read, with the typing sign", async () => {
    const answer = await client.messages.markRead({ phoneNumberId, messageId: first.id, typingIndicator: { type: "text" } });
    assert.equal(answer.success, true);
  });
  const text = await step("a text with a quote, ticks up to read", async () => {
    const answer = await client.messages.sendText({ phoneNumberId, to, body: "Entregamos sim", contextMessageId: first.id });
    const id = answer.messages[0].id;
    assert.equal(answer.contacts[0].waId, customer);
    await until("delivered", () => statusesOf(id).includes("delivered"));
    await control("read", { line: phoneNumberId, customer });
    await until("read", () => statusesOf(id).includes("read"));
    return id;
  });
  await step("a reaction", async () => {
    const answer = await client.messages.sendReaction({ phoneNumberId, to, reaction: { messageId: first.id, emoji: "❤️" } });
    await until("sent", () => statusesOf(answer.messages[0].id).includes("sent"));
  });
  await step("the customer reacts too", async () => {
    await control("reactions", { message: text, emoji: "😂" });
    const reaction = await until("reaction", () => events.messages.find((one) => one.type === "reaction"));
    assert.equal(reaction.reaction.messageId, text);
  });
}

async function rich(client) {
  const buttons = [{ id: "sim", title: "Sim" }, { id: "nao", title: "Não" }];
  const sends = {
    buttons: () => client.messages.sendInteractiveButtons({ phoneNumberId, to, bodyText: "Confirma?", buttons }),
    location: () => client.messages.sendLocation({ phoneNumberId, to, location: { latitude: -23.55, longitude: -46.63, name: "Sé", address: "Praça da Sé" } }),
    "contact card": () => client.messages.sendContacts({ phoneNumberId, to, contacts: [{ name: { formattedName: "Loja", firstName: "Loja" }, phones: [{ phone: "+551133224455", type: "WORK" }] }] }),
    template: () => client.messages.sendTemplate({ phoneNumberId, to, template: { name: "hello_world", language: { code: "en_US" } } }),
  };
  for (const [name, work] of Object.entries(sends)) {
    await step(name, async () => {
      const id = (await work()).messages[0].id;
      await until("delivered", () => statusesOf(id).includes("delivered"));
    });
  }
}

async function files(client) {
  await step("a file is uploaded, looked up, downloaded, sent and removed", async () => {
    const bytes = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 1, 2, 3]);
    const { id } = await client.media.upload({ phoneNumberId, type: "image/png", file: new Blob([bytes], { type: "image/png" }), fileName: "a.png" });
    const meta = await client.media.get({ mediaId: id, phoneNumberId });
    assert.equal(meta.mimeType, "image/png");
    const back = await fetch(meta.url, { headers: { authorization: `Bearer ${accessToken}` } });
    assert.deepEqual(new Uint8Array(await back.arrayBuffer()), bytes);
    const answer = await client.messages.sendImage({ phoneNumberId, to, image: { id, caption: "vitrine" } });
    await until("delivered", () => statusesOf(answer.messages[0].id).includes("delivered"));
    assert.equal((await client.media.delete({ mediaId: id, phoneNumberId })).success, true);
  });
}

async function refusals(client) {
  const refused = async (work) => work().then(() => assert.fail("was accepted"), (error) => error);
  await step("a refusal reaches the library with Meta's code", async () => {
    await control("failures", { mode: "rate_limit", count: 1, line: phoneNumberId });
    const error = await refused(() => client.messages.sendText({ phoneNumberId, to, body: "x" }));
    assert.equal(error.code, 130429, String(error));
  });
  await step("an unknown token is refused with 190", async () => {
    const stranger = new WhatsAppClient({ accessToken: "nobody", baseUrl: sandbox });
    const error = await refused(() => stranger.messages.sendText({ phoneNumberId, to, body: "x" }));
    assert.equal(error.code, 190, String(error));
  });
  await step("templates are listed", async () => {
    const list = await client.templates.list({ businessAccountId: wabaId });
    assert.ok(list.data.some((template) => template.name === "hello_world"));
  });
}

async function main() {
  await new Promise((resolve) => hook.listen(0, "127.0.0.1", resolve));
  const webhook_url = `http://127.0.0.1:${hook.address().port}/webhook`;
  await control("lines", {
    phone_number_id: phoneNumberId, waba_id: wabaId, display_phone_number: "+55 11 3000-0000", verified_name: "Biblioteca",
    webhook_url, app_secret: appSecret, verify_token: verifyToken, access_token: accessToken,
  });
  await control("customers", { name: "Cliente da biblioteca", wa_id: customer });
  const client = new WhatsAppClient({ accessToken, baseUrl: sandbox });
  const first = await receive();
  await send(client, first);
  await rich(client);
  await files(client);
  await refusals(client);
  assert.equal(events.forged, 0);
  console.log(`${steps} steps passed`);
}

main().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
