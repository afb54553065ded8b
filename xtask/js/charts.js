// What `app/src/charts/` calls in the browser. Small: ECharts itself is fetched when the first chart is shown.
//
// `init` answers at once with a handle; what is asked of the handle before ECharts has arrived is done then.

class Chart {
  constructor(element, option, theme) {
    this.option = option;
    this.ready = import("./echarts.js").then((echarts) => {
      if (this.disposed) return;
      this.drawn = echarts.init(element, theme, { renderer: "svg" });
      this.drawn.setOption(complete(this.option));
      this.watch = new ResizeObserver(() => this.drawn.resize());
      this.watch.observe(element);
    });
  }
}

// What holds for every chart of ours, so that no option has to repeat it. Tooltips are drawn inside the SVG:
// as HTML they would need inline styles, which the content security policy refuses.
function complete(json) {
  const option = JSON.parse(json);
  if (option.tooltip) option.tooltip = { confine: true, ...option.tooltip, renderMode: "richText" };
  return {
    backgroundColor: "transparent",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    aria: { enabled: true },
    ...option,
  };
}

/** Draws the chart that `option` (ECharts' JSON) describes into `element`; `theme` is "light" or "dark". */
export function init(element, option, theme) {
  return new Chart(element, option, theme === "dark" ? "dark" : null);
}

/** Replaces what the chart shows. */
export function set_option(chart, option) {
  chart.option = option;
  chart.drawn?.setOption(complete(option), { notMerge: true });
}

/** Fits the chart to its element now. Changes of the element's size are followed without this. */
export function resize(chart) {
  chart.drawn?.resize();
}

/** Frees everything; the handle mustn't be used afterwards. */
export function dispose(chart) {
  chart.disposed = true;
  chart.watch?.disconnect();
  chart.drawn?.dispose();
}
