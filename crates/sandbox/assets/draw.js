// Makes elements: icons, ticks, bubbles. Knows nothing of the network.

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties (on… are listeners) and children. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const ICONS = {
  search: ["M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14z", "m20 20-4-4"],
  theme: ["M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z"],
  storm: ["M7 15a4 4 0 0 1 .5-8 5.500 5.500 0 0 1 10.400 1.600A3.300 3.300 0 0 1 17 15", "m12 12-3 5h4l-2 4"],
  back: ["m15 5-7 7 7 7"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  plus: ["M12 5v14", "M5 12h14"],
  send: ["m4 12 16-8-5 16-3.500-6.500z"],
  more: ["M5 12h.01", "M12 12h.01", "M19 12h.01"],
  reply: ["M9 7 4 12l5 5", "M4 12h10a6 6 0 0 1 6 6"],
  edit: ["m4 20 1-4L16 5l3 3L8 19z"],
  trash: ["M5 7h14", "M9 7V4h6v3", "m7 7 1 13h8l1-13"],
  offline: ["M3 3l18 18", "M8.500 12.500A6 6 0 0 1 12 11.500M5 9.500a11 11 0 0 1 4-2.200M12 19h.01", "M15 8.200a11 11 0 0 1 4 2.300"],
  file: ["M6 3h8l5 5v13H6z", "M14 3v5h5"],
  pin: ["M12 21s7-6.500 7-11a7 7 0 0 0-14 0c0 4.500 7 11 7 11z", "M12 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4z"],
  cart: ["M4 5h2l2 10h9l2-7H7", "M9 19h.01M16 19h.01"],
  person: ["M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z", "M4 21a8 8 0 0 1 16 0"],
};

/** An icon by name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const d of ICONS[name] ?? []) svg.append(path(d));
  return svg;
}

function path(d, cls) {
  const node = document.createElementNS(SVG, "path");
  node.setAttribute("d", d);
  if (cls) node.setAttribute("class", cls);
  return node;
}

const TICKS = {
  played: ["ouvida", [["M6 .5h4a5.500 5.500 0 0 1 0 11H6A5.500 5.500 0 0 1 6 .5z", "f"], ["m3.300 6.300 1.900 1.900L8.800 4.100M7.500 7.600l.6.6L11.900 4.100", "k"]]],
  waiting: ["esperando a internet", [["M8 1.400a4.600 4.600 0 1 1 0 9.200 4.600 4.600 0 0 1 0-9.200z"], ["M8 3.600V6l1.600 1"]]],
  sent: ["enviada", [["m4.500 6.300 2.400 2.400 4.600-5.100"]]],
  delivered: ["entregue", [["m1.600 6.300 2.400 2.400 4.600-5.100"], ["m7.400 8.100.6.6 4.900-5.100"]]],
  read: ["lida", [["M6 .5h4a5.500 5.500 0 0 1 0 11H6A5.500 5.500 0 0 1 6 .5z", "f"], ["m3.300 6.300 1.900 1.900L8.800 4.100M7.500 7.600l.6.6L11.900 4.100", "k"]]],
};

/** The tick of an own message. */
export function tick(state) {
  const [label, paths] = TICKS[state] ?? TICKS.sent;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `tick ${state}`);
  svg.setAttribute("viewBox", "0 0 16 12");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  for (const [d, cls] of paths) svg.append(path(d, cls));
  return svg;
}

/** Initials and colour of a name. */
export function face(name) {
  const words = name.trim().split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const letters = words.length > 1 ? words[0][0] + words[words.length - 1][0] : (words[0] ?? "?").slice(0, 2);
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  return { letters: letters.toLocaleUpperCase("pt-BR"), colour: `a${(sum % 6) + 1}` };
}

