import * as host from "./host.js";
import { drawChart } from "./chart.js";
await host.enableTheming();
const report = await host.invoke("getVelocity", {});
drawChart(document.querySelector("#gadget"), report, { onShow() {}, onOpen() {} });
document.querySelector("#gadget").dataset.state = "ready";
