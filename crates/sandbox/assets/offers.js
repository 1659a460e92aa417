// What the business offers to tap: buttons, lists, flows, products, payments, templates. Knows nothing of the network:
// what is tapped goes to `tap(choice)` and `fill(fields)`.
import { el, file, icon, rich } from "./draw.js";

const money = (amount) => new Intl.NumberFormat("pt-BR", { style: "currency", currency: "BRL" }).format((amount?.value ?? 0) / (amount?.offset || 100));

/** Parts of a bubble and the choices below it. */
export function offer(message, actions) {
  const parts = message.kind === "template" ? template(message, actions) : interactive(message, actions);
  parts.choices ??= [];
  return parts;
}

function choice(label, onclick) {
  return el("button", { type: "button", onclick }, label);
}

function link(label, href) {
  const safe = /^https?:|^tel:/.test(href ?? "");
  return safe ? el("a", { class: "choice", href, target: "_blank", rel: "noreferrer noopener" }, label) : el("span", { class: "choice" }, label);
}

function head(header) {
  if (!header) return [];
  if (header.type === "text" || header.text) return [el("span", { class: "head" }, header.text ?? "")];
  if (header.type === "location") return [el("span", { class: "filecard" }, icon("pin"), header.location?.name ?? "Localização")];
  return header[header.type] ? file(header.type, header[header.type]) : [];
}

function words(body, footer) {
  const parts = body ? [el("span", { class: "tx" }, ...rich(body))] : [];
  if (footer) parts.push(el("span", { class: "foot" }, footer));
  return parts;
}

function interactive(message, { tap, fill }) {
  const body = message.content ?? {}, action = body.action ?? {}, given = action.parameters ?? {};
  const parts = [...head(body.header), ...words(body.body?.text, body.footer?.text)];
  switch (body.type) {
    case "button": parts.choices = (action.buttons ?? []).map((one) => choice(one.reply?.title, () => tap(one.reply?.id))); break;
    case "list": parts.choices = [rows(message, action, tap)]; break;
    case "cta_url": parts.choices = [link(given.display_text, given.url)]; break;
    case "flow": parts.choices = [flow(message, given.flow_cta ?? "Abrir", given.flow_action_payload?.data, fill)]; break;
    case "location_request_message": parts.choices = [choice("Enviar minha localização", () => tap())]; break;
    case "contact_request": case "request_contact_info": parts.choices = [choice("Enviar meu número", () => tap())]; break;
    case "call_permission_request": parts.choices = [choice("Permitir ligações", () => tap("accept")), choice("Não permitir", () => tap("reject"))]; break;
    case "voice_call": parts.choices = [el("span", { class: "choice" }, given.display_text ?? "Ligar")]; break;
    case "product": parts.push(product(action)); break;
    case "product_list":
      parts.push(...(action.sections ?? []).flatMap((section) => [el("b", { class: "small" }, section.title ?? ""), ...(section.product_items ?? []).map(product)]));
      break;
    case "catalog_message": parts.push(product({ product_retailer_id: "Ver catálogo" })); break;
    case "carousel": parts.push(el("div", { class: "cards" }, ...(action.cards ?? []).map((card) => cardOf(card, tap)))); break;
    case "order_details": parts.unshift(...order(given)); break;
    case "order_status": {
      const status = ORDER[given.order?.status] ?? given.order?.status ?? "", paid = given.payment?.status === "captured" ? " · pago" : "";
      parts.push(el("span", { class: "filecard" }, icon("cart"), `Pedido ${given.reference_id ?? ""}: ${status}${paid}`));
      break;
    }
    default: parts.push(el("span", { class: "foot" }, body.type ?? ""));
  }
  return parts;
}

const ORDER = { pending: "aguardando", processing: "em preparo", "partially-shipped": "enviado em parte", shipped: "enviado", completed: "concluído", canceled: "cancelado" };

function product(item) {
  return el("span", { class: "filecard" }, icon("cart"), el("span", { class: "trunc" }, item.product_retailer_id ?? ""));
}

