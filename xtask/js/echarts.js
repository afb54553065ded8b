// The part of ECharts that our charts use. A new kind of chart needs its line here.

import { use } from "echarts/core";
import { BarChart, FunnelChart, HeatmapChart, LineChart, PieChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([
  ...[BarChart, FunnelChart, HeatmapChart, LineChart, PieChart],
  ...[AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent],
  ...[TooltipComponent, VisualMapComponent],
  SVGRenderer,
]);

export { init } from "echarts/core";
