/** Asks before an act that cannot be taken back. Without this script the act is done at once. */
document.querySelector("[data-home]")?.addEventListener("submit", (event) => {
  const question = event.target.dataset.sure;
  if (question && !window.confirm(question)) event.preventDefault();
});
