// Saves a block of notes two seconds after the last key, and when one leaves it. Says when it was saved, and when it was not.
// What somebody else has saved meanwhile is shown beside it; then only the button saves, and the reader knows what they replace.
const PAUSE = 2000;
const AGAIN = 10000;

export default (form) => {
  const area = form.elements.text;
  const version = form.elements.version;
  const saved = form.querySelector("[data-part='saved']");
  let stored = area.value;
  let sending = null; // what is on its way; it gets there even when the page is left
  let clash = null; // the box with the text of somebody else
  let timer;

  const say = (words, unsaved) => {
    saved.textContent = words;
    saved.classList.toggle("unsaved", unsaved);
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };
  const show = (text) => {
    const box = document.createElement("div");
    box.className = "theirs";
    const title = document.createElement("p");
    const words = document.createElement("p");
    title.textContent = form.dataset.theirs;
    words.textContent = text;
    words.className = "note-text";
    box.append(title, words);
    area.before(box);
    return box;
  };
  const save = async () => {
    if (clash || area.value === stored) return;
    if (sending !== null) return later(PAUSE);
    const text = sending = area.value;
    const body = new FormData(form);
    try {
      const answer = await fetch(form.action, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } });
      const said = await answer.json();
      say(said.message, !answer.ok);
      if (answer.ok) stored = text;
      if (said.version !== undefined) version.value = said.version;
      if (answer.status === 409) clash = show(said.theirs);
      if (answer.ok && area.value !== text) later(PAUSE);
    } catch {
      say(form.dataset.failed, true); // no network, or signed out: what was typed stays in its box
      later(AGAIN);
    } finally {
      sending = null;
    }
  };

  area.addEventListener("input", () => {
    if (!clash) say(form.dataset.unsaved, true);
    later(PAUSE);
  });
  area.addEventListener("blur", () => save());
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // the other blocks may hold what is not saved yet
    if (clash) clash.remove();
    clash = null;
    save();
  });
  addEventListener("beforeunload", (event) => {
    if (area.value !== stored && area.value !== sending) event.preventDefault();
  });
};
