// <ioc-chart>: a trend with thresholds, forecast and gaps, from the JSON in its script child (see README.md).
// ECharts comes only when the chart is about to be seen. The same numbers stand in a table and a CSV.
import { dateSaid, momentSaid, numberSaid, periodSaid, timeSaid, words } from "ioc/words";

const KEEP = 720;
const REDRAW_EVERY = 1000;
const SHORT = new Set(["day", "week"]);
const SEVERITY = { 1: "$crit", 2: "$high", 3: "$med-t", 4: "$low" };

let library = null;

class Chart extends HTMLElement {
  connectedCallback() {
    this.config = JSON.parse(this.querySelector("script")?.textContent || "{}");
    this.series = (this.config.series ?? []).map((one) => ({ ...one, points: one.points.map(([at, value]) => [+new Date(at), value]) }));
    this.lacking = this.config.lacking?.spans ?? [];
    this.interval = (this.config.interval?.points ?? []).map(([at, low, high]) => [+new Date(at), low, high]);
    this.plot = this.querySelector(".plot") ?? this.appendChild(element("div", "plot"));
    this.plot.setAttribute("role", "img");
    this.plot.setAttribute("aria-label", this.summary());
    this.addTable();
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.body.addEventListener("ioc:latest", (event) => this.addReadings(event.detail), { signal });
    document.body.addEventListener("ioc:theme", () => this.draw(), { signal });
    this.seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.start(), { rootMargin: "200px" });
    this.seen.observe(this);
  }

  disconnectedCallback() {
    this.leaving.abort();
    this.seen?.disconnect();
    this.resized?.disconnect();
    clearTimeout(this.redraw);
    this.chart?.dispose();
    this.chart = null;
  }

  async start() {
    this.seen.disconnect();
    try {
      library ??= import("echarts");
      const echarts = await library;
      if (!this.isConnected || this.chart) return;
      this.chart = echarts.init(this.plot, null, { renderer: "canvas" });
      this.resized = new ResizeObserver(() => this.chart?.resize());
      this.resized.observe(this.plot);
      this.draw();
    } catch (error) {
      console.error("chart", error);
      this.plot.textContent = words.chartFailed;
      this.querySelector("details")?.setAttribute("open", "");
    }
  }

  colour(name) {
    if (!name?.startsWith?.("$")) return name;
    return getComputedStyle(this).getPropertyValue(`--${name.slice(1)}`).trim();
  }

  said(value) {
    const text = numberSaid(value, this.config.decimals);
    return this.config.unit && text !== "–" ? `${text}\u00a0${this.config.unit}` : text;
  }

  summary() {
    const [first] = this.series;
    const last = first?.points.findLast(([, value]) => value !== null);
    const name = this.dataset.title ?? first?.name ?? "";
    const lacking = this.lacking.length ? `. ${this.config.lacking.label}` : "";
    return (last ? `${name}: ${this.said(last[1])}, ${this.moment(last[0])}` : `${name}: ${words.noData}`) + lacking;
  }

  /** Readings further apart than `gap` seconds are not joined. */
  broken(points) {
    const gap = this.config.gap ? this.config.gap * 1000 : null;
    if (!gap) return points;
    return points.flatMap((point, index) => {
      const before = points[index - 1];
      return before && point[0] - before[0] > gap ? [[before[0] + 1, null], point] : [point];
    });
  }

  draw() {
    if (!this.chart) return;
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const text = { fontFamily: "Inter Num, Be Vietnam Pro, sans-serif", fontSize: 12 * size, color: this.colour("$tx2") };
    const isEmpty = !this.series.some((one) => one.points.length);
    this.chart.setOption(
      {
        animation: false,
        textStyle: text,
        grid: { left: 8 * size, right: (this.labelled() ? 88 : 16) * size, top: 16 * size, bottom: 4 * size, containLabel: true },
        tooltip: this.tooltip(text),
        xAxis: {
          type: "time",
          min: this.edge("from", Math.min, 0),
          max: this.edge("to", Math.max, 1),
          axisLine: { lineStyle: { color: this.colour("$line2") } },
          axisTick: { show: false },
          axisLabel: { ...text, color: this.colour("$tx3"), hideOverlap: true, formatter: (at) => this.axisTime(at) },
          splitLine: { show: false },
        },
        yAxis: {
          type: "value",
          scale: this.config.min === undefined,
          min: this.config.min,
          max: this.config.max ?? ((range) => this.top(range.max)),
          axisLabel: { ...text, color: this.colour("$tx3"), formatter: (value) => numberSaid(value) },
          splitLine: { lineStyle: { color: this.colour("$line") } },
          splitNumber: 4,
        },
        series: [...this.series.map((one, index) => this.drawn(one, index, text)), ...this.span()],
        graphic: isEmpty && !this.lacking.length ? [{ type: "text", left: "center", top: "middle", style: { ...text, text: words.noData, fill: this.colour("$tx2") } }] : [],
      },
      true,
    );
  }

  /** Plays the curve: what was measured later is not there yet. `config.from` and `to` keep the axis still. */
  playTo(at) {
    this.until = at;
    this.config.now = at;
    this.draw();
  }

  /** Where the axis of time ends: as asked, else with the data; what lacks at an end is not cut off. */
  edge(name, outermost, side) {
    if (this.config[name]) return +new Date(this.config[name]);
    if (!this.lacking.length) return undefined;
    const all = [...this.lacking.map((one) => one[side]), ...this.series.flatMap(({ points }) => points.map(([at]) => at))];
    return all.reduce((most, at) => outermost(most, at));
  }

  known(points) {
    return this.until === undefined ? points : points.filter(([at]) => at <= this.until);
  }

  labelled() {
    return (this.config.thresholds ?? []).some((threshold) => threshold.label);
  }

  /** Room for thresholds that the values come near, not for those far away. */
  top(highest) {
    const near = (this.config.thresholds ?? []).map(({ value }) => value).filter((value) => value > highest && value < highest * 1.6);
    const most = Math.max(highest, ...near);
    return most > highest ? most * 1.08 : undefined;
  }

  /** When, in words: of figures given by periods the period. */
  moment(at) {
    return this.config.period ? periodSaid(new Date(at), this.config.period) : momentSaid(new Date(at));
  }

  axisTime(at) {
    if (this.config.period) return dateSaid(new Date(at)).startsWith("01/") || SHORT.has(this.config.period) ? this.axisPeriod(at) : "";
    const time = timeSaid(new Date(at));
    return time === "00:00" ? dateSaid(new Date(at)).slice(0, 5) : time;
  }

  axisPeriod(at) {
    const text = periodSaid(new Date(at), this.config.period);
    return SHORT.has(this.config.period) ? text.slice(0, 5) : text;
  }

  tooltip(text) {
    return {
      trigger: "axis",
      confine: true,
      backgroundColor: this.colour("$s1"),
      borderColor: this.colour("$line2"),
      textStyle: { ...text, color: this.colour("$tx") },
      axisPointer: { lineStyle: { color: this.colour("$tx3") } },
      formatter: (found) => {
        const named = found.filter(({ seriesId }) => !String(seriesId).startsWith("span-"));
        const lines = named.filter(({ value }) => value[1] !== null).map((one) => `${escaped(one.seriesName)}: <b>${escaped(this.said(one.value[1]))}</b>`);
        const within = this.interval.find(([at, low, high]) => at === found[0].value[0] && high > low);
        if (within) lines.push(`${escaped(this.config.interval.name)}: <b>${escaped(this.said(within[1]))} – ${escaped(this.said(within[2]))}</b>`);
        return [escaped(this.moment(found[0].value[0])), ...lines].join("<br>");
      },
    };
  }

  drawn(one, index, text) {
    const colour = this.colour(one.colour ?? (index && !one.forecast ? "$data2" : "$data"));
    const type = one.forecast ? "dotted" : (one.style ?? (index ? "dashed" : "line"));
    const isBar = type === "bar";
    return {
      name: one.name,
      type: isBar ? "bar" : "line",
      data: this.broken(this.known(one.points)),
      connectNulls: false,
      barGap: isBar ? "-100%" : undefined, // one bar a period: another series tells another sort of the same
      showSymbol: false,
      sampling: one.points.length > 2000 ? "minmax" : undefined,
      itemStyle: { color: colour },
      lineStyle: { color: colour, width: index && !one.forecast ? 1.5 : 2, type: type === "line" ? "solid" : type },
      areaStyle: index === 0 && !isBar ? { color: this.colour("$data-a"), opacity: 1, origin: "start" } : undefined,
      markLine: index === 0 ? this.thresholds(text) : undefined,
      markArea: index === 0 ? this.bands(text) : undefined,
      z: index === 0 ? 2 : 3,
    };
  }

  /** The range within which a forecast is to lie: the height of one area on top of an unseen one. */
  span() {
    if (!this.interval.length) return [];
    const one = { type: "line", stack: "span", stackStrategy: "all", showSymbol: false, silent: true, lineStyle: { opacity: 0 }, z: 1 };
    return [
      { ...one, id: "span-low", name: "", data: this.interval.map(([at, low]) => [at, low]) },
      { ...one, id: "span-high", name: "", data: this.interval.map(([at, low, high]) => [at, high - low]), areaStyle: { color: this.colour("$data-a"), opacity: 1 } },
    ];
  }

  thresholds(text) {
    const lines = (this.config.thresholds ?? []).map(({ value, label, sev, colour }) => ({
      yAxis: value,
      lineStyle: { type: "dashed", width: 1.2, color: this.colour(colour ?? SEVERITY[sev] ?? "$tx3") },
      label: { ...text, show: Boolean(label), formatter: label ?? "", position: "end", verticalAlign: this.beside(value) },
    }));
    if (this.config.now) {
      lines.push({ xAxis: +new Date(this.config.now), lineStyle: { type: "solid", width: 1, color: this.colour("$tx3") }, label: { show: false } });
    }
    return lines.length ? { silent: true, symbol: "none", data: lines } : undefined;
  }

  /** Where a threshold's words stand, so that those of two near each other do not lie on one another. */
  beside(value) {
    const limits = (this.config.thresholds ?? []).map((one) => one.value);
    const all = [...limits, ...this.series.flatMap(({ points }) => points.map(([, measured]) => measured))].filter((one) => one !== null);
    const near = (all.reduce((most, one) => Math.max(most, one), -Infinity) - all.reduce((least, one) => Math.min(least, one), Infinity)) * 0.1;
    if (limits.some((one) => one < value && value - one < near)) return "bottom";
    if (limits.some((one) => one > value && one - value < near)) return "top";
    return "middle";
  }

  bands(text) {
    const label = { ...text, show: true, position: "insideTop", color: this.colour("$tx2"), width: 120, overflow: "break" };
    const areas = [
      ...(this.config.bands ?? []).map(({ from, to, colour }) => [
        { yAxis: from, itemStyle: { color: this.colour(colour), opacity: 0.18 } },
        { yAxis: to },
      ]),
      ...this.lacking.map(([from, to]) => [
        { xAxis: from, name: this.config.lacking.label, label, itemStyle: { color: this.colour("$s3"), borderColor: this.colour("$line2"), borderWidth: 1, borderType: "dashed" } },
        { xAxis: to },
      ]),
    ];
    return areas.length ? { silent: true, data: areas } : undefined;
  }

  addReadings(values) {
    let changed = false;
    for (const one of this.series) {
      const reading = values[one.key];
      const last = one.points.at(-1);
      const at = reading && Date.parse(reading.at);
      if (!reading || !Number.isFinite(at) || (last && at < last[0])) continue;
      if (last && at === last[0]) last[1] = reading.value;
      else one.points.push([at, reading.value]);
      while (one.points.length > (this.config.keep ?? KEEP)) one.points.shift();
      changed = true;
    }
    if (changed && !this.redraw) this.redraw = setTimeout(() => this.drawLive(), REDRAW_EVERY);
  }

  drawLive() {
    this.redraw = null;
    this.chart?.setOption({ series: this.series.map((one) => ({ data: this.broken(one.points) })) }, { lazyUpdate: true });
    this.plot.setAttribute("aria-label", this.summary());
    if (this.details.open) this.fillTable();
  }

  addTable() {
    this.details = element("details", "disclosure");
    const summary = element("summary");
    summary.textContent = words.table;
    const csv = element("button", "btn small");
    csv.type = "button";
    csv.textContent = words.download;
    csv.addEventListener("click", () => this.download());
    this.rows = element("div", "table-wrap");
    this.rows.tabIndex = 0;
    this.rows.setAttribute("role", "region");
    this.rows.setAttribute("aria-label", `${words.table}: ${this.dataset.title ?? ""}`);
    this.details.append(summary, csv, this.rows);
    this.details.addEventListener("toggle", () => this.details.open && this.fillTable());
    this.append(this.details);
  }

  table() {
    const moments = new Map();
    this.series.forEach((one, index) => {
      for (const [at, value] of one.points) {
        if (!moments.has(at)) moments.set(at, Array(this.series.length).fill(null));
        moments.get(at)[index] = value;
      }
    });
    return [...moments].sort(([a], [b]) => b - a);
  }

  fillTable() {
    const table = element("table", "table dense");
    const head = table.createTHead().insertRow();
    for (const name of [words.time, ...this.series.map((one) => one.name)]) {
      const cell = element("th");
      cell.scope = "col";
      cell.textContent = name;
      head.append(cell);
    }
    const body = table.createTBody();
    for (const [at, values] of this.table().slice(0, 500)) {
      const row = body.insertRow();
      row.insertCell().append(this.config.period ? this.moment(at) : time(at));
      for (const value of values) {
        const cell = row.insertCell();
        cell.className = "num";
        cell.textContent = this.said(value);
      }
    }
    this.rows.replaceChildren(table);
  }

  download() {
    const quote = (value) => `"${String(value).replaceAll('"', '""')}"`;
    const names = this.series.map((one) => quote(this.config.unit ? `${one.name} (${this.config.unit})` : one.name));
    const lines = this.table().reverse().map(([at, values]) => [new Date(at).toISOString(), ...values.map((value) => value ?? "")].join(","));
    const file = new Blob(["\ufeff", ["at", ...names].join(","), "\r\n", lines.join("\r\n"), "\r\n"], { type: "text/csv" });
    const link = element("a");
    link.href = URL.createObjectURL(file);
    link.download = `${(this.dataset.follow ?? this.dataset.title ?? "chart").replace(/[^\w.-]+/g, "-")}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}

function element(name, className = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  return made;
}

function time(at) {
  const made = element("time");
  made.dateTime = new Date(at).toISOString();
  made.textContent = `${timeSaid(new Date(at))} ${dateSaid(new Date(at))}`;
  return made;
}

function escaped(text) {
  const holder = document.createElement("i");
  holder.textContent = text;
  return holder.innerHTML;
}

customElements.define("ioc-chart", Chart);
