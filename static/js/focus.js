// Takes the reader to the list of errors, which without script is only the first thing on the page.
export default (element) => element.focus();
