// What the server would refuse is said before it is sent: on a slow line ten megabytes take minutes.
const LARGEST = 10 * 1024 * 1024;

export default (form) => {
  const input = form.querySelector("input[type=file]");
  const said = form.querySelector("[data-part=said]");
  const button = form.querySelector("button.main");
  const problem = () => {
    const large = [...input.files].find((file) => file.size > LARGEST);
    if (large) return `«${large.name}» ${form.dataset.tooLarge}`;
    return input.files.length > Number(form.dataset.atOnce) ? form.dataset.tooMany : "";
  };
  input.addEventListener("change", () => { said.textContent = problem(); });
  form.addEventListener("submit", (event) => {
    said.textContent = problem();
    if (said.textContent) {
      event.preventDefault();
      input.focus();
      return;
    }
    if (!input.files.length) return;
    said.textContent = form.dataset.sending;
    setTimeout(() => { button.disabled = true; });
  });
  addEventListener("pageshow", () => { button.disabled = false; });
};
