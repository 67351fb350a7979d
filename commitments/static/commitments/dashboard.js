// The year at a glance: pictures of its tables, which are folded once they are drawn. What somebody has unfolded
// is printed too.
import { drawAll } from "./charts.js";

const root = document.getElementById("dashboard");
for (const box of drawAll(root)) box.parentElement.querySelector("details").open = false;
root.querySelector(".db-where").addEventListener("change", ({ currentTarget }) => currentTarget.requestSubmit());
