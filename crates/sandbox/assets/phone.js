// The phone page: plays customers through the control API, live by server-sent events.
import { content, day, el, face, icon, summary, tick, time, when } from "./draw.js";
import { offer } from "./offers.js";

const $ = (id) => document.getElementById(id);
const EMOJIS = ["👍", "❤️", "😂", "😮", "🙏"];
const EXTRAS = [
  ["image", "Foto"], ["audio", "Áudio de voz"], ["video", "Vídeo"], ["document", "Documento"], ["sticker", "Figurinha"], ["location", "Localização"],
  ["contacts", "Contato"], ["order", "Pedido do catálogo"], ["text_from_ad", "Texto vindo de anúncio"], ["text_product_enquiry", "Pergunta sobre produto"],
  ["text_forwarded", "Texto encaminhado"], ["ephemeral", "Mensagem temporária"], ["unsupported", "Enquete (sem suporte)"], ["unknown_kind", "Tipo que ninguém conhece"],
];
const MODES = {
  rate_limit: "Limite de envios (130429)", pair_rate: "Limite com este cliente (131056)", window: "Janela de 24 h fechada (131047)", server_error: "Erro da Meta (500)",
  "media:error": "Arquivo não baixa (500)", "media:expired": "Endereço do arquivo venceu", "media:wrong_hash": "Arquivo com hash errado", "media:cut": "Arquivo cortado no meio",
  timeout: "Meta não responde", lost_response: "Envio chega, resposta se perde", auth: "Token recusado (190)", undeliverable: "Não dá para entregar (131026)",
};
const SWITCHES = { paused: [true, false], shuffle: [true, false], forge: [true, false], duplicate_every: [2, 0], batch: [50, 1], delay_ms: [3000, 0] };

const state = { lines: [], customers: [], line: "", customer: "", chat: null, quote: null, edit: null, source: null };

async function call(method, path, body) {
  const options = { method };
  if (body !== undefined) Object.assign(options, { headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const answer = await fetch(`/control/${path}`, options);
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error ?? answer.status);
  return value;
}

let toastTimer;
function toast(text) {
  $("aviso").textContent = text;
  $("aviso").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("aviso").hidden = true; }, 5000);
}

/** Runs something that may fail, saying so in words. */
async function attempt(work) {
  try { return await work(); } catch (error) { toast(`Não deu certo: ${error.message}`); return undefined; }
}

const query = () => `line=${encodeURIComponent(state.line)}&customer=${encodeURIComponent(state.customer)}`;
const person = () => state.customers.find((one) => one.wa_id === state.customer);
const line = () => state.lines.find((one) => one.phone_number_id === state.line);

function phone(wa_id) {
  const br = /^55(\d\d)(\d{4,5})(\d{4})$/.exec(wa_id);
  return br ? `+55 ${br[1]} ${br[2]}-${br[3]}` : `+${wa_id}`;
}

// Customers

function drawCustomers() {
  const wanted = $("busca").value.trim().toLocaleLowerCase("pt-BR");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase("pt-BR");
  const shown = state.customers.filter((one) => !wanted || plain(one.name).includes(plain(wanted)) || one.wa_id.includes(wanted.replace(/\D/g, "") || "x"));
  const focused = document.activeElement?.dataset?.customer;
  $("clientes").replaceChildren(...shown.map(row));
  $("ninguem").hidden = shown.length > 0;
  if (focused) $("clientes").querySelector(`[data-customer="${CSS.escape(focused)}"]`)?.focus();
}

function row(one) {
  const { letters, colour } = face(one.name);
  const last = one.last;
  const text = last ? summary(last) : (one.phone_hidden ? (one.username ? `@${one.username}` : "sem número") : phone(one.wa_id));
  return el("li", {}, el("button", {
    type: "button", class: one.unread ? "who new" : "who", "data-customer": one.wa_id, "aria-current": one.wa_id === state.customer ? "true" : null,
    onclick: () => choose(one.wa_id), onkeydown: walk,
  },
    el("span", { class: `av ${colour}`, "aria-hidden": "true" }, letters),
    el("span", { class: "grow" },
      el("span", { class: "l1" }, el("span", { class: "nm trunc" }, one.name), last ? el("span", { class: "tm" }, when(last.at)) : null),
      el("span", { class: "l2" },
        last?.author === "customer" ? tick(last.state) : null,
        el("span", { class: "trunc" }, text),
        one.online ? null : el("span", { class: "off" }, icon("offline"), el("span", { class: "sr" }, "sem internet")),
        one.unread ? el("span", { class: "unread" }, el("span", { class: "sr" }, "não lidas: "), String(one.unread)) : null))));
}