const clock = new Intl.DateTimeFormat("pt-BR", { hour: "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat("pt-BR", { day: "2-digit", month: "2-digit", year: "numeric" });

/** 14:05. */
export function time(at) {
  return clock.format(new Date(at * 1000));
}

/** Hoje, ontem or 21/11/2026. */
export function day(at) {
  const text = date.format(new Date(at * 1000));
  if (text === date.format(new Date())) return "Hoje";
  return text === date.format(new Date(Date.now() - 86_400_000)) ? "Ontem" : text;
}

/** A short when for lists. */
export function when(at) {
  return day(at) === "Hoje" ? time(at) : day(at);
}

const KINDS = {
  image: "Foto", video: "Vídeo", audio: "Áudio", document: "Documento", sticker: "Figurinha", location: "Localização", contacts: "Contato",
  order: "Pedido", unsupported: "Mensagem sem suporte", template: "Modelo", interactive: "Mensagem com opções", button: "Botão", system: "Aviso",
};

/** A message in a line of text. */
export function summary(message) {
  if (message.changed === "revoked") return "Mensagem apagada";
  const content = message.content ?? {};
  const reply = content.button_reply ?? content.list_reply;
  const text = message.shown?.body ?? content.body?.text ?? content.body ?? content.caption ?? content.text ?? reply?.title ?? (content.type === "nfm_reply" || content.nfm_reply ? "Formulário enviado" : undefined);
  if (typeof text === "string" && text) return text;
  if (message.kind === "template") return `Modelo ${content.name ?? ""}`.trim();
  return content.filename ?? content.name ?? KINDS[message.kind] ?? message.kind;
}

/** A text with WhatsApp's marks and its addresses. */
export function rich(text) {
  const marks = /(```[\s\S]+?```|\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~|https?:\/\/[^\s]+)/;
  const tags = { "*": "b", _: "i", "~": "s" };
  return String(text).split(marks).filter(Boolean).map((part) => {
    if (part.startsWith("```") && part.length > 6) return el("code", {}, part.slice(3, -3));
    if (/^https?:/.test(part)) return el("a", { href: part, target: "_blank", rel: "noreferrer noopener" }, part);
    const tag = part.length > 2 && part.at(0) === part.at(-1) ? tags[part[0]] : null;
    return tag ? el(tag, {}, ...rich(part.slice(1, -1))) : part;
  });
}

/** What a bubble shows above its time, for all but what is offered to tap. */
export function content(message, onplay) {
  if (message.changed === "revoked") return [el("span", { class: "tx gone" }, "Mensagem apagada")];
  const body = message.content ?? {};
  switch (message.kind) {
    case "text": return [el("span", { class: "tx" }, ...rich(body.body ?? ""))];
    case "image": case "video": case "audio": case "sticker": case "document": return file(message.kind, body, message.author === "business" ? onplay : undefined);
    case "location": return [el("span", { class: "filecard" }, icon("pin"), `${body.name ?? "Localização"} (${body.latitude}, ${body.longitude})`)];
    case "contacts": return (Array.isArray(body) ? body : []).map((card) =>
      el("span", { class: "filecard" }, icon("person"), `${card.name?.formatted_name ?? ""} ${card.phones?.[0]?.phone ?? ""}`));
    case "order": return [...(body.product_items ?? []).map((item) => el("span", { class: "line" },
      el("span", { class: "trunc" }, `${item.quantity} × ${item.product_retailer_id}`), `${item.currency} ${item.item_price}`)), el("span", { class: "tx" }, body.text ?? "")];
    default: return [el("span", { class: "tx" }, summary(message))];
  }
}

/** A file: shown when it is here, a card otherwise. */
export function file(kind, body, onplay) {
  const url = body.id ? `/control/media/${encodeURIComponent(body.id)}` : null;
  const caption = body.caption ? [el("span", { class: "tx" }, body.caption)] : [];
  const name = body.filename ?? body.link ?? KINDS[kind];
  if (!url || kind === "document") {
    const href = url ?? body.link;
    return [el("a", { class: "filecard", href, target: "_blank", rel: "noreferrer" }, icon("file"), el("span", { class: "trunc" }, name)), ...caption];
  }
  if (kind === "image" || kind === "sticker") return [el("img", { class: `media ${kind}`, src: url, alt: body.caption ?? KINDS[kind] }), ...caption];
  return [el(kind, { class: "media", src: url, controls: true, "aria-label": KINDS[kind], onplay }), ...caption];
}
