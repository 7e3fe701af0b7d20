// Pictures of many worlds. What stays the same from month to month is drawn once, off the screen.

// The endings in the order of their codes: their colours, and what the class's server calls them.
export const ENDINGS = { settlement: "settlement", partial: "partial accommodation", renege: "renege", collapse: "collapse", stalemate: "stalemate" };
const COLOURS = Object.keys(ENDINGS);
const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95];
const GAP = 14;

export const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

// Count the worlds of a run, month by month: all that is drawn of them but for the one told.
export function count(run, issues, months) {
  const ending = bytes(run.endings), worlds = ending.length / months;
  const counted = { months, worlds, ending, talks: bytes(run.talks), issues: [], endings: [] };
  for (let month = 0; month < months; month++) {
    const row = [0, 0, 0, 0, 0];
    for (let world = 0; world < worlds; world++) row[ending[world * months + month]]++;
    counted.endings.push(row);
  }
  issues.forEach(({ levels }, place) => {
    // Where the ladder was before the first month, and after each.
    const rungs = bytes(run.rungs[place]), n = levels.length, points = months + 1, moves = [], bands = [];
    const order = levels.map((_, rung) => rung).sort((a, b) => levels[a] - levels[b]);
    for (let point = 0; point < points; point++) {
      const at = new Uint32Array(n), from = new Uint32Array(n * n);
      for (let world = 0, i = point; world < worlds; world++, i += points) {
        at[rungs[i]]++;
        if (point) from[rungs[i - 1] * n + rungs[i]]++;
      }
      moves.push(from);
      let sum = 0, next = 0;
      const row = [];
      for (const rung of order) {
        sum += at[rung];
        while (next < SHARES.length && sum >= SHARES[next] * worlds) { row.push(levels[rung]); next++; }
      }
      bands.push(row);
    }
    counted.issues.push({ rungs, moves, bands, levels });
  });
  return counted;
}

// Shares in whole numbers out of a hundred that add up to it, by largest remainder.
export function hundred(counts, worlds) {
  const exact = counts.map((one) => (100 * one) / worlds), whole = exact.map(Math.floor);
  const order = exact.map((_, i) => i).sort((a, b) => exact[b] - whole[b] - exact[a] + whole[a]);
  const left = 100 - whole.reduce((a, b) => a + b, 0);
  for (const i of order.slice(0, left)) whole[i]++;
  return whole;
}

// A scene: runs side by side, or one below the other where it is narrow, with the same axes.
export function scene(canvas, runs, data, room) {
  const style = getComputedStyle(canvas), width = canvas.clientWidth;
  const font = parseFloat(style.fontSize), line = font * 1.35, beside = runs.length > 1 && width > 34 * font;
  const columns = beside ? runs.length : 1, stacks = runs.length / columns;
  const wide = (width - GAP * (columns - 1)) / columns, panels = data.issues.length + 1;
  const head = runs.length > 1 ? line * 1.2 : 0;
  const high = Math.max(2.2 * line, Math.min(9 * line, (room - head - line * (panels + 1.5)) / (panels + 0.4)));
  const stack = head + panels * (line + high) + 0.4 * high + 1.5 * line;
  const ratio = devicePixelRatio || 1, height = Math.ceil(stacks * stack);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = `${height}px`;
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const made = {
    canvas, data, font, line, ratio, colour, high, wide, width, height, months: data.dates.length, family: style.fontFamily,
    runs: runs.map((run, i) => ({
      ...run, x: beside ? i * (wide + GAP) : 0, y: (beside ? 0 : i * stack) + head,
    })),
    image: document.createElement("canvas"),
  };
  made.image.width = canvas.width;
  made.image.height = canvas.height;
  const ctx = made.image.getContext("2d");
  ctx.scale(ratio, ratio);
  for (const run of made.runs) background(ctx, made, run);
  return made;
}

const xOf = (made, run, point) => run.x + (point * made.wide) / made.months;
const panelOf = (made, run, place) => run.y + place * (made.line + made.high) + made.line;

