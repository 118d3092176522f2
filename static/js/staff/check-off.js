// Keeps each tick of the checklist at once, without leaving the page: what is typed elsewhere on it must stay.
export default (form) => {
  const keep = async () => {
    const sent = new FormData(form);
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: sent, redirect: "manual" });
    } catch {
      return; // the button is still there
    }
    if (answer.type !== "opaqueredirect") return; // refused: pressing the button shows why
    for (const field of form.querySelectorAll("input[name='seen']")) field.remove();
    for (const code of sent.getAll("checked")) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "seen", value: code });
      form.append(field);
    }
  };
  // One after the other: a change made while one is on its way must say what that one has just made true.
  let turn = Promise.resolve();
  form.addEventListener("change", () => {
    turn = turn.then(keep);
  });
};
