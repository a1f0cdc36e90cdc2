"use strict";
// Only the rows in view are in the document: a row is 20 pixels high, so that its place follows from
// its number.
const HEIGHT = 20;
const MARGIN = 12;
const data = JSON.parse(document.getElementById("data").textContent);

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
const number = (n) => n.toLocaleString("en");
const key = (trace, uop) => `${trace}:${uop}`;

// Every row of the list of uops, and where each uop is in it.
const uopRows = [];
const order = [];
const numbers = new Map();
data.traces.forEach((trace, t) => {
  uopRows.push({ kind: "trace", text: `trace ${trace.name}` });
  trace.uops.forEach((uop, u) => {
    numbers.set(key(t, u), order.length);
    order.push(key(t, u));
    uopRows.push({ kind: "uop", key: key(t, u), index: u, uop });
  });
});

// Every row of a backend's code.
function codeRows(column) {
  const rows = [];
  for (const block of column.blocks) {
    const of = block.uop === undefined || block.uop === null ? null : key(block.trace, block.uop);
    let text = block.kind;
    if (block.trace !== null && block.trace !== undefined) text = data.traces[block.trace].name;
    if (of) text += `:${block.uop} ${data.traces[block.trace].uops[block.uop].op}`;
    if (of && block.kind !== "hot") text += ` (${block.kind})`;
    if (!of && block.trace !== null && block.trace !== undefined) text += `: ${block.kind}`;
    rows.push({ kind: block.kind, key: of, head: text, stencil: block.stencil });
    let at = block.at;
    for (const line of block.lines) {
      rows.push({ kind: block.kind, key: of, at, line });
      at += line.bytes ? line.bytes.split(" ").length : 0;
    }
  }
  return rows;
}

const panes = [];

class Pane {
  constructor(section, rows, label) {
    this.rows = rows;
    this.element = make("div", { className: "pane", tabIndex: 0 });
    this.element.setAttribute("aria-label", label);
    this.inside = make("div", { className: "rows" });
    this.inside.style.height = `${rows.length * HEIGHT}px`;
    this.element.append(this.inside);
    section.append(this.element);
    this.first = new Map();
    rows.forEach((row, i) => {
      if (row.key && !this.first.has(row.key)) this.first.set(row.key, i);
    });
    this.shown = new Map();
    this.element.addEventListener("scroll", () => this.draw(), { passive: true });
    this.element.addEventListener("mouseover", (event) => {
      const row = event.target.closest("[data-uop]");
      if (row) light(row.dataset.uop, this);
    });
    this.element.addEventListener("click", (event) => {
      const row = event.target.closest("[data-uop]");
      if (row) select(row.dataset.uop, this);
    });
    panes.push(this);
  }

  // Puts the rows in view into the document, and takes the others out.
  draw() {
    const from = Math.max(0, Math.floor(this.element.scrollTop / HEIGHT) - MARGIN);
    const end = this.element.scrollTop + this.element.clientHeight;
    const to = Math.min(this.rows.length, Math.ceil(end / HEIGHT) + MARGIN);
    for (const [i, element] of this.shown) {
      if (i < from || i >= to) {
        element.remove();
        this.shown.delete(i);
      }
    }
    for (let i = from; i < to; i++) {
      if (!this.shown.has(i)) {
        const element = this.row(this.rows[i], i);
        element.style.top = `${i * HEIGHT}px`;
        if (this.rows[i].key) element.dataset.uop = this.rows[i].key;
        if (this.rows[i].key && this.rows[i].key === lit) element.classList.add("lit");
        this.inside.append(element);
        this.shown.set(i, element);
      }
    }
  }

  relight() {
    for (const [i, element] of this.shown) {
      const row = this.rows[i];
      element.classList.toggle("lit", Boolean(row.key) && row.key === lit);
    }
  }