function background(ctx, made, run) {
  const { colour, high, wide, months, data } = made, { counted } = run, step = wide / months;
  run.counted.issues.forEach((issue, place) => {
    const top = panelOf(made, run, place), y = (level) => top + 3 + (1 - level) * (high - 6);
    ctx.fillStyle = colour("panel");
    ctx.fillRect(run.x, top, wide, high);
    for (const [low, up, alpha] of [[0, 4, 0.16], [1, 3, 0.26]]) {
      ctx.globalAlpha = alpha;
      ctx.fillStyle = colour("accent");
      ctx.beginPath();
      issue.bands.forEach((row, point) => ctx.lineTo(xOf(made, run, point), y(row[up]) - 2));
      [...issue.bands].reverse().forEach((row, i) => ctx.lineTo(xOf(made, run, months - i), y(row[low]) + 2));
      ctx.fill();
    }
    ctx.strokeStyle = colour("text");
    ctx.lineCap = "round";
    const n = issue.levels.length;
    issue.moves.forEach((from, point) => from.forEach((worlds, move) => {
      if (!worlds) return;
      const share = worlds / counted.worlds;
      ctx.globalAlpha = 0.16 + 0.4 * Math.sqrt(share);
      ctx.lineWidth = 0.75 + 5 * share;
      ctx.beginPath();
      ctx.moveTo(xOf(made, run, point - 1), y(issue.levels[Math.floor(move / n)]));
      ctx.lineTo(xOf(made, run, point), y(issue.levels[move % n]));
      ctx.stroke();
    }));
    ctx.globalAlpha = 1;
    ctx.strokeStyle = colour("accent");
    ctx.lineWidth = made.font / 7;
    ctx.setLineDash([made.font / 2, made.font / 3]);
    ctx.beginPath();
    issue.bands.forEach((row, point) => ctx.lineTo(xOf(made, run, point), y(row[2])));
    ctx.stroke();
    ctx.setLineDash([]);
  });
  const top = panelOf(made, run, data.issues.length), tall = high * 1.4;
  counted.endings.forEach((row, month) => {
    let y = top + tall;
    row.forEach((worlds, ending) => {
      const part = (tall * worlds) / counted.worlds;
      y -= part;
      ctx.fillStyle = colour(COLOURS[ending]);
      ctx.fillRect(run.x + month * step, y, step + 0.5, part);
      ctx.fillStyle = colour("back");
      if (part > 2) ctx.fillRect(run.x + month * step, y, step + 0.5, 1);
    });
  });
}

// Draw the scene up to a month, which may be part of one, with the line of one world.
export function paint(made, at, world, standing) {
  const ctx = made.canvas.getContext("2d"), { colour, data, high, line, months, wide } = made;
  const now = Math.floor(at), shown = (at * wide) / months;
  ctx.setTransform(made.ratio, 0, 0, made.ratio, 0, 0);
  ctx.clearRect(0, 0, made.width, made.height);
  ctx.textBaseline = "alphabetic";
  for (const run of made.runs) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(run.x, run.y, shown, made.height);
    ctx.clip();
    ctx.drawImage(made.image, 0, 0, made.width, made.height);
    run.counted.issues.forEach((issue, place) => {
      const top = panelOf(made, run, place), y = (rung) => top + 3 + (1 - issue.levels[rung]) * (high - 6);
      ctx.beginPath();
      for (let point = 0; point <= months; point++) ctx.lineTo(xOf(made, run, point), y(issue.rungs[world * (months + 1) + point]));
      ctx.lineJoin = "round";
      for (const [name, width] of [["back", 0.5], ["alert", 0.24]]) {
        ctx.strokeStyle = colour(name);
        ctx.lineWidth = width * made.font;
        ctx.stroke();
      }
    });
    ctx.restore();
    ctx.strokeStyle = colour("line");
    ctx.lineWidth = 1;
    const label = (text, x, y, { bold, right, name = "text", most = wide } = {}) => {
      ctx.font = `${bold ? 600 : 400} ${made.font}px ${made.family}`;
      ctx.fillStyle = colour(name);
      let told = text;
      while (told.length > 4 && ctx.measureText(told).width > most) told = `${told.slice(0, -2).trimEnd()}…`;
      ctx.textAlign = right ? "right" : "left";
      ctx.fillText(told, x, y);
      return ctx.measureText(told).width;
    };
    if (run.title) label(run.title, run.x, run.y - 0.35 * line, { bold: true });
    [...data.issues, null].forEach((issue, place) => {
      const top = panelOf(made, run, place), tall = issue ? high : 1.4 * high, right = run.x + wide;
      ctx.strokeRect(run.x + 0.5, top, wide - 1, tall);
      if (!issue) {
        label(standing, run.x, top - 0.3 * line, { bold: true });
        return;
      }
      const rung = run.counted.issues[place].rungs[world * (months + 1) + now];
      const used = label(issue.rungs[rung], right, top - 0.3 * line, { right: true, name: "alert", most: 0.45 * wide });
      label(issue.label, run.x, top - 0.3 * line, { bold: true, most: wide - used - made.font });
      // The top of the ladder in words; below it all that is shown lies.
      label(issue.rungs[issue.levels.indexOf(Math.max(...issue.levels))], run.x + 0.4 * made.font, top + made.font, { name: "quiet", most: 0.6 * wide });
    });
    const foot = panelOf(made, run, data.issues.length) + 1.4 * high + line;
    let free = run.x;
    for (let month = 0; month < months; month++) {
      const x = run.x + (month * wide) / months;
      ctx.font = `400 ${made.font}px ${made.family}`;
      const need = ctx.measureText(data.dates[month]).width;
      if (x < free || x + need > run.x + wide) continue;
      label(data.dates[month], x, foot, { name: "quiet" });
      free = x + need + 1.5 * made.font;
    }
    if (at < months) {
      ctx.fillStyle = colour("accent");
      ctx.fillRect(run.x + shown - 1, run.y + line, 2, foot - line - run.y - line + 0.2 * line);
    }
  }
}
