// Suggests municipalities while typing (ARIA combobox with a list). The names are one cached file; accents and articles do not count.
const MOST = 8;
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, " ").trim();

export default async (input) => {
  const names = await (await fetch(input.dataset.names)).json();
  const words = names.map((name) => ` ${plain(name)}`);
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "suggestions";
  list.role = "listbox";
  list.hidden = true;
  list.setAttribute("aria-label", input.labels[0].textContent);
  const status = document.createElement("div");
  status.role = "status";
  status.className = "visually-hidden";
  const box = document.createElement("div");
  box.className = "suggest";
  input.before(box);
  const focused = document.activeElement === input;
  box.append(input, list, status);
  if (focused) input.focus();
  input.autocomplete = "off";
  input.role = "combobox";
  for (const [name, value] of [["autocomplete", "list"], ["controls", list.id], ["expanded", "false"]]) {
    input.setAttribute(`aria-${name}`, value);
  }
  let active = -1;

  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", open);
    if (!open) mark(-1);
  };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", number === index));
    const item = list.children[index];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const choose = (item) => {
    input.value = item.textContent;
    show(false);
    input.form.requestSubmit();
  };

  input.addEventListener("input", () => {
    const wanted = plain(input.value);
    const found = wanted ? names.filter((_, number) => words[number].includes(` ${wanted}`)).slice(0, MOST) : [];
    list.replaceChildren(...found.map((name, number) => {
      const item = document.createElement("li");
      item.role = "option";
      item.id = `${list.id}-${number}`;
      item.textContent = name;
      return item;
    }));
    mark(-1);
    show(found.length > 0);
    status.textContent = wanted ? input.dataset.found.replace("{n}", found.length) : "";
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") mark(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") mark(active > 0 ? active - 1 : last);
    else if (event.key === "Enter" && active >= 0) choose(list.children[active]);
    else if (event.key === "Escape") show(false);
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the box
  list.addEventListener("click", (event) => choose(event.target));
  input.addEventListener("blur", () => show(false));
};
