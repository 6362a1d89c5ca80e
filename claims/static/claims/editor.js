// The criterion editor: asks for the live check as one types, completes names, and is steered from the keyboard.
// Everything it does, the page's buttons do without it.
(() => {
  "use strict";
  const form = document.getElementById("editor-form");
  const act = document.getElementById("act-form");

  function send(which, button) {  // once, however long the key is held
    if (which.dataset.sent) return;
    which.dataset.sent = "1";
    which.requestSubmit(button);
  }
  addEventListener("pageshow", () => { for (const one of [form, act]) if (one) delete one.dataset.sent; });

  if (act) {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") location.href = act.dataset.back;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        const button = act.querySelector("button.main");
        if (button) { event.preventDefault(); send(act, button); }
      }
    });
  }
  if (!form) return;
  const amends = "amend" in form.dataset;
  const fieldset = form.querySelector("fieldset");
  const state = document.getElementById("state");
  const stages = ["check", "lint", "outlook", "whole"];
  const places = { check: "glance", lint: "lint", outlook: "outlook", whole: "outlook" };
  const waits = { check: 250, lint: 500, outlook: 900, whole: 1500 };  // ms of stillness, counted from the one before
  const page = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
  let turn = 0, timer = 0, asked = null;


  // -- the live check
  function later(stage, mine, wait = waits[stage]) {
    clearTimeout(timer);
    timer = setTimeout(() => ask(stage, mine), wait);
  }

  async function ask(stage, mine) {
    if (mine !== turn) return;
    asked = new AbortController();
    const place = document.getElementById(places[stage]);
    place.classList.add("busy");
    try {
      const typed = new FormData(form);
      typed.set("page", page);
      typed.set("turn", String(mine));  // the server gives up what an earlier turn of this page has asked
      const answer = await fetch(form.dataset[stage], { method: "POST", body: typed, signal: asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (mine !== turn) return;
      place.innerHTML = html;
      state.textContent = form.dataset.typed ? form.dataset.unsaved : "";
      const next = stages[stages.indexOf(stage) + 1];
      const isDone = stage === "outlook" && !place.querySelector("[data-more]");
      if (next && !isDone && !document.querySelector("#glance .finding.refused")) later(next, mine);
      else if (next && !isDone) for (const name of ["lint", "outlook"]) document.getElementById(name).replaceChildren();
    } catch (error) {
      if (error.name !== "AbortError") state.textContent = form.dataset.failed;
    } finally {
      if (mine === turn) place.classList.remove("busy");
    }
  }

  function anew(stage = "check", wait = waits[stage]) {
    turn += 1;
    if (asked) asked.abort();
    for (const name of stages.slice(stages.indexOf(stage) + 1)) document.getElementById(places[name]).classList.add("busy");
    later(stage, turn, wait);
  }

  // -- completing names
  let words = null, list = null, chosen = 0, matches = [], field = null;

  async function vocabulary() {
    if (!words) words = (await (await fetch(form.dataset.vocabulary)).json()).words;
    return words;
  }

  function typed(area) {
    const found = /[A-Za-z_][A-Za-z0-9_]*$/.exec(area.value.slice(0, area.selectionStart));
    return found ? found[0] : "";
  }

  function rank(one, text) {
    const word = one.word.replace("(", "");
    if (word === text) return -1;
    if (word.startsWith(text)) return 0;
    if (word.includes(text)) return 1;
    return (one.said + " " + one.also).toLowerCase().includes(text) ? 2 : 9;
  }

  async function offer(area) {
    const text = typed(area).toLowerCase();
    if (text.length < 2) return close();
    const all = await vocabulary();
    matches = all.map((one) => [rank(one, text), one]).filter(([at]) => at >= 0 && at < 9)
      .sort((a, b) => a[0] - b[0] || a[1].word.length - b[1].word.length).slice(0, 8).map(([, one]) => one);
    if (!matches.length || document.activeElement !== area) return close();
    field = area;
    chosen = 0;
    draw();
  }

  function draw() {
    if (!list) {
      list = document.createElement("ul");
      list.className = "completions";
      list.id = "completions";
      list.setAttribute("role", "listbox");
    }
    const rows = matches.map((one, at) => {
      const row = document.createElement("li");
      row.id = `completion-${at}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(at === chosen));
      row.textContent = one.word.replace("(", "()") + " ";
      const small = document.createElement("small");
      small.textContent = [one.said, one.more].filter(Boolean).join(" · ");
      row.append(small);
      row.addEventListener("mousedown", (event) => { event.preventDefault(); chosen = at; take(); });
      return row;
    });
    list.replaceChildren(...rows);
    field.parentElement.classList.add("completed");
    field.after(list);
    field.setAttribute("aria-controls", "completions");
    field.setAttribute("aria-activedescendant", `completion-${chosen}`);
    rows[chosen].scrollIntoView({ block: "nearest" });
  }

  function close() {
    if (list) list.remove();
    if (field) { field.removeAttribute("aria-activedescendant"); field.removeAttribute("aria-controls"); }
    list = field = null;
  }

  function take() {
    const area = field, word = matches[chosen].word, start = area.selectionStart - typed(area).length;
    close();
    area.setRangeText(word, start, area.selectionStart, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  function steer(event) {
    if (!list) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : matches.length - 1)) % matches.length;
      draw();
    } else if (event.key === "Tab" || (event.key === "Enter" && !event.ctrlKey && !event.metaKey)) take();
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    return true;
  }

  // -- another reading
  function add() {
    const total = form.querySelector("[name=criteria-TOTAL_FORMS]");
    const template = document.getElementById("criterion-template");
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    total.value = String(Number(total.value) + 1);
    const fresh = holder.firstElementChild;
    document.getElementById("criteria-list").append(fresh);
    fresh.querySelector("textarea").focus();
  }

  function insert(word) {
    const areas = [...form.querySelectorAll("textarea.formula")];
    const area = areas.includes(last) ? last : areas[0];
    if (!area) return;
    area.focus();
    area.setRangeText(word, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }
  let last = null;

  function go(button) {
    const rows = [...form.querySelectorAll("[data-criterion]")];
    const row = rows.find((one) => one.querySelector("[name$=-key]").value === button.dataset.key) || rows.at(-1);
    const area = row && row.querySelector(`[name$=-${button.dataset.field}]`);
    if (!area) return;
    const details = area.closest("details");
    if (details) details.open = true;
    area.focus();
    area.setSelectionRange(Number(button.dataset.position), Number(button.dataset.position) + 1);
  }

  form.addEventListener("input", (event) => {
    form.dataset.typed = "1";
    state.textContent = form.dataset.unsaved;
    anew();
    if (event.target.matches("textarea.formula")) offer(event.target);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "nature") return;
    for (const part of form.querySelectorAll("[data-only]")) part.hidden = part.dataset.only !== event.target.value;
  });
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea.formula")) last = event.target;
    else if (list && !list.contains(event.target)) close();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-add]")) { event.preventDefault(); add(); }
    else if (button.matches("[data-check-now]")) { event.preventDefault(); anew("check", 0); }
    else if (button.dataset.insert) insert(button.dataset.insert);
    else if (button.dataset.position) go(button);
  });
  document.addEventListener("keydown", (event) => {
    if (steer(event) || fieldset.disabled) return;
    const held = event.ctrlKey || event.metaKey;
    const press = (selector) => { event.preventDefault(); const one = form.querySelector(selector); if (one) send(form, one); };
    if (held && event.key === "Enter") press("[data-review]");
    else if (held && event.key.toLowerCase() === "s" && !amends) press("[data-save]");
    else if (event.altKey && event.code === "KeyC") { event.preventDefault(); anew("check", 0); }
    else if (event.altKey && event.code === "KeyN") { event.preventDefault(); add(); }
  });
  if (!fieldset.disabled && !document.querySelector(".formula-check .refused")) anew("lint", 0);
})();
