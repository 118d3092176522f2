// Saves each block of notes two seconds after the last key, and when one leaves it. Says when it was saved, and when it was not.
// What somebody else has saved meanwhile is shown beside it; then only the button saves, and the reader knows what they replace.
const PAUSE = 2000;
const AGAIN = 10000;

const keep = (block, form) => {
  const area = block.querySelector("textarea");
  const version = block.querySelector("[name$='_version']");
  const saved = block.querySelector("[data-part='saved']");
  let stored = saved.classList.contains("unsaved") ? null : area.value; // a page that was refused holds what is nowhere else
  let sending = null; // what is on its way; it gets there even when the page is left
  let answered = null; // when that is done
  let clash = block.querySelector(".theirs"); // the box with the text of somebody else
  let theirVersion = version.value; // ours, too, once the button is pressed with their text in sight
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
  const send = async (text) => {
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("version", version.value);
    body.append("text", text);
    try {
      const answer = await fetch(block.dataset.url, { method: "POST", body, keepalive: true });
      const said = await answer.json();
      say(said.message, !answer.ok);
      if (answer.ok) [stored, version.value] = [text, said.version];
      if (answer.status === 409) [clash, theirVersion] = [show(said.theirs), said.version];
      if (answer.ok && area.value !== text) later(PAUSE);
    } catch {
      say(form.dataset.failed, true); // no network, or signed out: what was typed stays in its box
      later(AGAIN);
    } finally {
      sending = null;
    }
  };
  const save = () => {
    if (clash || area.value === stored) return;
    if (sending !== null) return later(PAUSE);
    answered = send(sending = area.value);
  };

  area.addEventListener("input", () => {
    if (!clash) say(form.dataset.unsaved, true);
    later(PAUSE);
  });
  area.addEventListener("blur", save);
  block.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault(); // the page stays as it is
    if (clash) {
      clash.remove();
      clash = null;
      version.value = theirVersion;
    }
    save();
  });
  if (stored === null) later(PAUSE);
  return {
    isUnsaved: () => area.value !== stored && area.value !== sending,
    olderOnItsWay: () => sending !== null && area.value !== sending && answered,
  };
};

export default (form) => {
  const blocks = [...form.querySelectorAll("[data-part='block']")].map((block) => keep(block, form));
  let leaving = false; // with all that is written
  form.addEventListener("submit", (event) => {
    // What an older text makes newer than this page would be taken for somebody else's.
    const older = blocks.map((block) => block.olderOnItsWay()).filter(Boolean);
    leaving = !older.length;
    if (leaving) return;
    event.preventDefault();
    Promise.all(older).then(() => event.submitter.click());
  });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && blocks.some((block) => block.isUnsaved())) event.preventDefault();
  });
};
