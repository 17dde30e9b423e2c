// Keys for the label page: a button with data-key="y" is pressed by that key, unless somebody is typing.
addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const buttons = [...document.querySelectorAll("button[data-key]")];
  const button = buttons.find((each) => each.dataset.key === event.key.toLowerCase());
  if (button) { event.preventDefault(); button.click(); }
});
