import { el, fill } from "./dom.js";

const number = (value) => (Number.isFinite(value) ? value.toFixed(4) : "–");

// Results of bargaining theory: the closed form beside the worlds.
export function corner(api, source) {
  const { t } = api, place = el("details"), lessons = { ultimatum: "Ultimatum", rubinstein: "Rubinstein" };
  let lesson = "ultimatum", picture, found;
  const refused = el("p", { role: "status" });
  // Worlds are played for it once somebody looks.
  place.addEventListener("toggle", () => { if (place.open && !found) show(); else draw(); });

  function draw() { if (place.open && found) chart(picture, found); }

  function begin() {
    found = null;
    fill(place, el("summary", {}, t("Theory beside the worlds")), refused);
    if (place.open) show();
  }

  async function show(options = {}) {
    try {
      found = await source.theory(lesson, options);
    } catch (error) {
      refused.textContent = t(error.message);
      return;
    }
    refused.textContent = "";
    const inputs = Object.entries(found.options).map(([name, { meaning, range, value }]) => ({ name, meaning, range, all: [value].flat().map((one) =>
      el("input", { type: "number", step: "any", value: one, disabled: Boolean(source.worlds), "aria-label": meaning })) }));
    const asked = () => Object.fromEntries(inputs.map(({ name, all }) => [name, all.length > 1 ? all.map((one) => Number(one.value)) : Number(all[0].value)]));
    const heads = [t("quantity"), t("closed form"), t("worlds ± 95 % error"), t("what the grid may add")];
    picture = el("canvas", { className: "worlds", role: "img", "aria-label": `${found.title}: ${found.axes.join(", ")}` });
    fill(place, el("summary", {}, t("Theory beside the worlds")),
      el("div", { className: "row" }, Object.entries(lessons).map(([name, label]) =>
        el("button", { type: "button", onclick: () => { lesson = name; show(); }, "aria-pressed": String(name === lesson), className: name === lesson ? "main" : "" }, label))),
      el("h3", {}, `${found.title} (${found.who})`), el("p", {}, found.summary),
      inputs.map(({ meaning, range, all }) => el("div", { className: "row" }, el("span", {}, `${meaning} (${range})`), all)),
      !source.worlds && el("button", { type: "button", onclick: () => show(asked()) }, t("Play again")), refused,
      el("table", {}, el("thead", {}, el("tr", {}, heads.map((one) => el("th", { scope: "col" }, one)))),
        el("tbody", {}, found.rows.map((one) => el("tr", {}, el("th", { scope: "row" }, one.quantity), el("td", {}, number(one.exact)),
          el("td", {}, one.counted ? `${number(one.mean)} ± ${number(one.error)}` : "–"), el("td", {}, number(one.bound)))))),
      el("p", { className: "quiet" }, found.obstacle ?? found.played), picture);
    draw();
  }
  return { place, begin };
}

// A curve of theory with points that were played, each with its Monte Carlo error.
function chart(canvas, theory) {
  const style = getComputedStyle(canvas), font = parseFloat(style.fontSize), width = canvas.clientWidth;
  const height = Math.min(0.62 * width, 17 * font), ratio = devicePixelRatio || 1, ctx = canvas.getContext("2d");
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.height = `${height}px`;
  ctx.scale(ratio, ratio);
  ctx.font = `${font}px ${style.fontFamily}`;
  const xs = theory.curve.map(([x]) => x), least = Math.min(...xs), most = Math.max(...xs), left = 3 * font;
  const x = (value) => left + ((value - least) / (most - least || 1)) * (width - left - font);
  const y = (value) => 1.6 * font + (1 - value) * (height - 4.6 * font);
  ctx.fillStyle = colour("quiet");
  ctx.strokeStyle = colour("line");
  for (const mark of [0, 0.5, 1]) {
    ctx.fillText(mark, 0, y(mark) + 0.35 * font);
    ctx.beginPath();
    ctx.moveTo(left, y(mark));
    ctx.lineTo(width - font, y(mark));
    ctx.stroke();
  }
  ctx.fillText(theory.axes[1], 0, font);
  ctx.fillText(Number(least.toPrecision(2)), left, height - 1.6 * font);
  ctx.textAlign = "right";
  ctx.fillText(Number(most.toPrecision(2)), width - font, height - 1.6 * font);
  ctx.textAlign = "center";
  ctx.fillText(theory.axes[0], left + (width - left) / 2, height - 0.3 * font);
  ctx.strokeStyle = colour("accent");
  ctx.lineWidth = font / 6;
  ctx.beginPath();
  for (const [a, b] of theory.curve) ctx.lineTo(x(a), y(b));
  ctx.stroke();
  ctx.strokeStyle = ctx.fillStyle = colour("alert");
  for (const point of theory.points) {
    if (point.mean === null) continue;
    ctx.beginPath();
    ctx.arc(x(point.x), y(point.mean), font / 3, 0, 7);
    ctx.fill();
    ctx.fillRect(x(point.x) - 1, y(point.mean + point.error), 2, y(point.mean - point.error) - y(point.mean + point.error));
  }
}
