// While an alert goes on the page looks for news each minute, unless nobody sees it, or somebody reads in an open part of
// it or is at a form. An answer that is the same as the last costs a line.
const main = document.querySelector("main[data-live]");
let tag = "";
if (main) setInterval(async () => {
  if (document.hidden || main.querySelector("details[open], :focus, .chosen")) return;
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "live", ...(tag && { "If-None-Match": tag }) } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return; // 304: nothing new
  tag = answer.headers.get("ETag") ?? "";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.querySelector("main");
  if (made) main.replaceChildren(...made.childNodes);
}, 60000);
