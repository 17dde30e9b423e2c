// While an alert goes on the page looks for news each minute, unless somebody reads in an open part of it or is at a form.
const main = document.querySelector("main[data-live]");
if (main) setInterval(async () => {
  if (document.hidden || main.querySelector("details[open], :focus")) return;
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "live" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.querySelector("main");
  if (made) main.replaceChildren(...made.childNodes);
}, 60000);
