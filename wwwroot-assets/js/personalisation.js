// Shows in a web shop what LoyaltyStudio has for this visitor. Put it in the page with
//   <script src="https://…/site/personalisation.js" defer data-token="…" data-source="…"></script>
// and elements with data-loyalty = bar, greeting, countdown, messages, offers, cheques or blocks (with data-place).
// Only textContent is written; when anything fails, the page stays as it is.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || !window.fetch) return;
  const base = new URL(script.src, document.baseURI);
  const words = (script.dataset.language || document.documentElement.lang || "nl").toLowerCase().startsWith("en")
    ? { close: "Close", days: "d", hours: "h", minutes: "min", seconds: "s", offers: "For you", ends: "valid until", code: "coupon …" }
    : { close: "Sluiten", days: "d", hours: "u", minutes: "min", seconds: "s", offers: "Voor jou", ends: "geldig tot en met", code: "bon …" };
  const closedDays = 7;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const places = (kind) => document.querySelectorAll(`[data-loyalty="${kind}"]`);
  const memory = {
    closed(key) { try { return Number(localStorage.getItem(`loyalty-closed-${key}`)) > Date.now(); } catch { return false; } },
    close(key) { try { localStorage.setItem(`loyalty-closed-${key}`, String(Date.now() + closedDays * 864e5)); } catch { /* private window: it may come again */ } },
  };
  // An address of ours is https, or a path of the shop itself.
  const address = (url) => /^\/(?![\/\\])/.test(url) || /^https:\/\//i.test(url) ? url : "";

  const block = (content) => {
    const box = element("section", `loyalty-block loyalty-at-${content.place}`);
    box.append(element("h2", "loyalty-title", content.title));
    for (const paragraph of content.text.split("\n\n").filter(Boolean)) box.append(element("p", "loyalty-text", paragraph));
    const url = content.button && address(content.url);
    if (url) {
      const link = element("a", "loyalty-button", content.button);
      link.href = url;
      box.append(link);
    }
    return box;
  };
  const closeButton = (className, done) => {
    const button = element("button", className, "×");
    button.type = "button";
    button.setAttribute("aria-label", words.close);
    button.addEventListener("click", done);
    return button;
  };

  const showBar = (content) => places("bar").forEach((place) => {
    const bar = block(content);
    bar.append(closeButton("loyalty-close", () => { memory.close(content.key); bar.remove(); }));
    place.replaceChildren(bar);
  });

  const showOffers = (answer) => {
    if (!answer.offers.length && !answer.cheques && !(answer.tier && answer.tier.benefits.length)) return;
    places("offers").forEach((place) => {
      const box = element("section", "loyalty-offers");
      box.append(element("h2", "loyalty-title", words.offers));
      const list = element("ul", "loyalty-list");
      for (const offer of answer.offers) {
        const item = element("li", "loyalty-offer");
        item.append(element("strong", "loyalty-worth", offer.title), element("span", "loyalty-small", `${words.code}${offer.ends_in}, ${words.ends} ${new Date(`${offer.valid_until}T12:00:00`).toLocaleDateString(answer.language, { day: "numeric", month: "long" })}`));
        list.append(item);
      }
      if (answer.cheques) {
        const item = element("li", "loyalty-offer");
        item.append(element("strong", "loyalty-worth", answer.cheques.text));
        list.append(item);
      }
      if (answer.tier) {
        const item = element("li", "loyalty-offer loyalty-tier");
        item.append(element("strong", "loyalty-worth", answer.tier.name), element("span", "loyalty-small", answer.tier.benefits.join(" · ")));
        list.append(item);
      }
      box.append(list);
      place.replaceChildren(box);
    });
  };

  const showWelcomeBack = (content) => {
    if (memory.closed(content.key)) return;
    const before = document.activeElement;
    const veil = element("div", "loyalty-veil");
    const box = block(content);
    const close = () => {
      memory.close(content.key);
      veil.remove();
      document.removeEventListener("keydown", keys);
      if (before && before.focus) before.focus();
    };
    const keys = (event) => {
      if (event.key === "Escape") close();
      if (event.key === "Tab") {
        const stops = [...box.querySelectorAll("a, button")];
        const last = event.shiftKey ? stops[0] : stops[stops.length - 1];
        if (document.activeElement === last || !box.contains(document.activeElement)) {
          event.preventDefault();
          (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
        }
      }
    };
    const button = closeButton("loyalty-close", close);
    box.classList.add("loyalty-window");
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-modal", "true");
    box.setAttribute("aria-label", content.title);
    box.prepend(button);
    veil.addEventListener("click", (event) => { if (event.target === veil) close(); });
    document.addEventListener("keydown", keys);
    veil.append(box);
    document.body.append(veil);
    button.focus();
  };

  const showSale = (sale, offset) => places("countdown").forEach((place) => {
    const box = element("section", `loyalty-sale${sale.open ? " is-open" : ""}`);
    box.append(element("strong", "loyalty-title", sale.text));
    place.replaceChildren(box);
    if (sale.open) return;
    const clock = element("span", "loyalty-clock");
    clock.setAttribute("role", "timer");
    box.append(clock);
    const enters = Date.parse(sale.enters_at);
    const tick = () => {
      const left = Math.max(0, Math.floor((enters - Date.now() - offset) / 1000));
      const parts = [[Math.floor(left / 86400), words.days], [Math.floor(left / 3600) % 24, words.hours], [Math.floor(left / 60) % 60, words.minutes], [left % 60, words.seconds]];
      clock.replaceChildren(...parts.map(([number, unit]) => {
        const part = element("span", "loyalty-part");
        part.append(element("b", "", String(number)), document.createTextNode(` ${unit}`));
        return part;
      }));
      if (left === 0) { clearInterval(timer); setTimeout(load, 1500); }
    };
    const timer = setInterval(tick, 1000);
    tick();
  });

  const show = (answer, offset) => {
    if (answer.greeting) places("greeting").forEach((place) => place.replaceChildren(element("span", "loyalty-greeting", answer.greeting), ...(answer.tier ? [element("span", "loyalty-badge", answer.tier.name)] : [])));
    const bar = answer.blocks.find((b) => b.place === "bar" && !memory.closed(b.key));
    if (bar) showBar(bar);
    const messages = answer.blocks.filter((b) => b.place === "message");
    if (messages.length) places("messages").forEach((place) => place.replaceChildren(...messages.map(block)));
    places("blocks").forEach((place) => place.replaceChildren(...answer.blocks.filter((b) => b.place === (place.dataset.place || "home")).map(block)));
    showOffers(answer);
    if (answer.sale) showSale(answer.sale, offset);
    if (answer.welcome_back) showWelcomeBack(answer.welcome_back);
    document.dispatchEvent(new CustomEvent("loyalty-shown", { detail: { known: answer.known } }));
  };

  const load = async () => {
    try {
      const url = new URL("personalisation", base);
      const source = script.dataset.source || new URLSearchParams(location.search).get("utm_campaign") || "";
      if (script.dataset.token) url.searchParams.set("t", script.dataset.token);
      if (source) url.searchParams.set("source", source);
      if (script.dataset.language) url.searchParams.set("lang", script.dataset.language);
      const response = await fetch(url, { credentials: "omit", mode: "cors" });
      if (!response.ok) return;
      const sent = Date.parse(response.headers.get("Date") || "");
      show(await response.json(), Number.isNaN(sent) ? 0 : sent - Date.now());
    } catch { /* the shop goes on without it */ }
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", load); else load();
})();
