// After the first press the form's buttons rest, so that an impatient second press is not a second request.
export default (form) => {
  const buttons = () => [...form.elements].filter((element) => element.type === "submit");
  form.addEventListener("submit", (event) => {
    // Later, for a button that is disabled now would not send its own name; and another script may still hold the form back.
    setTimeout(() => {
      if (!event.defaultPrevented) buttons().forEach((button) => { button.disabled = true; });
    });
  });
  addEventListener("pageshow", () => buttons().forEach((button) => { button.disabled = false; }));
};
