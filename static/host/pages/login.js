// Sends the access key; the server answers with a cookie that scripts cannot read.
import { addressOf, ask, failureOf } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { language, text } from "../i18n/texts.js";
import { apply } from "../lib/theme.js";

const title = text("keyTitle", { app: document.title });
document.documentElement.lang = language;
document.title = title;
apply();

const key = el("input", {
  id: "key",
  type: "password",
  required: true,
  "aria-describedby": "hint wrong",
  autocomplete: "off",
});
const wrong = el("p", { id: "wrong", class: "wrong", role: "alert" });
const form = el(
  "form",
  {},
  el("label", { for: "key" }, text("keyLabel")),
  key,
  el("p", { id: "hint", class: "hint" }, text("keyHint")),
  wrong,
  el("button", { type: "submit", class: "primary" }, text("keySubmit")),
);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  wrong.textContent = "";
  key.removeAttribute("aria-invalid");
  try {
    await ask("POST", "/login", JSON.stringify({ key: key.value }));
    location.reload();
  } catch (error) {
    wrong.textContent = failureOf(error).message;
    key.setAttribute("aria-invalid", "true");
    key.focus();
  }
});

const mark = el("img", { src: addressOf("/host/mark.svg"), alt: "", width: "32", height: "32" });
document.body.replaceChildren(el("main", { class: "plain-card" }, mark, el("h1", {}, title), form));
key.focus();
