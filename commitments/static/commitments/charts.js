// Charts, each drawn of the table below it: a click on a bar opens what the table's figure leads to. Without
// this script the tables say it all. Chart.js comes with django-unfold.
const { Chart } = window;

// Colour and pattern of each bar: whoever sees no colours tells them apart too.
const INKS = {
  fulfilled: ["#1f6f43", "solid"],
  mostly: ["#3f8f5f", "rising"],
  partial: ["#a86f0c", "dots"],
  ongoing: ["#2f6fb0", "falling"],
  not_started: ["#b3413a", "crossed"],
  not_mentioned: ["#7d1f2d", "solid"],
  adjusted: ["#666", "upright"],
  not_due: ["#666", "level"],
  not_assessable: ["#666", "grid"],
  unrated: ["#999", "sparse"],
  uncompared: ["#999", "empty"],
  measurable: ["#1f6f43", "solid"],
  checkable: ["#2f6fb0", "falling"],
  direction: ["#a86f0c", "dots"],
  ungraded: ["#666", "grid"],
  problem: ["#b3413a", "crossed"],
  ahead: ["#c2571a", "solid"],
  left: ["#2f6fb0", "solid"],
  overdue: ["#b3413a", "rising"],
  flow: ["#2f6fb0", "solid"],
};
const SIDE = 8;
const LINES = {
  rising: [[0, 8, 8, 0], [-2, 2, 2, -2], [6, 10, 10, 6]],
  falling: [[0, 0, 8, 8], [6, -2, 10, 2], [-2, 6, 2, 10]],
  crossed: [[0, 0, 8, 8], [0, 8, 8, 0]],
  upright: [[4, 0, 4, 8]],
  level: [[0, 4, 8, 4]],
  grid: [[4, 0, 4, 8], [0, 4, 8, 4]],
  dots: [[1, 2, 4, 2], [5, 6, 8, 6]],
  sparse: [[3, 4, 5, 4]],
  empty: [],
};
// lying: bars go to the right; stacked: one upon the other, each figure inside its bar; line: the series that is
// one instead of bars.
const KINDS = {
  stacked: { lying: true, stacked: true, unit: "" },
  bars: { lying: true, stacked: false, unit: "" },
  months: { lying: false, stacked: false, unit: "", line: "ahead" },
  grouped: { lying: false, stacked: false, unit: "%", max: 100 },
};

function fill([colour, pattern]) {
  if (pattern === "solid") return colour;
  const tile = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const pen = tile.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.strokeStyle = colour;
  pen.lineWidth = pattern === "dots" || pattern === "sparse" ? 3 : 2;
  for (const [fromX, fromY, toX, toY] of LINES[pattern]) {
    pen.beginPath();
    pen.moveTo(fromX, fromY);
    pen.lineTo(toX, toY);
    pen.stroke();
  }
  return pen.createPattern(tile, "repeat");
}

// --- what a table says ---

function read(table) {
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.querySelectorAll("[data-series]")];
  const cells = heads.map(({ dataset }) => rows.map((row) => row.querySelector(`[data-series=${dataset.series}]`)));
  const series = heads.map((head, n) => ({ name: head.dataset.series, label: head.textContent, cells: cells[n] }));
  const told = ({ cells: own }) => own.some(({ dataset }) => Number(dataset.value) > 0);
  return { labels: rows.map((row) => row.cells[0].textContent), series, told: series.filter(told) };
}

function value(cell, stacked) {
  if (cell.dataset.value === "" || (stacked && cell.dataset.value === "0")) return null;
  return Number(cell.dataset.value);
}

// --- the pictures ---

// Where the figure of a bar stands, or null where it finds no room.
function place(bar, width, { lying, line, stacked }) {
  if (line) return width > bar.width + 10 ? null : { x: bar.x, y: bar.base - 11 }; // out of the way of the line
  if (stacked) return Math.abs(bar.x - bar.base) < width ? null : { x: (bar.x + bar.base) / 2, y: bar.y };
  if (lying) return { x: bar.x + width / 2 + 2, y: bar.y };
  return width > bar.width + 10 ? null : { x: bar.x, y: bar.y - 10 };
}

