import { bar, el, part, signed } from "./dom.js";

export function mount(root, api) {
  const { t, teacher } = api;
  let room = null, own = null, seat = null;
  // What is chosen and not sent yet, by decision.
  let draft = { number: "", option: null, package: {} };
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
    const world = el("input", { type: "number", id: "world", min: 0, value: shown.world });
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
      switchOf("offers_only", t("Ask for offers and answers to them only; agents do all else (a short lesson)")),
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
        : one.mode === "people" && one.members > 1 ? el("span", {}, t("taken"))
          : button(one.mode === "class" ? t("Join this group") : t("Take this seat"), () => ({ kind: "sit", seat: one.party }),
            { id: `sit-${one.party}`, disabled: !shown.joining }))),
    shown.joining ? null : el("p", { className: "quiet" }, t("The teacher has closed the seats."))];
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
    if (choice === null || choice === undefined) return api.say(t("Choose an option first."));
    api.send({ kind: "decide", decision: shown.number, choice });
  }

  function showDecision(shown) {
    const mine = !teacher;
    if (draft.number !== shown.number) draft = { number: shown.number, option: null, package: {} };
    if (draft.option === null && shown.vote !== null && shown.vote !== undefined) {
      draft.option = shown.vote;
      if (shown.kind === "offer") draft.package = shown.options[shown.vote].value ?? {};
    }
    const word = shown.mode === "class" ? t("Vote") : t("Decide");
    const head = [el("legend", {}, shown.question)];
    const before = shown.so_far.length ? [el("h3", {}, t("So far this round")), ...shown.so_far.map((one) => el("p", {}, one))] : [];
    let body, chosen = null;
    if (shown.kind === "offer") [body, chosen] = offer(shown);
    else {
      body = shown.options.map((one) => el("label", { className: "option" },
        mine ? el("input", { type: "radio", name: "option", value: one.number, id: `option-${one.number}`, checked: draft.option === one.number,
          onchange: () => { draft.option = one.number; } }) : el("strong", {}, `${one.number + 1}.`),
        el("span", {}, el("strong", {}, one.label), " ", one.sentence, " ", consequence(one))));
      chosen = () => draft.option;
    }
    const buttons = mine ? el("div", { className: "row" },
      el("button", { type: "button", className: "main", id: "decide", onclick: () => send(shown, chosen()) }, word),
      shown.kind === "offer" ? el("button", { type: "button", id: "pass", onclick: () => send(shown, 0) }, shown.options[0].label) : null) : null;
    const units = shown.advised ? el("p", { className: "quiet" }, t("Gains and losses are in {who}'s own payoff units, as {who} expects them.", { who: shown.who })) : null;
    return [el("fieldset", { className: "panel" }, head, ...before, ...body, units, buttons)];
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
      draft.package = chosen();
      const one = find();
      told.replaceChildren(...(one ? [one.sentence, " ", consequence(one)].filter(Boolean)
        : [t("This cannot be offered: an offer changes something, and asks only for what is still to be given and not ruled out now.")]));
    };
    const selects = new Map(issues.map((issue) => [issue, el("select", { id: `offer-${issue}`, onchange: tell },
      ladders[issue].rungs.map((text, rung) => el("option", { value: rung, selected: rung === (draft.package[issue] ?? ladders[issue].rung) },
        rung === ladders[issue].rung ? t("{rung} (as it is)", { rung: text }) : text)))]));
    const rows = [...selects.entries()].map(([issue, select]) => el("label", {},
      t("{issue} ({giver} gives)", { issue: ladders[issue].label, giver: ladders[issue].giver }), select));
    if (teacher) {
      const best = shown.advised ? [...shown.options].sort((a, b) => b.advice - a.advice).slice(0, 4) : [];
      return [[el("p", {}, t("Any of {n} packages can be offered: build one on the phones, issue by issue.", { n: shown.options.length - 1 })),
        ...best.map((one) => el("p", {}, el("strong", {}, one.label), " ", consequence(one)))], null];
    }
    if (Object.keys(draft.package).length) tell();
    else told.textContent = t("Change at least one of these.");
    return [[el("div", { className: "choose" }, rows), told], () => {
      const one = find();
      if (!one) tell();
      return one?.number;
    }];
  }

  // The last vote, once it is closed; the first option was chosen.
  function showVotes({ question, votes: all }) {
    const rows = all.map(({ label, votes: count }, place) => el("tr", {},
      el("th", { scope: "row" }, place ? label : el("strong", {}, label)),
      el("td", { className: "number" }, count), el("td", {}, bar(100 * count / all[0].votes))));
    return [el("table", { id: "tally" }, el("caption", {}, t("The last vote: {question}", { question })), el("tbody", {}, rows))];
  }

  function showBoard(shown) {
    const rungs = (one) => el("div", { className: "rungs", "aria-hidden": "true" },
      one.rungs.length > 12 ? [] : one.rungs.map((_, number) => el("span", { className: number <= one.rung ? "on" : "" })));
    const round = { date: shown.date, n: shown.round + 1, of: shown.rounds };
    return [el("h2", {}, shown.dated ? t("{date} (round {n} of {of})", round) : t("Round {n} of {of}", round)),
      el("p", {}, shown.talks),
      el("table", {}, el("caption", { className: "hidden" }, t("What all know")), el("tbody", {}, shown.ladders.map((one) => el("tr", {},
        el("th", { scope: "row" }, el("strong", {}, one.label), el("br"), el("span", { className: "quiet" }, one.giver)),
        el("td", {}, one.rung_label, one.promised ? ` → ${t("promised: {rung}", { rung: one.promised })}` : "", rungs(one))))),
      el("tbody", {}, shown.beliefs.map((one) => el("tr", {},
        el("th", { scope: "row" }, t("What the others believe: {who} is {what}", { who: one.label, what: one.is_what })),
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
      el("p", {}, t("It is worth {payoff} payoff units to {who}.", { payoff: signed(one.payoff), who: one.label }), " ",
        t("Beside it are {n} worlds with the same numbers and the same private type, in which agents decide: in {better} % (95 %: {low} to {high}) it ends better for {who}.", {
          better: (100 * one.better.share).toFixed(0), n: one.n_worlds, who: one.label,
          low: (100 * one.better.interval[0]).toFixed(0), high: (100 * one.better.interval[1]).toFixed(0) })),
      el("p", { className: "quiet" }, t("Watch draws the numbers of the scenario again and again; these worlds all have yours, so their shares differ.")),
      el("table", {}, el("caption", {}, t("How these worlds end (95 % interval)")), el("tbody", {}, Object.entries(one.endings).map(([name, share]) => el("tr", {},
        el("th", { scope: "row" }, room.endings[name].label, room.endings[name].label === one.ending ? ` (${t("yours")})` : ""),
        el("td", { className: "number" }, `${(100 * share.share).toFixed(1)} %`, el("br"),
          el("small", {}, share.interval.map((end) => (100 * end).toFixed(1)).join(" – "))), el("td", {}, bar(100 * share.share, name.split(" ")[0])))))),
      one.moments.length ? [el("h3", {}, t("Where the agent would have decided otherwise")),
        el("p", { className: "quiet" }, t("What follows tells of this one world with its luck, and not of what is likely."))] : null,
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
    if (!playing) draft.number = "";
    const { stage, joining, advice, busy } = room;
    if (teacher) setup.show({ stage, seats: room.seats, busy, joining, advice, brief: room.offers_only, world: room.world, looks: seat?.party }, showSetup);
    else seats.show(own && (!playing || (joining && !own.seat)) ? { seats: room.seats, joining, seat: own.seat } : null, showSeats);
    asked.show(playing ? { busy, asked: room.asked && { ...room.asked, mode: mode[room.asked.party] } } : null, showAsked);
    const open = seat?.decision && !busy && room.asked?.party === seat.party ? seat.decision : null;
    decision.show(open && { ...open, mode: mode[seat.party], ladders: seat.ladders, who: seat.label, vote: own?.vote, advised: open.options[0].advice !== undefined }, showDecision);
    votes.show(playing && seat?.tally ? seat.tally : null, showVotes);
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
      show();
    },
    language() { for (const one of Object.values(parts)) one.forget(); show(); },
  };
}
