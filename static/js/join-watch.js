// Looks every 20 seconds, while the page is seen, whether the state of the call has changed; then shows the new page's words
// in place and has the news read out politely.
const EVERY = 20000;

export default (region) => {
  const status = document.querySelector("[data-join-news]");
  const look = async () => {
    if (document.hidden) return;
    let answer;
    try {
      answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    } catch {
      return; // no network just now: the next look will tell
    }
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-module~='join-watch']");
    if (!fresh) {
      location.reload();
    } else if (fresh.dataset.state !== region.dataset.state) {
      const focused = region.contains(document.activeElement);
      region.dataset.state = fresh.dataset.state;
      region.replaceChildren(...document.adoptNode(fresh).childNodes);
      if (focused) region.focus();
      if (status.textContent !== fresh.dataset.news) status.textContent = fresh.dataset.news;
    }
  };
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
};