  // Scrolls as little as brings a uop into view.
  reveal(uop) {
    const place = this.first.get(uop);
    if (place === undefined) return;
    const top = place * HEIGHT;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop || top + 3 * HEIGHT > scrollTop + clientHeight) {
      this.element.scrollTop = Math.max(0, top - clientHeight / 3);
    }
    this.draw();
  }

  row(row) {
    if (row.head !== undefined) {
      const element = make("div", { className: `row head ${row.kind}` }, row.head);
      if (row.stencil) element.append(make("span", { className: "note" }, `stencil ${row.stencil}`));
      return element;
    }
    const element = make("div", { className: `row ${row.kind}` });
    const bytes = make("span", { className: "bytes", title: row.line.bytes });
    const each = row.line.bytes ? row.line.bytes.split(" ") : [];
    const holes = row.line.holes || [];
    each.forEach((byte, i) => {
      const hole = holes.find((hole) => i >= hole.start && i < hole.start + hole.len);
      if (hole) bytes.append(make("mark", { title: hole.what }, byte), " ");
      else bytes.append(`${byte} `);
    });
    element.append(make("span", { className: "at" }, row.at.toString(16)), bytes, row.line.text);
    if (holes.length) {
      const text = holes.map((hole) => hole.what).join("; ");
      element.append(make("span", { className: "note" }, "; ", make("mark", {}, text)));
    }
    return element;
  }
}

class Uops extends Pane {
  constructor(section) {
    super(section, uopRows, "Uops; arrow keys go from one to the next");
    this.element.setAttribute("role", "listbox");
    this.inside.setAttribute("role", "presentation");
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focus", () => {
      if (!selected && order.length) select(order[0], this);
    });
  }

  row(row) {
    if (row.kind === "trace") {
      const element = make("div", { className: "row trace" }, row.text);
      element.setAttribute("role", "presentation");
      return element;
    }
    const { uop } = row;
    const share = data.executed ? (100 * uop.count) / data.executed : 0;
    const element = make(
      "div",
      { className: "row", id: `uop-${row.key.replace(":", "-")}` },
      make("span", { className: "index" }, String(row.index)),
      make("span", { className: "op" }, `${uop.op} `, make("span", {}, uop.rest)),
      make("span", { className: "count", title: `${share.toFixed(2)} % of all uops executed` }, number(uop.count)),
    );
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", String(row.key === selected));
    element.setAttribute("aria-setsize", String(order.length));
    element.setAttribute("aria-posinset", String(numbers.get(row.key) + 1));
    return element;
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.element.clientHeight / HEIGHT) - 2);
    const steps = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -order.length, End: order.length,
    };
    const step = steps[event.key];
    if (step === undefined || !order.length) return;
    event.preventDefault();
    const now = selected ? numbers.get(selected) : -1;
    select(order[Math.min(order.length - 1, Math.max(0, now + step))], null);
  }
}

let lit = null;
let selected = null;

// Lights a uop up in every column; `origin` is where the mouse is, which does not scroll.
function light(uop, origin) {
  if (uop === lit) return;
  lit = uop;
  for (const pane of panes) {
    if (pane !== origin) pane.reveal(uop);
    pane.relight();
  }
  cost(uop);
}

function select(uop, origin) {
  selected = uop;
  light(uop, origin);
  uopPane.reveal(uop);
  for (const [i, element] of uopPane.shown) {
    if (uopPane.rows[i].key) {
      element.setAttribute("aria-selected", String(uopPane.rows[i].key === selected));
    }
  }
  uopPane.element.setAttribute("aria-activedescendant", `uop-${uop.replace(":", "-")}`);
}

