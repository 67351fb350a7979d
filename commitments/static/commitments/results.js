// The results of a year: pictures of its tables, and filters that need no button.
import { drawAll } from "./charts.js";

const root = document.getElementById("rs");
drawAll(root);
root.querySelector(".rs-filters")?.addEventListener("change", ({ currentTarget }) => currentTarget.requestSubmit());
