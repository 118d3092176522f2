// Whoever signs out leaves nothing behind in this tab.
export default (form) => {
  form.addEventListener("submit", () => {
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft ")) sessionStorage.removeItem(key);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  });
};
