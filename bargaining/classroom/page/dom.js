// Small ways to build the page; text is always set as text.
const present = (one) => one !== null && one !== undefined && one !== false;

export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "list" && name !== "role") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter(present));
  return made;
}

// A place on the page that is built again only when what it shows has changed.
export function part(tag = "section", props = {}) {
  const place = el(tag, props);
  let shown;
  return {
    place,
    show(what, build) {
      const text = JSON.stringify(what ?? null);
      if (text === shown) return;
      shown = text;
      const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
      const made = what === null || what === undefined ? [] : [build(what)].flat();
      place.replaceChildren(...made.filter(Boolean));
      place.hidden = made.length === 0;
      if (focused) document.getElementById(focused)?.focus();
    },
    forget() { shown = undefined; },
  };
}

export function bar(share, name) {
  const inner = el("span", { className: `fill ${name ?? ""}` });
  inner.style.width = `${Math.max(0, Math.min(100, share))}%`;
  return el("span", { className: "bar", "aria-hidden": "true" }, inner);
}

export const signed = (value, digits = 3) => (value > 0 ? "+" : "") + value.toFixed(digits);

// Put children in a place; nothing stands for one that is not there.
export function fill(place, ...children) {
  place.replaceChildren(...children.flat().filter((one) => present(one) && one !== 0));
}
