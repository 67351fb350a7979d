// Finding an organ by some characters of any of its names. Each one found is a button that sets it.

export function findOrgans(root) {
  let timer = 0;
  let latest = "";

  async function look(input) {
    const words = input.value.trim();
    const box = input.form.querySelector("[data-organ-found]");
    latest = words;
    if (!words) {
      box.replaceChildren();
      return;
    }
    const response = await fetch(`${root.dataset.organs}&term=${encodeURIComponent(words)}`);
    const found = response.ok ? (await response.json()).results : [];
    if (latest !== words) return; // typed on meanwhile
    box.replaceChildren(...found.slice(0, 8).map((organ) => choice(organ.text, "set_head", { field: "organ", value: organ.id })));
    if (found.some((organ) => organ.text === words)) return;
    if (!found.length) box.append(line(box.dataset.none));
    if (box.dataset.register) {
      box.append(choice(box.dataset.register.replace("{name}", words), "register_organ", { name: words }));
    } else if (!found.length) {
      box.append(line(box.dataset.ask));
    }
  }

  const start = (input, wait) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void look(input), wait);
  };
  root.addEventListener("input", (event) => {
    if (event.target.matches("[data-organ-words]")) start(event.target, 250);
  });
  root.addEventListener(
    "toggle",
    (event) => {
      const input = event.target.open && event.target.querySelector("[data-organ-words]");
      if (input) start(input, 0);
    },
    true,
  );
}

function choice(words, act, values) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "rp-button";
  button.textContent = words;
  Object.assign(button.dataset, { act, ...values });
  return button;
}

function line(words) {
  const said = document.createElement("span");
  said.textContent = words;
  return said;
}