function cardOf(card, tap) {
  const given = card.action?.parameters ?? {};
  const buttons = (card.action?.buttons ?? []).map((one) => choice(one.reply?.title ?? one.quick_reply?.title, () => tap(one.reply?.id ?? one.quick_reply?.id)));
  return el("div", { class: "card" }, ...head(card.header), ...words(card.body?.text),
    ...(card.action?.product_retailer_id ? [product(card.action)] : []), ...(given.url ? [link(given.display_text, given.url)] : []), ...buttons);
}

/** The rows of a list behind their button; while it is open the chat is not drawn again. */
function rows(message, action, tap) {
  const close = (event) => { event.target.closest("details").open = false; };
  return el("details", { class: "sheet", "data-of": message.id }, el("summary", {}, action.button ?? "Ver opções"),
    ...(action.sections ?? []).flatMap((section) => [
      section.title ? el("b", { class: "small" }, section.title) : null,
      ...(section.rows ?? []).map((row) => el("button", { type: "button", onclick: (event) => { close(event); tap(row.id); } },
        el("span", {}, row.title), row.description ? el("span", { class: "foot" }, row.description) : null)),
    ]));
}

/** A simple form for a flow: the fields the business filled in beforehand, or two usual ones. */
function flow(message, label, data, fill) {
  const names = Object.keys(data ?? {}).filter((name) => typeof data[name] !== "object");
  const fields = (names.length ? names : ["nome", "observacao"]).map((name) => el("label", { class: "flow-field" }, name,
    el("input", { class: "input", name, value: names.length ? String(data[name]) : "" })));
  const send = (event) => {
    event.preventDefault();
    event.target.closest("details").open = false;
    fill(Object.fromEntries(new FormData(event.target)));
  };
  return el("details", { class: "sheet", "data-of": message.id }, el("summary", {}, label),
    el("form", { onsubmit: send }, ...fields, el("button", { class: "btn pri", type: "submit" }, "Enviar formulário")));
}

function sum(label, amount, tag = "span") {
  return el(tag, { class: "line" }, el("span", {}, label), el("span", {}, money(amount)));
}

function order(given) {
  const items = given.order?.items ?? [];
  const parts = items.map((item) => sum(`${item.quantity} × ${item.name}`, item.sale_amount ?? item.amount));
  for (const [name, label] of [["shipping", "Entrega"], ["tax", "Impostos"], ["discount", "Desconto"]]) {
    if (given.order?.[name]?.value) parts.push(sum(label, given.order[name]));
  }
  parts.push(sum("Total", given.total_amount, "b"));
  for (const setting of given.payment_settings ?? []) {
    const code = setting.pix_dynamic_code?.code ?? setting.boleto?.digitable_line;
    if (code) parts.push(copy(setting.type === "boleto" ? "Copiar código do boleto" : "Copiar código Pix", code));
    if (setting.payment_link?.uri) parts.push(link("Pagar pelo link", setting.payment_link.uri));
  }
  return parts;
}

function copy(label, code) {
  const button = el("button", { type: "button", class: "btn", onclick: () => navigator.clipboard?.writeText(code).then(() => { button.textContent = "Copiado"; }) }, label);
  return el("span", { class: "pay" }, el("code", {}, code), button);
}

function template(message, { tap, fill }) {
  const shown = message.shown;
  if (!shown) return words(message.content?.name ?? "");
  const parts = [...head(shown.header), ...words(shown.body, shown.footer)];
  parts.choices = (shown.buttons ?? []).map((button, place) => {
    switch (button.type) {
      case "URL": return link(button.text, button.url);
      case "PHONE_NUMBER": return link(button.text, `tel:${button.phone_number}`);
      case "COPY_CODE": return copy("Copiar código", button.code ?? "");
      case "OTP": return copy("Copiar código", button.url || "");
      case "FLOW": return flow(message, button.text ?? "Abrir", button.action?.flow_action_data, fill);
      case "ORDER_DETAILS": return el("div", { class: "choice" }, ...order(button.action?.order_details ?? {}));
      case "QUICK_REPLY": case "REQUEST_CONTACT_INFO": return choice(button.text ?? "Enviar meu número", () => tap(String(place)));
      default: return el("span", { class: "choice" }, button.text ?? button.type);
    }
  });
  return parts;
}
