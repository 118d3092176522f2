// Keeps what is typed in a form for as long as the tab is open: it comes back after a session that ended, a page that was left, or
// another part of the file that was saved first. Leaving the file with something unsaved is asked about.
const draft = (key) => {
  // A browser may refuse to keep anything; then the question on leaving is all there is.
  const attempt = (work) => {
    try {
      return work();
    } catch {
      return null;
    }
  };
  return {
    read: () => attempt(() => JSON.parse(sessionStorage.getItem(key))),
    write: (value) => attempt(() => sessionStorage.setItem(key, JSON.stringify(value))),
    forget: () => attempt(() => sessionStorage.removeItem(key)),
  };
};

const controlsOf = (form) => [...form.elements].filter((one) => one.name && one.name !== "csrf_token" && one.type !== "submit");
const checkable = (one) => one.type === "checkbox" || one.type === "radio";
const valueOf = (one) => (checkable(one) ? one.checked : one.value);
const typedIn = (form) => JSON.stringify(controlsOf(form).filter((one) => one.type !== "hidden").map(valueOf));

export default (form) => {
  const kept = draft(`draft ${form.dataset.owner} ${form.action}`);
  const version = form.querySelector("input[name$='version']");
  const stored = typedIn(form);
  const storedVersion = version.value;
  const file = form.action.slice(0, form.action.lastIndexOf("/"));
  let saving = false; // a form of this file is on its way: the page that it brings holds this draft again

  const keep = (sent) => {
    if (typedIn(form) === stored && !("refused" in form.dataset)) kept.forget();
    else kept.write({ values: controlsOf(form).map(valueOf), version: storedVersion, sent });
  };
  const fill = (values) => {
    for (const [place, one] of controlsOf(form).entries()) {
      if (checkable(one)) one.checked = values[place];
      else one.value = values[place];
    }
  };
  const tell = (before) => {
    const box = document.createElement("p");
    const button = document.createElement("button");
    box.className = "restored";
    box.setAttribute("role", "status");
    button.type = "button";
    button.className = "button link";
    button.textContent = form.dataset.discard;
    button.addEventListener("click", () => {
      fill(before);
      kept.forget();
      box.remove();
      form.closest("details").open = false;
      form.closest("details").querySelector("summary").focus();
    });
    box.append(form.dataset.restored, " ", button);
    form.prepend(box);
  };
  const restore = () => {
    const found = kept.read();
    const before = controlsOf(form).map(valueOf);
    const saved = found?.sent && found.version !== storedVersion;
    if (!found || saved || "refused" in form.dataset || found.values.length !== before.length) return kept.forget();
    fill(found.values);
    if (typedIn(form) === stored) {
      fill(before);
      return kept.forget();
    }
    form.closest("details").open = true;
    tell(before);
  };

  restore();
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => keep(true));
  document.addEventListener("submit", (event) => {
    saving = event.target.action.startsWith(file);
  });
  addEventListener("beforeunload", (event) => {
    if (!saving && typedIn(form) !== stored) event.preventDefault();
  });
};