// The figure on each bar, on a ground of its own so that it can be read on a pattern.
const figures = {
  id: "figures",
  afterDatasetsDraw(chart) {
    const pen = chart.ctx;
    const kind = chart.options.plugins.figures;
    pen.save();
    pen.font = "600 12px sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (const { index, data, type } of chart.getSortedVisibleDatasetMetas()) {
      if (type === "line") continue;
      data.forEach((bar, n) => {
        const told = chart.data.datasets[index].data[n];
        if (told === null) return;
        const words = `${told}${kind.unit}`;
        const width = pen.measureText(words).width + 8;
        const spot = place(bar, width, kind);
        if (!spot) return;
        const inside = kind.stacked || (kind.line && told > 0);
        pen.fillStyle = inside ? "#fff" : "transparent";
        pen.fillRect(spot.x - width / 2, spot.y - 9, width, 18);
        pen.fillStyle = inside ? "#000" : chart.options.color;
        pen.fillText(words, spot.x, spot.y + 1);
      });
    }
    pen.restore();
  },
};

function options({ lying, line, stacked, unit, max }, series, ink) {
  const ticks = { color: ink, precision: 0, callback: (tick) => `${tick}${unit}` };
  const whole = { beginAtZero: true, grace: lying && !stacked ? "12%" : 0, max, stacked, ticks };
  const names = { grid: { display: false }, stacked, ticks: { color: ink } };
  const link = (hit) => series[hit.datasetIndex].cells[hit.index ?? hit.dataIndex].querySelector("a");
  return {
    animation: false,
    color: ink,
    indexAxis: lying ? "y" : "x",
    layout: { padding: { top: lying ? 0 : 18 } },
    maintainAspectRatio: false,
    onClick: (event, [hit]) => { if (hit) link(hit)?.click(); },
    onHover: (event, hits) => { event.native.target.style.cursor = hits.length ? "pointer" : ""; },
    plugins: {
      figures: { lying, line, stacked, unit },
      legend: { display: stacked || series.length > 1, labels: { boxHeight: 14, boxWidth: 22, color: ink }, onClick: () => {}, position: "bottom" },
      tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${link(item).textContent}` } },
    },
    scales: lying ? { x: whole, y: names } : { x: names, y: whole },
  };
}

const LINE = { type: "line", pointBackgroundColor: INKS.ahead[0], borderDash: [6, 4], order: -1, pointHitRadius: 8, pointRadius: 4, pointStyle: "rectRot" };

function draw(box, ink) {
  const kind = KINDS[box.dataset.chart];
  const { labels, series, told } = read(box.parentElement.querySelector("table"));
  const shown = kind.stacked ? told : series;
  if (!shown.length) return null;
  const row = kind.stacked ? 44 : 34;
  box.style.setProperty("--height", kind.lying ? `${(kind.stacked ? 90 : 40) + row * labels.length}px` : "280px");
  box.hidden = false;
  const datasets = shown.map(({ name, label, cells }) => ({
    ...(name === kind.line ? LINE : { type: "bar" }),
    label,
    data: cells.map((cell) => value(cell, kind.stacked)),
    backgroundColor: name === kind.line ? "transparent" : fill(INKS[name]),
    borderColor: INKS[name][0],
    borderSkipped: false,
    borderWidth: name === kind.line ? 2 : 1,
    maxBarThickness: kind.lying ? 30 : 44,
    minBarLength: kind.stacked ? 0 : 2,
  }));
  const canvas = box.querySelector("canvas");
  return new Chart(canvas, { type: "bar", data: { labels, datasets }, options: options(kind, shown, ink), plugins: [figures] });
}

function repaint(charts, colour) {
  for (const chart of charts) {
    chart.options.color = colour;
    chart.options.plugins.legend.labels.color = colour;
    for (const scale of Object.values(chart.options.scales)) scale.ticks.color = colour;
    chart.resize();
    chart.update("none");
  }
}

// All charts of a page; on paper black on white, whatever the screen looks like. Gives back the boxes drawn in.
export function drawAll(root) {
  const ink = () => getComputedStyle(root).getPropertyValue("--ink").trim() || "#000";
  const charts = [...root.querySelectorAll("[data-chart]")].map((box) => draw(box, ink())).filter(Boolean);
  window.addEventListener("beforeprint", () => repaint(charts, "#000"));
  window.addEventListener("afterprint", () => repaint(charts, ink()));
  new MutationObserver(() => repaint(charts, ink())).observe(document.documentElement, { attributeFilter: ["class"] });
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  return charts.map((chart) => chart.canvas.parentElement);
}
