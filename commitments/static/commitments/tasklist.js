// Shows which file was chosen: the browser's own words for it are in the browser's language.

const input = document.querySelector(".tl-file input[type=file]");
const name = document.querySelector(".tl-name");

input?.addEventListener("change", () => {
  name.textContent = input.files[0]?.name ?? name.dataset.none;
});