function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...$("clientes").querySelectorAll("button")];
  all[all.indexOf(event.currentTarget) + step]?.focus();
}

async function choose(wa_id) {
  state.customer = wa_id;
  state.quote = state.edit = null;
  state.chat = null;
  $("app").classList.add("in-chat");
  remember();
  drawQuote();
  drawCustomers();
  listen();
  await loadChat();
  if (matchMedia("(min-width: 761px)").matches) $("mensagem").focus();
}

function remember() {
  const url = new URL(location.href);
  url.search = new URLSearchParams({ line: state.line, ...(state.customer ? { customer: state.customer } : {}) });
  history.replaceState(null, "", url);
}

// Chat

function drawChat() {
  const one = person();
  const open = Boolean(one && state.chat);
  for (const id of ["topo", "rolagem", "escrever"]) $(id).hidden = !open;
  $("vazio").hidden = open;
  if (!open) { $("faixa").hidden = true; return; }
  const shop = line();
  const { letters } = face(shop.verified_name || "Loja");
  $("loja").textContent = shop.verified_name || shop.display_phone_number;
  $("loja-avatar").textContent = letters;
  $("loja-avatar").className = "av a1";
  const status = $("estado");
  status.classList.toggle("typing", state.chat.typing);
  status.textContent = state.chat.typing ? "digitando…" : `${shop.display_phone_number} · você é ${one.name}`;
  $("rede").setAttribute("aria-checked", String(state.chat.online));
  $("rede").querySelector(".switch-text").textContent = state.chat.online ? "Com internet" : "Sem internet";
  $("faixa").hidden = state.chat.online && !state.chat.blocked;
  $("faixa").textContent = state.chat.blocked ? "Você bloqueou esta loja. Nada chega nem sai." : "Sem internet. O que você escrever sai quando ela voltar.";
  $("bloqueada").checked = state.chat.blocked;
  $("sem-ofertas").checked = state.chat.stopped;
  document.title = `${one.name} · Celular do cliente`;
  drawMessages();
}

function drawMessages() {
  const atEnd = isAtEnd();
  const openMenu = $("mensagens").querySelector("details[open]")?.dataset.of;
  if (openMenu) return; // Somebody is choosing; the next news draws again.
  let lastDay = "", lastAuthor = "";
  const nodes = [];
  for (const message of state.chat.messages) {
    const today = day(message.at);
    if (today !== lastDay) { nodes.push(el("p", { class: "day" }, today)); lastDay = today; lastAuthor = ""; }
    nodes.push(bubble(message, message.author !== lastAuthor));
    lastAuthor = message.author;
  }
  if (!nodes.length) nodes.push(el("p", { class: "hint day" }, "Nada ainda. Diga oi."));
  $("mensagens").replaceChildren(...nodes);
  if (atEnd) toEnd();
}

function isAtEnd() {
  const box = $("rolagem");
  return box.scrollHeight - box.scrollTop - box.clientHeight < 80;
}

/** Goes to the last message, and again when a picture takes its place, unless somebody scrolled up meanwhile. */
function toEnd() {
  const box = $("rolagem");
  box.scrollTop = box.scrollHeight;
  const end = box.scrollTop;
  for (const media of $("mensagens").querySelectorAll("img, video, audio")) {
    const loaded = media.tagName === "IMG" ? "load" : "loadedmetadata";
    media.addEventListener(loaded, () => { if (box.scrollTop >= end - 80) box.scrollTop = box.scrollHeight; }, { once: true });
  }
}

