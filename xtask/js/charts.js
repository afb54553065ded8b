// What `app/src/charts/` calls in the browser. Small: ECharts itself is fetched when the first chart is shown.

// What holds for every chart of ours, so that no option has to repeat it. Colours are variables of the style sheet.
// Tooltips are drawn inside the SVG: as HTML they would need inline styles, which the content security policy
// refuses.
function complete(json) {
  const option = JSON.parse(json);
  const tooltip = {
    confine: true,
    backgroundColor: "var(--chart-tip)",
    borderColor: "var(--chart-line)",
    textStyle: { color: "var(--chart-tip-ink)", fontSize: 13 },
    axisPointer: { type: "line", lineStyle: { color: "var(--chart-ink)" } },
  };
  return {
    backgroundColor: "transparent",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    ...option,
    legend: option.legend && { icon: "roundRect", ...option.legend },
    tooltip: option.tooltip && { ...tooltip, ...option.tooltip, renderMode: "richText" },
  };
}

class Chart {
  constructor(element, option) {
    this.sight = new IntersectionObserver((seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      this.sight.disconnect();
      Promise.all([import("./echarts.js"), option()]).then(([echarts, json]) => {
        if (this.disposed) return;
        this.drawn = echarts.init(element, null, { renderer: "svg" });
        this.drawn.setOption(complete(json));
        this.watch = new ResizeObserver(() => this.drawn.resize());
        this.watch.observe(element);
      });
    });
    this.sight.observe(element);
  }
}

/**
 * Draws into `element`, as soon as it comes into view, the chart that `option` describes: a function that promises
 * ECharts' JSON.
 */
export function init(element, option) {
  return new Chart(element, option);
}

/** Frees everything; the handle mustn't be used afterwards. */
export function dispose(chart) {
  chart.disposed = true;
  chart.sight.disconnect();
  chart.watch?.disconnect();
  chart.drawn?.dispose();
}
