// Choosing files by hand or by dropping them; what the server would refuse is said before it is sent.

const form = document.getElementById("up-form");
const input = form.querySelector("input[type=file]");
const drop = form.querySelector(".up-drop");
const list = form.querySelector(".up-files");
const send = form.querySelector(".up-send");
const endings = input.accept.split(",").map((ending) => ending.trim().toLowerCase());

input.hasChangeListener = true; // django-unfold's own would look for the text field of its widget

const size = (bytes) => (bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

function remark(file) {
  if (file.size > Number(form.dataset.mostMegabytes) * 1024 * 1024) return form.dataset.tooLarge;
  return endings.some((ending) => file.name.toLowerCase().endsWith(ending)) ? "" : form.dataset.strange;
}

function element(name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

function row(file) {
  const line = document.createElement("li");
  line.append(element("b", file.name), element("span", size(file.size)));
  if (remark(file)) line.append(element("em", remark(file)));
  return line;
}

function show() {
  const files = [...input.files];
  const tooMany = files.length > Number(form.dataset.mostFiles);
  list.replaceChildren(...files.map(row));
  if (tooMany) {
    const line = document.createElement("li");
    line.append(element("em", form.dataset.tooMany));
    list.prepend(line);
  }
  send.disabled = !files.length || tooMany;
}

input.addEventListener("change", show);
for (const kind of ["dragover", "dragleave", "drop"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("up-over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      show();
    }
  });
}
form.addEventListener("submit", () => {
  send.disabled = true; // a second press would send everything twice
  send.textContent = form.dataset.sending;
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload(); // back from the results: the button is as new
});
show();
