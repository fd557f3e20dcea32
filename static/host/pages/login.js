// Sends the access key; the server answers with a cookie that scripts cannot read.
import { ask, failureOf } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { language, text } from "../i18n/texts.js";
import { apply } from "../lib/theme.js";

document.documentElement.lang = language;
document.title = text("keyTitle");
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
    wrong.textContent = reason(failureOf(error));
    key.setAttribute("aria-invalid", "true");
    key.focus();
  }
});

/** @param {Failure} failure */
function reason({ code, details, message }) {
  if (code === "access-key-wrong") return text("keyWrong");
  if (code === "too-many-attempts") return text("keyWait", { seconds: Math.ceil(Number(details?.retryAfterSeconds)) });
  return message;
}

document.body.replaceChildren(el("main", { class: "plain-card" }, el("h1", {}, text("keyTitle")), form));
key.focus();