// What a uop costs on each backend.
function cost(of) {
  const [t, u] = of.split(":").map(Number);
  const uop = data.traces[t].uops[u];
  const table = make("table", {});
  const titles = ["backend", "hot bytes", "cold", "exit", "instructions", "instructions executed"];
  const head = titles.map((title) => make("th", { scope: "col" }, title));
  table.append(make("thead", {}, make("tr", {}, ...head)));
  const body = make("tbody", {});
  data.columns.forEach((column, i) => {
    const { hot, cold, exit, instructions } = uop.costs[i];
    const numbers = [hot, cold, exit, instructions, instructions * uop.count];
    const cells = numbers.map((n) => make("td", {}, number(n)));
    body.append(make("tr", {}, make("th", { scope: "row" }, column.id), ...cells));
  });
  table.append(body);
  const text = `${data.traces[t].name}:${u} ${uop.op} ${uop.rest}`.trim();
  const share = data.executed ? ((100 * uop.count) / data.executed).toFixed(2) : "0";
  const summary = make("p", {}, make("b", {}, text),
    ` · executed ${number(uop.count)} times, ${share} % of all`);
  document.getElementById("cost").replaceChildren(summary, table);
}

// The page itself.
const about = [data.description, `run with (${data.args})`, `optimiser: ${data.optimiser}`,
  `${number(data.executed)} uops executed`];
if (data.without_code.length) about.push(`no machine code of their own: ${data.without_code.join(", ")}`);
document.body.append(make("header", {}, make("h1", {}, data.workload),
  make("p", {}, about.filter(Boolean).join(" · "))));

const form = make("form", { onsubmit: () => false });
const columns = make("fieldset", {}, make("legend", {}, "Show"));
const main = make("main", {});
const uopSection = make("section", { className: "uops" }, make("h2", {}, "uops",
  make("small", {}, "executed, in one run, on the right")));
main.append(uopSection);
form.append(columns);
const bytes = make("input", { type: "checkbox", checked: innerWidth > 700 });
const showBytes = () => main.classList.toggle("no-bytes", !bytes.checked);
bytes.addEventListener("change", showBytes);
const parts = [["hot", "hot"], ["cold", "cold"], ["exit", "exit"], ["", "other"], ["hole", "hole, and what was patched in"]];
form.append(make("ul", { className: "key" }, ...parts.map(([name, text]) => make("li", { className: name }, text))));
document.body.append(form, main);
const costs = make("aside", { id: "cost" }, make("p", {}, "Point at a uop, or go there with the arrow keys."));
costs.setAttribute("aria-live", "polite");
costs.setAttribute("aria-label", "Cost of the uop");
document.body.append(costs);

const uopPane = new Uops(uopSection);
// What most people come for; of other backends the first and the last.
const usual = data.columns.filter(({ id }) => ["copy-patch", "cranelift-best"].includes(id));
const first = usual.length ? usual : [data.columns[0], data.columns.at(-1)];
data.columns.forEach((column, i) => {
  const box = make("input", { type: "checkbox", checked: first.includes(column) || innerWidth > 1200 + 420 * data.columns.length });
  columns.append(make("label", {}, box, column.id));
  const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  mark.setAttribute("viewBox", "-8 -8 16 16");
  mark.setAttribute("aria-hidden", "true");
  mark.innerHTML = data.marks[data.columns.indexOf(column)];
  const size = column.blocks.reduce((sum, block) =>
    sum + block.lines.reduce((n, line) => n + (line.bytes ? line.bytes.split(" ").length : 0), 0), 0);
  const section = make("section", { className: "code" }, make("h2", { title: column.description },
    mark, column.id, make("small", {}, `${number(size)} bytes shown`)));
  section.dataset.backend = column.id;
  main.append(section);
  const pane = new Pane(section, codeRows(column), `Machine code of ${column.id}`);
  const show = () => {
    section.hidden = !box.checked;
    section.style.display = box.checked ? "" : "none";
    pane.draw();
    if (lit) pane.reveal(lit);
  };
  box.addEventListener("change", show);
  show();
});
columns.append(make("label", {}, bytes, "bytes"));
showBytes();
const draw = () => panes.forEach((pane) => pane.draw());
addEventListener("resize", draw);
draw();
// The uop that is executed most often is where to begin.
const hottest = order.reduce((best, uop) => {
  const [t, u] = uop.split(":").map(Number);
  const [bt, bu] = best.split(":").map(Number);
  return data.traces[t].uops[u].count > data.traces[bt].uops[bu].count ? uop : best;
}, order[0] || "0:0");
if (order.length) select(hottest, null);
