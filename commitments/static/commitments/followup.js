// The follow-up of a review: the button says how many are selected. Without this script it says how many were
// when the page was made.
const root = document.getElementById("fu");
const button = root.querySelector("[data-count]");

function count() {
  const number = root.querySelectorAll("input[name=row]:checked").length;
  button.textContent = root.dataset.send.replace("{number}", number);
  button.disabled = number === 0;
}

if (button) {
  root.addEventListener("change", (event) => {
    if (event.target.matches("input[name=row]")) count();
  });
  window.addEventListener("pageshow", count); // ticks come back in the history
  count();
}