function bubble(message, first) {
  const own = message.author === "customer";
  const offered = !own && message.changed !== "revoked" && ["interactive", "template"].includes(message.kind);
  const played = message.kind === "audio" ? () => call("POST", "played", { message: message.id }).catch(() => {}) : undefined;
  const parts = offered
    ? offer(message, { tap: (choice) => reply({ message: message.id, ...(choice === undefined ? {} : { choice }) }), fill: (fields) => reply({ message: message.id, fields }) })
    : content(message, played);
  const reactions = [...new Set(Object.values(message.reactions ?? {}))];
  const inner = el("div", { class: "bub", id: `m-${message.id}` },
    el("span", { class: "sr" }, own ? "Você: " : "Loja: "),
    message.quote ? quoteOf(message.quote) : null,
    ...parts,
    el("span", { class: "st" }, message.changed === "edited" ? "editada" : null, time(message.at), own ? tick(message.state) : null),
    parts.choices?.length ? el("div", { class: "picks" }, ...parts.choices) : null,
    reactions.length ? el("span", { class: "reacts" }, ...reactions) : null);
  return el("div", { class: `m ${own ? "out" : "in"}${first ? " first" : ""}${reactions.length ? " reacted" : ""}` }, inner, message.changed === "revoked" ? null : more(message, own));
}

function quoteOf(quote) {
  return el("button", { type: "button", class: "quote", onclick: () => document.getElementById(`m-${quote.id}`)?.scrollIntoView({ block: "center" }) },
    el("b", {}, quote.author === "customer" ? "Você" : line().verified_name), el("span", {}, summary(quote)));
}

function more(message, own) {
  const mine = message.reactions?.customer;
  const act = (work) => async () => { menu.open = false; await attempt(work); };
  const item = (name, label, work) => el("button", { type: "button", onclick: work }, icon(name), label);
  const emojis = EMOJIS.map((emoji) => el("button", {
    type: "button", "aria-label": mine === emoji ? `Tirar ${emoji}` : `Reagir com ${emoji}`, "aria-pressed": String(mine === emoji),
    onclick: act(() => call("POST", "reactions", { message: message.id, ...(mine === emoji ? {} : { emoji }) })),
  }, emoji));
  const menu = el("details", { class: "more", "data-of": message.id },
    el("summary", { class: "ib", "aria-label": "O que fazer com esta mensagem" }, icon("more")),
    el("div", { class: "menu", role: "group", "aria-label": "O que fazer com esta mensagem" },
      el("div", { class: "emojis" }, ...emojis),
      item("reply", "Responder", () => { menu.open = false; quote(message); }),
      own && message.kind === "text" ? item("edit", "Editar", () => { menu.open = false; edit(message); }) : null,
      own ? item("trash", "Apagar", act(() => call("POST", "revocations", { message: message.id }))) : null));
  menu.addEventListener("toggle", () => {
    if (!menu.open) { scheduleChat(); return; }
    const room = $("rolagem").getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom;
    menu.classList.toggle("up", room < 200);
  });
  return menu;
}

function quote(message) {
  state.quote = message;
  state.edit = null;
  drawQuote();
  $("mensagem").focus();
}

function edit(message) {
  state.edit = message;
  state.quote = null;
  $("mensagem").value = message.content.body;
  drawQuote();
  $("mensagem").focus();
}

function drawQuote() {
  const message = state.quote ?? state.edit;
  $("citando").hidden = !message;
  if (!message) return;
  $("citando-quem").textContent = state.edit ? "Editando" : message.author === "customer" ? "Respondendo a você" : `Respondendo a ${line().verified_name}`;
  $("citando-texto").textContent = summary(message);
}

function leaveQuote() {
  if (state.edit) $("mensagem").value = "";
  state.quote = state.edit = null;
  drawQuote();
}

async function reply(answer) {
  await attempt(() => call("POST", "replies", answer));
  await loadChat();
  toEnd();
}

async function send(event) {
  event?.preventDefault();
  const box = $("mensagem");
  const text = box.value.trim();
  if (!text) return;
  const { edit: editing, quote: quoted } = state;
  box.value = "";
  state.quote = state.edit = null;
  drawQuote();
  const sent = await attempt(() => editing
    ? call("POST", "edits", { message: editing.id, text })
    : call("POST", "messages", { line: state.line, customer: state.customer, text, ...(quoted ? { quote: quoted.id } : {}) }));
  if (!sent) box.value = text;
  await loadChat();
  toEnd();
}

async function sendFile(file) {
  const to = new URLSearchParams({ line: state.line, customer: state.customer, name: file.name, caption: $("mensagem").value.trim() });
  await attempt(async () => {
    const answer = await fetch(`/control/files?${to}`, { method: "POST", headers: { "content-type": file.type || "application/octet-stream" }, body: file });
    if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? "arquivo grande demais");
    $("mensagem").value = "";
  });
}

// Live

