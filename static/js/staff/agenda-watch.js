// Every 20 seconds, while the page is seen, asks how the calls of the day stand; puts what has changed in place of the older
// part, keeps the focus where it is, and has it read out politely when somebody has begun to wait.
const EVERY = 20000;

export default (region) => {
  const status = document.querySelector("[data-agenda-news]");
  let news = region.querySelector("[data-calls]").dataset.news;
  const timer = setInterval(() => look(), EVERY);

  const look = async () => {
    if (document.hidden) return;
    let answer;
    try {
      answer = await fetch(region.dataset.fresh, { headers: { Accept: "text/html" } });
    } catch {
      return; // no network just now: the next look will tell
    }
    if (answer.status === 403) clearInterval(timer); // signed out: nothing to ask any more
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-calls]");
    const names = (root) => [...root.querySelectorAll("[data-line]")].map((part) => part.dataset.line).join();
    if (names(fresh) === names(region)) {
      for (const part of fresh.querySelectorAll("[data-line]")) {
        const old = region.querySelector(`[data-line="${part.dataset.line}"]`);
        if (old.dataset.state !== part.dataset.state) replace(old, part);
      }
    } else {
      replace(region.querySelector("[data-calls]"), fresh);
    }
    if (fresh.dataset.news !== news) {
      news = fresh.dataset.news;
      status.textContent = news;
    }
  };

  const replace = (old, part) => {
    const focus = document.activeElement;
    const place = old.contains(focus) ? [...old.querySelectorAll("a, button")].indexOf(focus) : -1;
    const adopted = document.adoptNode(part);
    old.replaceWith(adopted);
    if (place >= 0) adopted.querySelectorAll("a, button")[place]?.focus();
  };

  document.addEventListener("visibilitychange", look);
};
