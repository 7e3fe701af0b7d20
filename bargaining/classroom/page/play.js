import { bar, el, part, signed } from "./dom.js";

export function mount(root, api) {
  const { t, teacher } = api;
  let room = null, own = null, seat = null;
  const parts = Object.fromEntries(
    ["setup", "seats", "asked", "decision", "votes", "result", "board", "secret", "story"].map((name) => [name, part()]));
  const { setup, seats, asked, decision, votes, result, board, secret, story } = parts;
  const left = el("div", {}, setup.place, seats.place, asked.place, decision.place, votes.place, result.place);
  const right = el("div", {}, secret.place, board.place, story.place);
  root.append(el("div", { className: "columns" }, left, right));

  const button = (text, message, props = {}) =>
    el("button", { type: "button", onclick: () => api.send(message()), ...props }, text);
  const modes = () => ({ agent: t("The agent"), people: t("A student or a pair"), class: t("A group, by vote") });

  function switchOf(what, text) {
    const box = el("input", { type: "checkbox", id: `allow-${what}`, checked: room[what],
      onchange: () => api.send({ kind: "allow", what, allowed: box.checked }) });
    return el("label", { className: "row" }, box, text);
  }

  // What the teacher sets, and how the game is led.
  function showSetup(shown) {
    const lobby = shown.stage === "lobby";
    const rows = shown.seats.map((one) => el("label", { className: "row" },
      el("strong", {}, one.label),
      lobby
        ? el("select", { id: `mode-${one.party}`, onchange: (event) => api.send({ kind: "mode", party: one.party, mode: event.target.value }) },
          Object.entries(modes()).map(([mode, text]) => el("option", { value: mode, selected: mode === one.mode }, text)))
        : el("span", {}, modes()[one.mode]),
      one.mode === "agent" ? null : el("span", { className: "quiet" }, t("{n} in this seat", { n: one.members })),
      one.mode === "people" && one.members ? button(t("Free the seat"), () => ({ kind: "free", party: one.party })) : null));
    const world = el("input", { type: "number", id: "world", min: 0, value: 0 });
    const led = lobby
      ? [el("div", { className: "row" }, el("label", { className: "row" }, t("World"), world),
        button(t("Begin the game"), () => ({ kind: "begin", world: Number(world.value) }), { className: "main", id: "begin", disabled: shown.busy }))]
      : [el("div", { className: "row" },
        button(t("One round back"), () => ({ kind: "back" }), { disabled: shown.busy }),
        button(t("End this game"), () => ({ kind: "again" }), { id: "again", disabled: shown.busy }))];
    const looked = el("select", { id: "look-at", onchange: (event) => api.send({ kind: "look", party: event.target.value }) },
      el("option", { value: "" }, t("Nobody's")),
      shown.seats.filter((one) => one.mode !== "agent").map((one) =>
        el("option", { value: one.party, selected: one.party === shown.looks }, one.label)));
    return [el("details", { open: lobby }, el("summary", {}, t("Who decides")), ...rows), ...led,
      switchOf("joining", t("Students may join and choose seats")),
      switchOf("advice", t("Show expected consequences and the agent's advice")),
      el("label", { className: "row" }, t("Show here what only this seat may see:"), looked)];
  }

  // What a student chooses before the game.
  function showSeats(shown) {
    const open = shown.seats.filter((one) => one.mode !== "agent");
    if (!open.length) return [el("p", {}, t("Agents hold all seats. Watch, and give your forecast."))];
    return [el("h2", {}, t("Your seat")), ...open.map((one) => el("p", { className: "row" },
      el("strong", {}, one.label), el("span", { className: "quiet" }, modes()[one.mode]),
      shown.seat === one.party
        ? el("span", {}, t("you sit here"))
        : button(one.mode === "class" ? t("Join this group") : t("Take this seat"), () => ({ kind: "sit", seat: one.party }),
          { id: `sit-${one.party}`, disabled: !shown.joining || (one.mode === "people" && one.members > 1) })))];
  }

  function showAsked(shown) {
    if (shown.busy) return [el("p", { role: "status" }, t("The others decide …"))];
    if (!shown.asked) return [];
    const { label, votes: given, of, mode } = shown.asked;
    const told = mode === "class"
      ? t("{who} is asked: {given} of {of} have voted.", { who: label, given, of })
      : t("{who} is asked.", { who: label });
    const row = teacher ? el("div", { className: "row" },
      mode === "class" ? button(t("Close the vote"), () => ({ kind: "close" }), { className: "main", id: "close", disabled: !given }) : null,
      button(t("Let the agent decide"), () => ({ kind: "agent" }), { id: "agent" })) : null;
    return [el("p", { className: "panel" }, told, row)];
  }

  function consequence(one) {
    if (one.advice === undefined) return null;
    const told = [one.consequence, t("The agent in this seat would choose it with {p} %.", { p: (100 * one.advice).toFixed(0) })];
    return el("span", { className: "quiet" }, told.filter(Boolean).join(" "));
  }

  function send(shown, choice) {
    if (choice === null || choice === undefined) return;
    api.send({ kind: "decide", decision: shown.number, choice });
  }

  function showDecision(shown) {
    const mine = !teacher;
    const word = shown.mode === "class" ? t("Vote") : t("Decide");
    const head = [el("legend", {}, shown.question)];
    const before = shown.so_far.length ? [el("h3", {}, t("So far this round")), ...shown.so_far.map((one) => el("p", {}, one))] : [];
    let body, chosen = null;
    if (shown.kind === "offer") [body, chosen] = offer(shown);
    else {
      body = shown.options.map((one) => el("label", { className: "option" },
        mine ? el("input", { type: "radio", name: "option", value: one.number, id: `option-${one.number}` }) : el("strong", {}, `${one.number + 1}.`),
        el("span", {}, el("strong", {}, one.label), " ", one.sentence, " ", consequence(one))));
      chosen = () => {
        const box = decision.place.querySelector("input[name=option]:checked");
        return box && Number(box.value);
      };
    }
    const buttons = mine ? el("div", { className: "row" },
      el("button", { type: "button", className: "main", id: "decide", onclick: () => send(shown, chosen()) }, word),
      shown.kind === "offer" ? el("button", { type: "button", id: "pass", onclick: () => send(shown, 0) }, shown.options[0].label) : null) : null;
    return [el("fieldset", { className: "panel" }, head, ...before, ...body, buttons)];
  }

  // An offer is built issue by issue.
  function offer(shown) {
    const issues = shown.options.length > 1 ? Object.keys(shown.options[1].value) : [];
    const ladders = Object.fromEntries(shown.ladders.map((one) => [one.issue, one]));
    const told = el("p", { role: "status", className: "quiet" });
    const chosen = () => Object.fromEntries([...selects.entries()].map(([issue, one]) => [issue, Number(one.value)]));
    const find = () => {
      const wanted = chosen();
      return shown.options.find((one) => one.value && issues.every((issue) => one.value[issue] === wanted[issue]));
    };
    const tell = () => {
      const one = find();
      told.replaceChildren(...(one ? [one.sentence, " ", consequence(one)].filter(Boolean)
        : [t("This cannot be offered: an offer changes something, and asks only for what is still to be given and not ruled out now.")]));
    };
    const selects = new Map(issues.map((issue) => [issue, el("select", { id: `offer-${issue}`, onchange: tell },
      ladders[issue].rungs.map((text, rung) => el("option", { value: rung, selected: rung === ladders[issue].rung },
        rung === ladders[issue].rung ? t("{rung} (as it is)", { rung: text }) : text)))]));
    const rows = [...selects.entries()].map(([issue, select]) => el("label", {},
      t("{issue} ({giver} gives)", { issue: ladders[issue].label, giver: ladders[issue].giver }), select));
    if (teacher) {
      const best = [...shown.options].sort((a, b) => (b.advice ?? 0) - (a.advice ?? 0)).slice(0, 6);
      return [best.map((one) => el("p", {}, el("strong", {}, one.label), " ", consequence(one))), null];
    }
    return [[el("div", { className: "choose" }, rows), told], () => {
      const one = find();
      if (!one) tell();
      return one?.number;
    }];
  }

  function showVotes(shown) {
    const most = Math.max(...Object.values(shown.votes)), all = Object.values(shown.votes).reduce((a, b) => a + b, 0);
    const rows = Object.entries(shown.votes).sort((a, b) => b[1] - a[1]).slice(0, 6).map(([number, count]) => el("tr", {},
      el("th", { scope: "row" }, shown.labels[number], Number(number) === shown.vote ? ` (${t("your vote")})` : ""),
      el("td", { className: "number" }, count), el("td", {}, bar(100 * count / Math.max(most, 1)))));
    return [el("table", {}, el("caption", {}, t("Votes: {n}", { n: all })), el("tbody", {}, rows))];
  }

  function showBoard(shown) {
    const rungs = (one) => el("div", { className: "rungs", "aria-hidden": "true" },
      one.rungs.length > 12 ? [] : one.rungs.map((_, number) => el("span", { className: number <= one.rung ? "on" : "" })));
    return [el("h2", {}, t("{date} (round {n} of {of})", { date: shown.date, n: shown.round + 1, of: shown.rounds })),
      el("p", {}, shown.talks),
      el("table", {}, el("caption", { className: "hidden" }, t("What all know")), el("tbody", {}, shown.ladders.map((one) => el("tr", {},
        el("th", { scope: "row" }, el("strong", {}, one.label), el("br"), el("span", { className: "quiet" }, one.giver)),
        el("td", {}, one.rung_label, one.promised ? ` → ${t("promised: {rung}", { rung: one.promised })}` : "", rungs(one))))),
      el("tbody", {}, shown.beliefs.map((one) => el("tr", {},
        el("th", { scope: "row" }, t("Belief that {who} is {what}", { who: one.label, what: one.is_what })),
        el("td", {}, `${(100 * one.probability).toFixed(0)} %`))))),
      el("details", {}, el("summary", {}, t("Circumstances (0 none, 1 full)")), el("table", {}, el("tbody", {}, shown.circumstances.map((one) =>
        el("tr", {}, el("th", { scope: "row" }, one.label), el("td", { className: "number" }, one.level.toFixed(2)))))))];
  }

  function showSecret(shown) {
    return [el("h2", {}, t("What only {who} knows", { who: shown.label })), el("div", { className: "panel" },
      shown.type ? el("p", { id: "own-type" }, el("strong", {}, shown.type)) : null,
      el("details", {}, el("summary", {}, t("What it wants, by weight")),
        el("table", {}, el("tbody", {}, shown.wants.map((one) => el("tr", {},
          el("td", { className: "number" }, signed(one.weight, 2)), el("td", {}, one.label)))))))];
  }

  function showStory(past) {
    return [el("h2", {}, t("What all saw")), el("ol", { className: "story" }, [...past].reverse().map((one) => el("li", {},
      el("strong", {}, one.date), " ", one.sentences.join(" ") || t("Nothing moved."))))];
  }

  function showResult(all) {
    return all.map((one) => el("div", { className: "panel", id: `debrief-${one.party}` },
      el("h2", {}, t("{who}: how it ended", { who: one.label })),
      el("p", { className: "big" }, one.ending),
      el("p", {}, t("In {better} % of {n} worlds with the same numbers, in which all decided for themselves, it ended better for {who} (95 %: {low} to {high}).", {
        better: (100 * one.better.share).toFixed(0), n: one.n_worlds, who: one.label,
        low: (100 * one.better.interval[0]).toFixed(0), high: (100 * one.better.interval[1]).toFixed(0) })),
      el("table", {}, el("caption", {}, t("How these worlds end")), el("tbody", {}, Object.entries(one.endings).map(([name, share]) => el("tr", {},
        el("th", { scope: "row" }, room.endings[name], room.endings[name] === one.ending ? ` (${t("yours")})` : ""),
        el("td", { className: "number" }, `${(100 * share.share).toFixed(1)} %`), el("td", {}, bar(100 * share.share, name.split(" ")[0])))))),
      one.moments.length ? el("h3", {}, t("Where the agent would have decided otherwise")) : null,
      one.moments.slice(0, 3).map((moment) => el("div", {}, el("p", {}, el("strong", {}, moment.question)),
        el("ul", {},
          el("li", {}, t("Done: {what} (the agent: {p} %)", { what: moment.chosen, p: (100 * moment.advice).toFixed(0) })),
          el("li", {}, t("The agent: {what} ({p} %)", { what: moment.agent, p: (100 * moment.agent_advice).toFixed(0) })),
          el("li", {}, t("With the agent from here on, same luck: {ending}, {change} for {who}", {
            ending: moment.ending, change: signed(moment.payoff - one.payoff), who: one.label })))))));
  }

  function show() {
    if (!room) return;
    const playing = room.stage !== "lobby", mode = Object.fromEntries(room.seats.map((one) => [one.party, one.mode]));
    const { stage, joining, advice, busy } = room;
    if (teacher) setup.show({ stage, seats: room.seats, busy, joining, advice, looks: seat?.party }, showSetup);
    else seats.show(own && (!playing || (joining && !own.seat)) ? { seats: room.seats, joining, seat: own.seat } : null, showSeats);
    asked.show(playing ? { busy, asked: room.asked && { ...room.asked, mode: mode[room.asked.party] } } : null, showAsked);
    const open = seat?.decision && !busy && room.asked?.party === seat.party ? seat.decision : null;
    decision.show(open && { ...open, mode: mode[seat.party], ladders: seat.ladders, advised: advice }, showDecision);
    votes.show(open && mode[seat.party] === "class" && Object.keys(seat.votes).length
      ? { votes: seat.votes, vote: own?.vote, labels: open.options.map((one) => one.label) } : null, showVotes);
    result.show(room.stage === "over" ? room.debriefs : null, showResult);
    secret.show(seat?.wants && playing ? { label: seat.label, type: seat.type, wants: seat.wants } : null, showSecret);
    board.show(playing ? room.board : null, showBoard);
    story.show(playing ? room.board.past : null, showStory);
  }

  return {
    message(message) {
      if (message.kind === "room") room = message;
      else if (message.kind === "own") own = message;
      else if (message.kind === "seat") seat = message;
      else return;
      if (!teacher && own && !own.seat) seat = null;
      show();
    },
    language() { for (const one of Object.values(parts)) one.forget(); show(); },
    unmount() { root.replaceChildren(); },
  };
}