async function loadCustomers() {
  const list = await attempt(() => call("GET", `customers?line=${encodeURIComponent(state.line)}`));
  if (list) { state.customers = list; drawCustomers(); drawChat(); }
}

async function loadChat() {
  if (!state.customer) return;
  const asked = query();
  const chat = await attempt(() => call("GET", `chat?${asked}`));
  if (!chat || asked !== query()) return;
  const fresh = !state.chat;
  state.chat = chat;
  drawChat();
  if (fresh) toEnd();
}

function later(work, ms) {
  let timer = null;
  return () => { timer ??= setTimeout(() => { timer = null; work(); }, ms); };
}
const scheduleChat = later(loadChat, 40);
const scheduleCustomers = later(loadCustomers, 120);

/** Listens for changes; while a chat is on the screen the sandbox counts what arrives in it as read. */
function listen() {
  state.source?.close();
  const onScreen = state.customer && document.visibilityState === "visible";
  const source = new EventSource(`/control/events${onScreen ? `?${query()}` : ""}`);
  const all = () => { scheduleChat(); scheduleCustomers(); };
  source.addEventListener("open", all);
  source.addEventListener("resync", all);
  source.addEventListener("chat", (event) => {
    const news = JSON.parse(event.data);
    if (!news.customer || !news.line || news.customer === state.customer) scheduleChat();
    if (!news.line || news.line === state.line) scheduleCustomers();
  });
  state.source = source;
}

// Bad days

async function drawPanel() {
  const [failures, files, hook, stats] = await Promise.all(["failures", "media", "webhook", "stats"].map((path) => call("GET", path)));
  const orders = [...failures, ...files.map((order) => ({ ...order, mode: `media:${order.mode}` }))];
  $("falhas").replaceChildren(...orders.map((order) => el("li", {}, `${MODES[order.mode] ?? order.mode}: ${order.count ? `mais ${order.count}` : "até limpar"}`)));
  $("falhas-limpar").hidden = !orders.length;
  for (const [name, [on]] of Object.entries(SWITCHES)) $(`w-${name}`).checked = hook[name] === on;
  const facts = [["Envios aceitos", stats.accepted], ["Envios recusados", stats.refused], ["Avisos entregues", stats.delivered], ["Avisos na fila", stats.outstanding], ["Avisos perdidos", stats.dropped]];
  $("fatos").replaceChildren(...facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))]));
}

let panelTimer;
function showPanel(open) {
  $("painel").hidden = !open;
  $("app").classList.toggle("with-panel", open);
  $("ruins").setAttribute("aria-expanded", String(open));
  clearInterval(panelTimer);
  if (open) { attempt(drawPanel); panelTimer = setInterval(() => drawPanel().catch(() => {}), 2000); $("falha-modo").focus(); } else $("ruins").focus();
}

// Start

function dress() {
  const put = (id, name) => $(id).append(icon(name));
  for (const [id, name] of [["tema", "theme"], ["ruins", "storm"], ["lupa", "search"], ["voltar", "back"], ["citando-sair", "close"], ["painel-sair", "close"]]) put(id, name);
  $("anexos").querySelector("summary").append(icon("plus"));
  $("escrever").querySelector(".send").append(icon("send"));
  const own = el("button", { type: "button", onclick: () => { $("anexos").open = false; $("arquivo").click(); } }, "Um arquivo seu…");
  $("anexos-menu").append(own, ...EXTRAS.map(([kind, label]) => el("button", {
    type: "button",
    onclick: () => { $("anexos").open = false; attempt(() => call("POST", "messages", { line: state.line, customer: state.customer, kind })); },
  }, label)));
  $("falha-modo").append(...Object.entries(MODES).map(([mode, label]) => el("option", { value: mode }, label)));
  const kept = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem("theme");
  if (kept) document.documentElement.dataset.theme = kept;
}

function theme() {
  const now = document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const next = now === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("theme", next);
}

