"use strict";
(() => {
  const box = document.querySelector("#page\\:search"), form = box.form, count = document.querySelector("#page\\:count");
  const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/ß/g, "ss").replace(/[‘’‚‛′`´‹›]/g, "'").replace(/[“”„‟″«»]/g, '"').replace(/[‐-―−]/g, "-").replace(/\s+/g, " ");
  const events = [...document.querySelectorAll(".event")].map(node => {
    const quotes = [...node.querySelectorAll("figure")].map(figure => ({ node: figure, text: fold(figure.textContent) }));
    const own = [...node.querySelectorAll(".own")].map(part => part.textContent).join(" ");
    return { node, quotes, own: fold(own) };
  });
  const others = [...document.querySelectorAll(".claim, .people > li, .sources > li")]
    .map(node => ({ node, text: fold(node.textContent) }));
  const number = (n, one) => `${n} ${n === 1 ? one : one + "s"}`;
  const wanted = text => [...text.matchAll(/"([^"]+)"?|([^\s"]+)/g)].map(found => (found[1] ?? found[2]).trim()).filter(Boolean);

  function search() {
    const words = wanted(fold(box.value));
    const has = text => words.every(word => text.includes(word));
    let said = 0, happened = 0;
    for (const event of events) {
      const itself = has(event.own);
      let passing = 0;
      for (const quote of event.quotes) {
        const found = has(quote.text) || (itself && words.length > 0 && event.quotes.every(each => !has(each.text)));
        quote.node.hidden = !found;
        passing += found;
      }
      event.node.hidden = !(itself || passing);
      happened += !event.node.hidden;
      said += passing;
    }
    for (const each of others) each.node.hidden = !has(each.text);
    count.textContent = words.length ? `${number(said, "quote")} in ${number(happened, "event")}` : "";
    mark(words);
  }

  function mark(words) {
    if (!window.Highlight || !CSS.highlights) return;
    const found = new Highlight();
    const plain = text => text.toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (words.length && walker.nextNode()) {
      const node = walker.currentNode, text = plain(node.data);
      if (text.length !== node.data.length) continue;
      for (const word of words)
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          found.add(range);
        }
    }
    CSS.highlights.set("found", found);
  }

  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  box.addEventListener("input", search);
  box.addEventListener("keydown", event => { if (event.key === "Escape") { box.value = ""; search(); } });
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(each => { each.dataset.was = each.open; each.open = true; }));
  addEventListener("afterprint", () => document.querySelectorAll("details").forEach(each => { each.open = each.dataset.was === "true"; }));
  if (box.value) search();
})();
