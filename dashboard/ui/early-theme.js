// In the page's head, before anything is painted: a theme that was chosen is there from the first pixel on. A file of its own, since
// the page's policy refuses scripts within it; plain, since a module would run after the first paint.
try {
  const theme = localStorage.getItem('headcount.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden: as the system has it.
}
