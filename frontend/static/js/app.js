// What plain HTML cannot do: keep the focus in place after a swap, say what changed, and stop a second press of a button.

const announcer = document.getElementById("announcer");

function announce(words) {
  if (!announcer || !words) return;
  announcer.textContent = "";
  setTimeout(() => { announcer.textContent = words; }, 50);
}

function enhance(root) {
  for (const button of root.querySelectorAll("[data-shows], [data-copy], [data-print], [data-clears]")) button.hidden = false;
  for (const sheet of root.querySelectorAll("[data-draws]")) sheet.style.touchAction = "none";
}

function focusOn(element) {
  if (!element) return;
  if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus();
}

// What stands in <noscript> comes alive when a fragment is inserted; it is only for readers without scripts.
document.addEventListener("htmx:before:swap", (event) => {
  for (const task of event.detail.tasks) {
    for (const fallback of task.fragment?.querySelectorAll("noscript") ?? []) fallback.remove();
  }
});

document.addEventListener("htmx:after:swap", (event) => {
  const before = event.detail.ctx.target;
  const now = before?.isConnected ? before : document.getElementById(before?.id);
  if (!now) return;
  enhance(now);
  const wanted = now.matches("[data-focus]") ? now : now.querySelector("[data-focus]");
  if (wanted) focusOn(wanted);
  else if (document.activeElement === document.body) focusOn(now.querySelector("[aria-current]") ?? now);
  announce(now.dataset.announce ?? now.querySelector("[data-announce]")?.dataset.announce);
});

for (const failure of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(failure, (event) => {
    const status = event.detail.ctx?.response?.status ?? 500;
    if (status >= 500) announce(announcer?.dataset.failed);
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => {
    for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
  });
});

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-shows], [data-copy], [data-print]");
  if (button?.hasAttribute("data-print")) {
    print();
  } else if (button?.dataset.copy) {
    await navigator.clipboard.writeText(button.dataset.copy);
    announce(button.dataset.done);
  } else if (button) {
    const field = document.getElementById(button.getAttribute("aria-controls"));
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.textContent = shown ? button.dataset.shows : button.dataset.hides;
    button.setAttribute("aria-pressed", String(!shown));
  }
});

// A signature: moves and lines on a sheet of 600 by 200, kept in a hidden field.
const sheetOf = (target) => target.closest?.("[data-draws]");

function drawn(sheet, step, event) {
  const box = sheet.getBoundingClientRect();
  const at = (value, from, size, most) => Math.round(Math.min(Math.max((value - from) / size, 0), 1) * most);
  const field = document.querySelector(`[name="${sheet.dataset.draws}"]`);
  const more = `${step}${at(event.clientX, box.left, box.width, 600)} ${at(event.clientY, box.top, box.height, 200)}`;
  if (field.value.length + more.length <= 12000) field.value += more;
  sheet.querySelector("path").setAttribute("d", field.value);
}

document.addEventListener("pointerdown", (event) => {
  const sheet = sheetOf(event.target);
  if (!sheet) return;
  sheet.setPointerCapture(event.pointerId);
  drawn(sheet, "M", event);
});

document.addEventListener("pointermove", (event) => {
  const sheet = sheetOf(event.target);
  if (sheet?.hasPointerCapture(event.pointerId)) drawn(sheet, "L", event);
});

document.addEventListener("click", (event) => {
  const name = event.target.closest("[data-clears]")?.dataset.clears;
  if (!name) return;
  document.querySelector(`[name="${name}"]`).value = "";
  document.querySelector(`[data-draws="${name}"] path`).setAttribute("d", "");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  const search = document.getElementById("search");
  if (!search) return;
  event.preventDefault();
  search.focus();
});

enhance(document);
document.querySelector(".nav-list [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
focusOn(document.querySelector(".error-summary"));