function wire() {
  $("tema").addEventListener("click", theme);
  $("ruins").addEventListener("click", () => showPanel($("painel").hidden));
  $("painel-sair").addEventListener("click", () => showPanel(false));
  $("busca").addEventListener("input", drawCustomers);
  $("busca").addEventListener("keydown", (event) => { if (event.key === "ArrowDown") { event.preventDefault(); $("clientes").querySelector("button")?.focus(); } });
  $("linha").addEventListener("change", () => { state.line = $("linha").value; state.chat = null; remember(); listen(); loadCustomers(); loadChat(); });
  $("voltar").addEventListener("click", () => { state.customer = ""; state.chat = null; $("app").classList.remove("in-chat"); remember(); listen(); drawChat(); drawCustomers(); });
  $("escrever").addEventListener("submit", send);
  $("mensagem").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
    if (event.key === "Escape") leaveQuote();
  });
  $("citando-sair").addEventListener("click", () => { leaveQuote(); $("mensagem").focus(); });
  $("arquivo").addEventListener("change", async () => { const [file] = $("arquivo").files; if (file) await sendFile(file); $("arquivo").value = ""; });
  $("rede").addEventListener("click", () => attempt(() => call("POST", "presence", { customer: state.customer, online: !state.chat.online })));
  $("novo").addEventListener("submit", addCustomer);
  $("falha").addEventListener("submit", (event) => {
    event.preventDefault();
    const count = $("falha-vezes").value;
    const mode = $("falha-modo").value, order = { count: count ? Number(count) : null, line: state.line };
    attempt(async () => {
      await (mode.startsWith("media:") ? call("POST", "media", { mode: mode.slice(6), ...order }) : call("POST", "failures", { mode, ...order }));
      await drawPanel();
    });
  });
  $("falhas-limpar").addEventListener("click", () => attempt(async () => { await call("DELETE", "failures"); await call("DELETE", "media"); await drawPanel(); }));
  for (const [name, [on, off]] of Object.entries(SWITCHES)) {
    $(`w-${name}`).addEventListener("change", (event) => attempt(() => call("POST", "webhook", { [name]: event.target.checked ? on : off })));
  }
  const own = () => ({ line: state.line, customer: state.customer });
  $("bloqueada").addEventListener("change", (event) => attempt(() => call("POST", "block", { ...own(), blocked: event.target.checked })));
  $("sem-ofertas").addEventListener("change", (event) => attempt(() => call("POST", "preferences", { ...own(), value: event.target.checked ? "stop" : "resume" })));
  $("novo-chip").addEventListener("submit", (event) => { event.preventDefault(); changeNumber(event.target); });
  $("eco").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = event.target.elements.text.value.trim();
    if (text) attempt(async () => { await call("POST", "echoes", { ...own(), text }); event.target.reset(); });
  });
  document.addEventListener("visibilitychange", () => { if (state.line) listen(); });
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(event); });
}

/** Closes open menus that the event is not in; Escape closes all and gives the focus back. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.more[open], details.attach[open], details.sheet[open]")) {
    const escape = event.type === "keydown";
    if (!escape && menu.contains(event.target)) continue;
    menu.open = false;
    if (escape) menu.querySelector("summary").focus();
  }
}

async function changeNumber(form) {
  const wa_id = full(form.elements.wa_id.value);
  await attempt(async () => {
    await call("POST", "number", { customer: state.customer, wa_id });
    form.reset();
    await loadCustomers();
    await choose(wa_id);
  });
}

/** The digits with Brazil's code in front when they have none. */
function full(number) {
  const digits = number.replace(/\D/g, "");
  return digits.length <= 11 ? `55${digits}` : digits;
}

async function addCustomer(event) {
  event.preventDefault();
  const form = event.target;
  const wa_id = full(form.wa_id.value);
  await attempt(async () => {
    await call("POST", "customers", { name: form.elements.name.value.trim(), wa_id, phone_hidden: form.phone_hidden.checked });
    form.reset();
    form.closest("details").open = false;
    await loadCustomers();
    await choose(wa_id);
  });
}

async function start() {
  dress();
  wire();
  const asked = new URLSearchParams(location.search);
  state.lines = (await attempt(() => call("GET", "lines"))) ?? [];
  $("linha").append(...state.lines.map((one) => el("option", { value: one.phone_number_id }, `${one.verified_name} · ${one.display_phone_number}`)));
  if (!state.lines.length) { toast("Nenhum número ainda. Acrescente um pela API de controle."); return; }
  state.line = state.lines.some((one) => one.phone_number_id === asked.get("line")) ? asked.get("line") : state.lines[0].phone_number_id;
  $("linha").value = state.line;
  await loadCustomers();
  const wanted = state.customers.find((one) => one.wa_id === asked.get("customer"));
  if (wanted) await choose(wanted.wa_id);
  else listen();
}

start();
