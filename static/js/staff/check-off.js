// Keeps each tick of the checklist at once, without leaving the page: what is typed elsewhere on it must stay.
export default (list) => {
  const { form } = list.querySelector("button");
  const keep = async () => {
    const sent = new FormData();
    sent.append("csrf_token", form.elements.csrf_token.value);
    for (const { name, value, type, checked } of list.querySelectorAll("input")) {
      if (type === "hidden" || checked) sent.append(name, value);
    }
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: sent, redirect: "manual" });
    } catch {
      return; // the button is still there
    }
    if (answer.type !== "opaqueredirect") return; // refused: pressing the button shows why
    for (const field of list.querySelectorAll("input[name='seen']")) field.remove();
    for (const code of sent.getAll("checked")) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "seen", value: code });
      list.append(field);
    }
  };
  // One after the other: a change made while one is on its way must say what that one has just made true.
  let turn = Promise.resolve();
  list.addEventListener("change", () => {
    turn = turn.then(keep);
  });
};
