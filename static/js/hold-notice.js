// Shows, and has read out, the notice in its <template> when two minutes are left of the hold. No ticking.
const WARNING = 120;

export default (element) => {
  // Seconds from the server: the clock of a device may be wrong.
  const due = Date.now() + (Number(element.dataset.seconds) - WARNING) * 1000;
  const check = () => {
    const left = due - Date.now();
    if (left > 0) {
      setTimeout(check, Math.min(left, 30000)); // in short steps: a sleeping phone stops long ones
      return;
    }
    element.append(element.querySelector("template").content.cloneNode(true));
  };
  check();
};
