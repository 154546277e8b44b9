// Small things that only the browser can do: theme, Ctrl+K, copying, menus that close. Everything else happens on the server.
const year = 60 * 60 * 24 * 365;

const themeNow = () => document.documentElement.dataset.theme
  || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

document.addEventListener("click", event => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-toggle-theme]")) {
    const theme = themeNow() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    document.cookie = `studio-theme=${theme}; path=/; max-age=${year}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  }
  if (target?.closest("[data-reload]")) {
    location.reload();
  }
  if (target?.closest("[data-print]")) {
    print();
  }
  const copy = target?.closest("[data-copy]");
  if (copy) {
    navigator.clipboard?.writeText(copy.dataset.copy).then(() => { copy.textContent = copy.dataset.copied; });
  }
  for (const menu of document.querySelectorAll("details.who[open]")) {
    if (!menu.contains(target) || target?.closest(".who-menu a, .who-menu button")) {
      menu.removeAttribute("open");
    }
  }
});

document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    const open = document.getElementById("open-search");
    if (open) {
      event.preventDefault();
      open.click();
    }
  }
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.who[open]")) {
      menu.removeAttribute("open");
      menu.querySelector("summary")?.focus();
    }
  }
  // The list of the search is walked with the arrow keys; the cursor in the field stays where it is.
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target instanceof Element && event.target.matches(".finder-input input")) {
    event.preventDefault();
  }
});

// Chips that insert a merge field where the cursor stands: in the field that was used last, otherwise in the one that the chip names.
let mergeable = null;
document.addEventListener("focusin", event => {
  if (event.target instanceof Element && event.target.matches("[data-mergeable]")) {
    mergeable = event.target;
  }
});
document.addEventListener("click", event => {
  const chip = event.target instanceof Element ? event.target.closest("[data-insert]") : null;
  const field = chip && (mergeable?.isConnected ? mergeable : document.getElementById(chip.dataset.insertInto));
  if (field) {
    field.setRangeText(chip.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
});

// Blocks of a message stand in paragraphs of their own: at the cursor, or at the end of a text where nobody has been yet.
document.addEventListener("click", event => {
  const chip = event.target instanceof Element ? event.target.closest("[data-insert-block]") : null;
  const field = chip && document.getElementById(chip.dataset.insertInto);
  if (field) {
    const at = mergeable === field ? field.selectionEnd : field.value.length;
    const before = field.value.slice(0, at).trimEnd(), after = field.value.slice(at).trimStart();
    field.setRangeText(`${before && "\n\n"}${chip.dataset.insertBlock}${after && "\n\n"}`, before.length, field.value.length - after.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
});
