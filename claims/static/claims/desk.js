// The desk by keyboard: a key presses the link or button that names it in data-keys. Without this file all of them
// work by themselves. Selecting text fills in the form for a missed claim.
"use strict";
(() => {
  const text = document.getElementById("article-text");
  const add = document.getElementById("add");

  const isField = (element) => element.closest?.("input, textarea, select, [contenteditable]");
  const isControl = (element) => element.closest?.("a, button, summary");

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.metaKey || event.altKey) return;
    const field = isField(event.target);
    if (event.key === "Enter" && event.ctrlKey && field?.form) return send(event, field.form);
    if (event.ctrlKey) return;
    if (event.key === "Escape") return leave(event.target);
    if (field || (event.key === "Enter" && isControl(event.target))) return;
    if (event.key === "]" || event.key === "[") return move(event, event.key === "]");
    const target = document.querySelector(`[data-keys~="${CSS.escape(event.key)}"]`);
    if (target) press(event, target);
  });

  // In a one-line field and in a list Enter sends the form; the browser does that for the former alone.
  document.addEventListener("keydown", (event) => {
    const list = event.target.closest?.("select[data-enter]");
    if (list && event.key === "Enter") send(event, list.form);
  });

  // The admin's looks hide the page until their scripts have run, so the browser's own autofocus finds nothing.
  addEventListener("load", () => {
    if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
  });

  function send(event, form) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[name=do]"));
  }

  function press(event, target) {
    event.preventDefault();
    if (target.tagName !== "SUMMARY") return target.click();
    const details = target.parentElement;
    if (details === add) take();
    details.open = true;
    details.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }

  function leave(element) {
    const details = element.closest?.("details");
    element.blur?.();
    if (details) details.open = false;
  }

  if (!text) return;
  const first = Number(text.dataset.start);

  // Code points before a place in the article: an emoji is one, though JavaScript counts two.
  function before(node, offset) {
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(node, offset);
    return [...range.toString()].length;
  }

  function chosen() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    return text.contains(range.commonAncestorContainer) ? range : null;
  }

  function take() {
    const range = chosen();
    if (!range) return;
    const form = add.querySelector("form");
    form.elements.quote.value = range.toString();
    form.elements.start.value = first + before(range.startContainer, range.startOffset);
    form.elements.end.value = first + before(range.endContainer, range.endOffset);
  }

  // Words that somebody changes by hand are looked for again.
  add?.querySelector("textarea").addEventListener("input", (event) => {
    event.target.form.elements.start.value = event.target.form.elements.end.value = "";
  });
  add?.addEventListener("toggle", () => add.open && take());

  // "]" and "[" select the next and the last sentence, for those who use no mouse.
  let sentences = null;
  function move(event, forwards) {
    event.preventDefault();
    const all = text.textContent;
    sentences ??= [...new Intl.Segmenter(document.documentElement.lang, { granularity: "sentence" }).segment(all)]
      .map((one) => [one.index, one.index + one.segment.trimEnd().length]).filter(([start, end]) => end > start);
    const here = text.querySelector("#here");
    const range = chosen() ?? (here && around(here));
    const at = range ? units(range.startContainer, range.startOffset) : -1;
    const next = forwards
      ? sentences.find(([start]) => start > at)
      : sentences.findLast(([start]) => start < at);
    if (next) select(next);
  }

  function around(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range;
  }

  function units(node, offset) {
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(node, offset);
    return range.toString().length;
  }

  function select([start, end]) {
    const range = document.createRange();
    range.setStart(...point(start));
    range.setEnd(...point(end));
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    range.startContainer.parentElement.scrollIntoView({ block: "nearest" });
  }

  function point(position) {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let left = position;
    while (walker.nextNode()) {
      if (left <= walker.currentNode.length) return [walker.currentNode, left];
      left -= walker.currentNode.length;
    }
    return [text, text.childNodes.length];
  }
})();
